import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import canonicalize from 'canonicalize';
import { type RunResult, summarise } from '../../src/core/metrics/summary.js';
import { DEFAULTS } from '../../src/core/scenario/defaults.js';
import type { RunOptions, RunOutcome } from '../../src/nodes/run.js';
import { createRunFolder as openRunFolder, folderProblem } from '../../src/nodes/run-folder.js';

const OPTIONS = { version: '1', seed: 7, end: { untilUs: 5 }, specification: { b: 1, a: 2 } } as unknown as RunOptions;
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
  t.deepEqual(runFile(), { version: '1', seed: 7, end: { untilUs: 5 }, specification: { a: 2, b: 1 }, digest: null });
  open.write([
    { shard: 1, records: [{ type: 'note', timeUs: 1, node: 4, note: { kind: 'n' } }, { type: 'commit', timeUs: 2, node: 4, record: { kind: 'block' } }] },
  ]);
  await open.close(OUTCOME, summarise(DEFAULTS, RESULT));
  t.deepEqual(readdirSync(folder).toSorted(), ['journal.ndjson', 'ledger.ndjson', 'metrics.csv', 'run.json', 'trace.ndjson']);
  t.is(runFile()['digest'], 'd1');
  const lines = (file: string): string[] => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  t.deepEqual(lines('ledger.ndjson'), ['{"node":4,"record":{"kind":"block"},"shard":1,"timeUs":2}']);
  t.is(lines('trace.ndjson').length, 2);
  for (const line of [...lines('journal.ndjson'), ...lines('trace.ndjson'), ...lines('run.json')]) t.is(canonicalize(JSON.parse(line)), line);
  t.is(folderProblem(folder), 'is not empty; expected a new or empty folder');
});
