import test from 'ava';
import type { JournalEntry } from '../../src/core/kernel/program.js';
import type { CheckpointOptions } from '../../src/nodes/checkpoint-policy.js';
import { startRun } from '../../src/nodes/coordinator.js';
import type { RunHandle, RunOptions, RunOutcome } from '../../src/nodes/run.js';
import { gossipReference, smallGossip } from './gossip-program.js';

// A run that was rewound, forked, or begun at a checkpoint is the run it would have been without.

const OFTEN: CheckpointOptions = { share: 1, gapMsMin: 0, windowsMin: 3, memoryBytes: Infinity };
const given: JournalEntry[] = [
  { atUs: 300_000, sequence: 0, shards: null, command: { kind: 'stop', node: 4 } as never },
  { atUs: 900_000, sequence: 1, shards: [3], command: { kind: 'start', node: 23 } as never },
];

function options(changes: Partial<RunOptions> = {}): RunOptions {
  return {
    program: gossipReference, specification: smallGossip, seed: 7, version: 'test', threads: 2, journal: given,
    end: { untilUs: 1_800_000 }, checkpoints: OFTEN, ...changes,
  };
}

const inProcess = (changes: Partial<RunOptions> = {}): Promise<RunOutcome> => startRun(options({ host: 'in-process', ...changes })).done;

function essence(outcome: RunOutcome): unknown {
  const { digest, shardDigests, epochDigests, views, nowUs, windows, events, checks, violations, ended, journal } = outcome;
  return { digest, shardDigests, epochDigests, views, nowUs, windows, events, checks, violations, ended, journal };
}

/** A paused run at the first barrier from this time on. */
async function pausedAt(atUs: number, changes: Partial<RunOptions> = {}): Promise<RunHandle> {
  const run = startRun(options({ paused: true, ...changes }));
  await run.rewind(atUs);
  return run;
}

test('rewound again and again to one checkpoint in process, the run ends as it would have: going on leaves the checkpoint as it is', async (t) => {
  const run = await pausedAt(1_500_000, { host: 'in-process' });
  for (let time = 0; time < 4; time += 1) {
    await run.rewind(700_000);
    await run.rewind(1_500_000);
  }
  run.resume();
  t.deepEqual(essence(await run.done), essence(await reference));
});

test('what was done at the very barrier of a fork is dropped with what came later', async (t) => {
  const run = await pausedAt(500_000);
  const atUs = await run.rewind(500_000);
  run.operate(stopNode(9), null);
  const { journal } = await run.fork(atUs, [{ command: stopNode(10) }]);
  t.deepEqual(journal.slice(given.length).map(({ command }) => (command as unknown as { node: number }).node), [10]);
  run.resume();
  const outcome = await run.done;
  t.deepEqual(essence(await inProcess({ journal: outcome.journal })), essence(outcome));
});

const reference = inProcess({ checkpoints: undefined as never });

const stopNode = (node: number) => ({ kind: 'stop', node }) as never;
for (const threads of [1, 2, 4]) {
  test(`rewound back and forth on ${threads} threads, the run ends as it would have`, async (t) => {
    const run = await pausedAt(1_500_000, { threads });
    t.true(run.checkpoints().count > 5);
    for (const toUs of [700_000, 1_200_000, 0, 1_499_999, 350_000]) {
      const atUs = await run.rewind(toUs);
      t.true(atUs < toUs + 100_000, `${toUs} → ${atUs}`);
    }
    run.resume();
    t.deepEqual(essence(await run.done), essence(await reference));
  });
}

test('what a person did live is done again after a rewind, and never when something else is done first', async (t) => {
  const run = await pausedAt(500_000);
  run.operate(stopNode(9), null);
  await run.rewind(1_000_000);
  run.operate(stopNode(15), null);
  await run.rewind(1_300_000);
  await run.rewind(200_000);
  await run.rewind(1_400_000);
  await run.rewind(800_000);
  const other = await pausedAt(500_000);
  other.operate(stopNode(9), null);
  other.resume();
  t.is((await other.done).journal.length, 3);
  run.operate(stopNode(11), null);
  run.resume();
  const outcome = await run.done;
  t.deepEqual(outcome.journal.map(({ command, sequence }) => [sequence, (command as unknown as { node: number }).node]), [[0, 4], [1, 23], [2, 9], [3, 11]]);
  t.deepEqual(essence(await inProcess({ journal: outcome.journal })), essence(outcome));
});

test('two forks with the same change are the same run, and replay from their journal', async (t) => {
  const fork = async (disturb: boolean): Promise<RunOutcome> => {
    const run = await pausedAt(1_400_000);
    if (disturb) run.operate(stopNode(2), null);
    if (disturb) await run.rewind(100_000);
    await run.fork(777_777, [{ command: stopNode(9) }, { command: stopNode(10) }]);
    run.resume();
    return run.done;
  };
  const [plain, disturbed] = [await fork(false), await fork(true)];
  t.deepEqual(essence(disturbed), essence(plain));
  t.deepEqual(plain.journal.slice(2).map(({ atUs }) => atUs >= 777_777), [true, true]);
  t.deepEqual(essence(await inProcess({ journal: plain.journal })), essence(plain));
  t.not(plain.digest, (await reference).digest);
});

test('a worker that dies after a rewind is brought back to where the run was sent', async (t) => {
  const run = await pausedAt(1_500_000);
  await run.rewind(600_000);
  run.killWorker(0);
  run.killWorker(1, 'between');
  await run.rewind(900_000);
  await run.rewind(650_000);
  run.resume();
  const outcome = await run.done;
  t.is(outcome.workersReplaced, 2);
  t.deepEqual(essence(outcome), essence(await reference));
});
