import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import canonicalize from 'canonicalize';
import { type RunResult, summarise } from '../../src/core/metrics/summary.js';
import { DEFAULTS } from '../../src/core/scenario/defaults.js';
import { openLineFile, tornBytes } from '../../src/nodes/folder/line-file.js';
import { type Disk, nodeDisk } from '../../src/nodes/folder/disk.js';
import { lockHolder, releaseLock, takeLock } from '../../src/nodes/folder/lock.js';
import { readJournal } from '../../src/nodes/folder/journal-file.js';
import type { RunOptions, RunOutcome } from '../../src/nodes/run.js';
import { FolderFailure } from '../../src/nodes/folder/folder-failure.js';
import { createRunFolder, folderProblem } from '../../src/nodes/run-folder.js';

const OPTIONS = {
  version: '1', seed: 7, end: { untilUs: 5 }, specification: { parameters: DEFAULTS, figures: {} }, journal: [{ atUs: 3, sequence: 0, shards: null, command: { kind: 'attack' } }],
} as unknown as RunOptions;
const OUTCOME = { digest: 'd1', shardDigests: ['s0'], epochDigests: [[]], ended: 'until', nowUs: 5, journal: OPTIONS.journal, views: [] } as unknown as RunOutcome;
const RESULT: RunResult = { version: '1', seed: 7, digest: 'd1', nowUs: 5, views: [], checks: 0, violations: [], wallSeconds: 1, events: 0, threads: 1, rounds: null };
const PLAIN = { trace: true, parent: null, given: 1 };
const RECORDS = [{ shard: 1, records: [{ type: 'note', timeUs: 1, node: 4, note: { kind: 'n' } }, { type: 'commit', timeUs: 2, node: 4, record: { kind: 'block' } }] }] as const;

const newFolder = (...more: string[]): string => join(mkdtempSync(join(tmpdir(), 'v2g-tui-test-')), ...more);

test('a run folder has its inputs first, then every record in canonical JSON, and the digest last', async (t) => {
  const path = newFolder('deep', 'run');
  t.is(folderProblem(path), null);
  const folder = createRunFolder(path, OPTIONS, PLAIN);
  const runFile = (): Record<string, unknown> => JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as Record<string, unknown>;
  const { version, seed, end, given, digest, ended } = runFile();
  t.deepEqual({ version, seed, end, given, digest, ended }, { version: '1', seed: 7, end: { untilUs: 5 }, given: 1, digest: null, ended: undefined });
  t.is(lockHolder(path)?.pid, process.pid);
  folder.recorder.records(RECORDS);
  await folder.close(OUTCOME, summarise(DEFAULTS, RESULT));
  t.is(lockHolder(path), null);
  t.deepEqual(readdirSync(path).toSorted(), ['journal.ndjson', 'ledger.ndjson', 'metrics.csv', 'response-time.csv', 'run.json', 'trace.ndjson']);
  t.is(runFile()['digest'], 'd1');
  const lines = (file: string): string[] => readFileSync(join(path, file), 'utf8').trimEnd().split('\n');
  t.deepEqual(lines('ledger.ndjson').map((line) => (JSON.parse(line) as { record: { kind: string } }).record.kind), ['genesis', 'block', 'end']);
  t.is(lines('trace.ndjson').length, 2);
  for (const name of ['journal.ndjson', 'trace.ndjson', 'ledger.ndjson', 'run.json']) for (const line of lines(name)) t.is(canonicalize(JSON.parse(line)), line);
  t.is(folderProblem(path), 'is not empty; expected a new or empty folder');
});

test('a second writer is refused while the first one lives, and a dead one is taken over', (t) => {
  const path = newFolder();
  t.is(takeLock(path), null);
  t.is(takeLock(path)?.pid, process.pid);
  releaseLock(path);
  t.is(takeLock(path), null);
  const held = JSON.parse(readFileSync(join(path, 'lock'), 'utf8')) as { pid: number; began: string; host: string };
  // The same number for another process, as after a restart of the machine.
  for (const dead of [{ ...held, began: 'long ago' }, { ...held, pid: 2 ** 22 + 1 }]) {
    writeFileSync(join(path, 'lock'), JSON.stringify(dead));
    t.is(takeLock(path), held.began === '' && dead.pid === held.pid ? (dead as never) : null);
  }
  writeFileSync(join(path, 'lock'), '{"pid":');
  t.is(takeLock(path), null, 'a torn lock holds nothing');
  writeFileSync(join(path, 'lock'), JSON.stringify({ ...held, pid: 2 ** 22 + 1, host: 'another machine' }));
  t.is(takeLock(path)?.host, 'another machine');
  t.deepEqual(readdirSync(path), ['lock']);
});

