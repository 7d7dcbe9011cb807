import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import canonicalize from 'canonicalize';
import { type RunResult, summarise } from '../../src/core/metrics/summary.js';
import { DEFAULTS } from '../../src/core/scenario/defaults.js';
import { tipOfLine } from '../../src/nodes/ledger-lines.js';
import type { RunOptions, RunOutcome } from '../../src/nodes/run.js';
import { folderProblem, openRunFolder } from '../../src/nodes/run-folder.js';
import { labOptions } from '../conformance/lab.js';

const OPTIONS: RunOptions = { ...labOptions('tiny'), end: { untilUs: 5 }, seed: 7, version: '1' };
const OUTCOME = {
  digest: 'd1', shardDigests: ['s0'], epochDigests: [[]], ended: 'until', nowUs: 5,
  journal: [{ atUs: 3, sequence: 0, shards: null, command: { kind: 'attack' } }],
} as unknown as RunOutcome;
const RESULT: RunResult = { version: '1', seed: 7, digest: 'd1', nowUs: 5, views: [], checks: 0, violations: [], wallSeconds: 1, events: 0, threads: 1, rounds: null };

test('a run folder has its inputs first, then every record in canonical JSON, and the digest last', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'v2g-tui-test-')), 'deep', 'run');
  t.is(folderProblem(folder), null);
  const open = openRunFolder(folder, OPTIONS, true);
  const runFile = (): Record<string, unknown> => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Record<string, unknown>;
  const { ledger, specification, ...inputs } = runFile();
  t.deepEqual(inputs, { version: '1', seed: 7, end: { untilUs: 5 }, digest: null });
  t.is(canonicalize(specification), canonicalize(OPTIONS.specification));
  open.write([
    { shard: 1, records: [{ type: 'note', timeUs: 1, node: 4, note: { kind: 'n' } }, { type: 'commit', timeUs: 2, node: 4, record: { kind: 'block' } }] },
  ]);
  await open.close(OUTCOME, summarise(DEFAULTS, RESULT));
  t.deepEqual(readdirSync(folder).toSorted(), ['journal.ndjson', 'ledger.ndjson', 'metrics.csv', 'run.json', 'trace.ndjson']);
  t.is(runFile()['digest'], 'd1');
  const lines = (file: string): string[] => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  const written = lines('ledger.ndjson').map((line) => JSON.parse(line) as { hash: string; line: number; prev: string | null; record: { kind: string }; shard: number | null; timeUs: number });
  t.deepEqual(written.map(({ record, shard, timeUs }) => [record.kind, shard, timeUs]), [['genesis', null, 0], ['block', 1, 2], ['end', null, 5]]);
  t.deepEqual(written.map(({ line, prev }) => [line, prev]), [[1, null], [2, written[0]!.hash], [3, written[1]!.hash]]);
  t.deepEqual(ledger, { genesis: written[0]!.hash });
  t.deepEqual(runFile()['ledger'], { genesis: written[0]!.hash, head: written[2]!.hash, lines: 3 });
  t.deepEqual(tipOfLine(lines('ledger.ndjson')[1]!), { hash: written[1]!.hash, line: 2 });
  t.is(tipOfLine('{"line":2}'), null);
  t.is(lines('trace.ndjson').length, 2);
  for (const line of ['journal', 'trace', 'ledger'].flatMap((name) => lines(`${name}.ndjson`)).concat(lines('run.json'))) t.is(canonicalize(JSON.parse(line)), line);
  t.is(folderProblem(folder), 'is not empty; expected a new or empty folder');
});
