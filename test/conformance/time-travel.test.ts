import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { CheckpointOptions } from '../../src/nodes/checkpoint-policy.js';
import { startRun } from '../../src/nodes/coordinator.js';
import { readCheckpoint, checkpointTimes } from '../../src/nodes/folder/checkpoint-files.js';
import { summaryOf } from '../../src/cli/run-result.js';
import { packageVersion } from '../../src/nodes/package-root.js';
import { replayFolder } from '../../src/nodes/replay.js';
import { readRunFolder } from '../../src/nodes/resume.js';
import type { RunOptions } from '../../src/nodes/run.js';
import { createRunFolder } from '../../src/nodes/run-folder.js';
import { labOptions } from './lab.js';

// The laboratory's own program, stopped and brought back: the smallest scenario with payments across shards under way.

const OFTEN: CheckpointOptions = { share: 0.5, gapMsMin: 0, windowsMin: 10, memoryBytes: Infinity };
const tiny: RunOptions = { ...labOptions('tiny', ['market.awayWalletPermille=500'], { attacks: [{ fromUs: 5_000_000, level: 2, name: 'double-spend', toUs: 25_000_000 }], rounds: 1 }), version: packageVersion() };
const onThreads = (threads: number): RunOptions => ({ ...tiny, host: 'workers', threads, checkpoints: OFTEN });

/** A whole run that is written to a folder; `travel` may move it about before it goes on to its end. */
async function written(options: RunOptions, travel: (run: ReturnType<typeof startRun>) => Promise<unknown>): Promise<{ path: string; digest: string }> {
  const path = join(mkdtempSync(join(tmpdir(), 'v2g-tui-test-')), 'run');
  const folder = createRunFolder(path, options, { trace: true, parent: null, given: options.journal.length });
  const run = startRun({ ...options, recorder: folder.recorder, trace: 'all', paused: true });
  await travel(run);
  run.resume();
  const outcome = await run.done;
  await folder.close(outcome, summaryOf(options, outcome));
  return { path, digest: outcome.digest };
}

const filesOf = (path: string): Record<string, string> =>
  Object.fromEntries(['journal.ndjson', 'ledger.ndjson', 'metrics.csv', 'trace.ndjson'].map((name) => [name, readFileSync(join(path, name), 'utf8')]));

const watch = (run: ReturnType<typeof startRun>) => run.done;

const undisturbed = written(onThreads(2), async () => undefined);

test('a run in a folder that was rewound gives the same digest and the same files', async (t) => {
  const { path, digest } = await undisturbed;
  const rewound = await written(onThreads(2), async (run) => {
    for (const seconds of [20, 3, 31, 12, 33, 0, 28]) await run.rewind(seconds * 1_000_000);
  });
  t.is(rewound.digest, digest);
  t.deepEqual(filesOf(rewound.path), filesOf(path));
});

test('checkpoints of two threads come back on one, and in process', async (t) => {
  const { path, digest } = await undisturbed;
  const times = checkpointTimes(path);
  t.true(times.length >= 4 && times.length <= 8);
  for (const atUs of times) {
    const from = readCheckpoint(path, packageVersion(), atUs)!;
    t.is((await startRun({ ...tiny, from }).done).digest, digest, `in process from ${atUs}`);
  }
  const from = readCheckpoint(path, packageVersion(), times[1]!)!;
  t.is((await startRun({ ...onThreads(1), from }).done).digest, digest);
});

test('a fork writes what a run from its journal would have written, and forgets what it left', async (t) => {
  const change = { command: { kind: 'attack', name: 'consumer', level: 2, on: true } as never };
  const fork = (beyondUs: number) =>
    written(onThreads(2), async (run) => {
      await run.rewind(beyondUs);
      await run.fork(15_000_000, [change]);
    });
  const [once, again] = [await fork(33_000_000), await fork(22_000_000)];
  t.is(again.digest, once.digest);
  t.not(once.digest, (await undisturbed).digest);
  t.deepEqual(filesOf(again.path), filesOf(once.path));
  const folder = readRunFolder(once.path);
  t.is(folder.journal.length, tiny.journal.length + 1);
  const finding = await replayFolder(folder, { threads: 1, untilUs: null, watch });
  t.like(finding, { equal: true, epoch: null, event: null });
  t.is(finding.digest?.found, once.digest);
});

test('a replay until a time compares as far as that, and a changed journal is found at its first event', async (t) => {
  const { path } = await undisturbed;
  const folder = readRunFolder(path);
  const half = await replayFolder(folder, { threads: 1, untilUs: 12_000_000, watch });
  t.like(half, { equal: true, digest: null });
  t.true(half.nowUs < 13_000_000);
  const other = { kind: 'attack', name: 'consumer', level: 2, on: true } as never;
  const journal = folder.journal.map((entry) => (entry.sequence === 0 ? { ...entry, command: other } : entry));
  const finding = await replayFolder({ ...folder, journal }, { threads: 1, untilUs: null, watch });
  t.false(finding.equal);
  t.is(finding.event?.file, 'trace.ndjson');
  t.true(finding.event!.atUs! >= 5_000_000 && finding.event!.expected !== finding.event!.found);
});

test('a checkpoint that lost any one byte, or its tail, is not taken', async (t) => {
  const { path } = await undisturbed;
  const atUs = checkpointTimes(path).at(-1)!;
  const name = readdirSync(join(path, 'checkpoints')).toSorted().at(-1)!;
  const bytes = readFileSync(join(path, 'checkpoints', name));
  const copy = mkdtempSync(join(tmpdir(), 'v2g-tui-test-'));
  mkdirSync(join(copy, 'checkpoints'));
  const readAs = (content: Uint8Array) => {
    writeFileSync(join(copy, 'checkpoints', name), content);
    return readCheckpoint(copy, packageVersion(), atUs);
  };
  t.truthy(readAs(bytes));
  for (let at = 0; at < bytes.byteLength; at += Math.ceil(bytes.byteLength / 40)) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    t.is(readAs(changed), null, `byte ${at}`);
    t.is(readAs(bytes.subarray(0, at)), null, `cut at ${at}`);
  }
  t.is(readCheckpoint(path, 'another version', atUs), null);
});