test('what a run left that was killed before it began is no reason to refuse the folder', async (t) => {
  const path = newFolder();
  for (const name of ['lock', 'ledger.ndjson', 'journal.ndjson']) writeFileSync(join(path, name), 'x');
  t.is(folderProblem(path), null);
  await createRunFolder(path, OPTIONS, PLAIN).abandon();
  t.true(readFileSync(join(path, 'ledger.ndjson'), 'utf8').startsWith('{'));
  t.is(folderProblem(path), 'is not empty; expected a new or empty folder');
  const other = newFolder();
  for (const name of ['lock', 'mine.txt']) writeFileSync(join(other, name), 'x');
  t.is(folderProblem(other), 'is not empty; expected a new or empty folder');
});

test('a line file passes over what it has, and goes on at its end', (t) => {
  const path = join(newFolder(), 'lines');
  const file = openLineFile(nodeDisk, path);
  for (const line of ['one', 'zwölf', 'three']) file.write(line);
  t.is(file.positionBytes, Buffer.byteLength('one\nzwölf\nthree\n'));
  file.seek(4);
  file.write('zwölf');
  file.flush();
  file.write('three');
  file.write('four');
  file.flush();
  t.is(readFileSync(path, 'utf8'), 'one\nzwölf\nthree\nfour\n');
  file.seek(4);
  file.cut();
  file.write('2');
  file.flush();
  t.is(readFileSync(path, 'utf8'), 'one\n2\n');
  t.throws(() => file.seek(100), { instanceOf: RangeError });
  file.close();
});

test('a torn tail is told by its length, whatever the length', (t) => {
  const path = join(newFolder(), 'lines');
  const text = '{"a":1}\n{"b":22}\n';
  for (let length = 0; length <= text.length; length++) {
    writeFileSync(path, text.slice(0, length));
    t.is(tornBytes(path), length < 8 ? length : length < text.length ? length - 8 : 0);
  }
  writeFileSync(path, `x\n${'y'.repeat(200_000)}`);
  t.is(tornBytes(path), 200_000);
});

test('a journal without the end of its last line is read without it, anything else is refused', (t) => {
  const path = newFolder();
  const line = (sequence: number): string => `${canonicalize({ atUs: 1, command: { kind: 'set' }, sequence, shards: null })}\n`;
  const whole = line(0) + line(1);
  for (let length = 0; length <= whole.length; length++) {
    writeFileSync(join(path, 'journal.ndjson'), whole.slice(0, length));
    const { entries, tornBytes: torn } = readJournal(path);
    t.is(entries.length, length < whole.length / 2 ? 0 : length < whole.length ? 1 : 2);
    t.is(torn, length % (whole.length / 2));
  }
  for (const wrong of [line(1), 'x\n', line(0) + line(0), '{"atUs":-1}\n']) {
    writeFileSync(join(path, 'journal.ndjson'), wrong);
    t.throws(() => readJournal(path), { message: /line \d: this is no journal entry/ });
  }
});

test('a full disk stops the recording with a sentence, and leaves whole lines', async (t) => {
  const path = newFolder('run');
  let room = 1_000_000;
  const disk: Disk = {
    ...nodeDisk,
    write(fd, bytes, atBytes) {
      // Half of the last piece fits, as on a real disk.
      if (bytes.byteLength > room) nodeDisk.write(fd, bytes.subarray(0, room), atBytes);
      if (bytes.byteLength > room) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      room -= bytes.byteLength;
      nodeDisk.write(fd, bytes, atBytes);
    },
  };
  const folder = createRunFolder(path, OPTIONS, PLAIN, disk);
  const error = t.throws(
    () => {
      for (;;) folder.recorder.records(RECORDS);
    },
    { instanceOf: FolderFailure },
  );
  t.regex(error!.message, /the disk is full; .*run --resume/);
  await t.throwsAsync(folder.close(OUTCOME, summarise(DEFAULTS, RESULT)), { instanceOf: FolderFailure });
  t.deepEqual([tornBytes(join(path, 'ledger.ndjson')), tornBytes(join(path, 'trace.ndjson'))], [0, 0]);
  t.is((JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { digest: unknown }).digest, null);
  t.is(lockHolder(path), null, 'somebody else may go on with it');
});
