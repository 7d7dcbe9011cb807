import test from 'ava';
import type { JournalEntry } from '../../src/core/kernel/program.js';
import { RECOVERY_CHECKPOINTS } from '../../src/nodes/checkpoint-policy.js';
import { startRun } from '../../src/nodes/coordinator.js';
import type { RunFrame, RunOptions, RunOutcome } from '../../src/nodes/run.js';
import { gossipReference, smallGossip, type GossipSpecification, gossip } from './gossip-program.js';

const journal: readonly JournalEntry[] = [
  { atUs: 300_000, sequence: 0, shards: null, command: { kind: 'stop', node: 4 } as never },
  { atUs: 450_000, sequence: 1, shards: [1], command: { kind: 'cut', shard: 2 } as never },
  { atUs: 700_000, sequence: 2, shards: [1], command: { kind: 'heal', shard: 2 } as never },
  { atUs: 800_000, sequence: 3, shards: null, command: { kind: 'start', node: 4 } as never },
  { atUs: 900_000, sequence: 4, shards: [3], command: { kind: 'start', node: 23 } as never },
];

function options(changes: Partial<RunOptions> = {}): RunOptions {
  return {
    program: gossipReference,
    specification: smallGossip,
    seed: 7,
    version: 'test',
    threads: 1,
    journal,
    end: { untilUs: 1_800_000 },
    ...changes,
  };
}

const inProcess = (changes: Partial<RunOptions> = {}): Promise<RunOutcome> =>
  startRun(options({ host: 'in-process', ...changes })).done;

/** What must be the same however a run was hosted. */
function essence(outcome: RunOutcome): unknown {
  const { digest, shardDigests, epochDigests, views, nowUs, windows, events, checks, violations, ended } = outcome;
  return { digest, shardDigests, epochDigests, views, nowUs, windows, events, checks, violations, ended };
}

const reference = inProcess();

test('the toy does something worth comparing', async (t) => {
  const outcome = await reference;
  t.is(outcome.ended, 'until');
  t.true(outcome.events > 1000);
  t.true(outcome.epochDigests.every((epochs) => epochs.length === 2));
  for (const view of outcome.views as { heardCount: number; observed: number; refused: number; draws: number }[]) {
    t.true(view.heardCount > 100 && view.observed > 100);
    t.is(view.refused, 0);
  }
  t.true((outcome.views as { draws: number }[]).some(({ draws }) => draws > 0));
});

for (const threads of [1, 2, 4]) {
  test(`${threads} threads give the digest of the in-process host`, async (t) => {
    t.deepEqual(essence(await startRun(options({ threads })).done), essence(await reference));
  });
}

test('a second run gives the same digest, another seed another one', async (t) => {
  t.deepEqual(essence(await inProcess()), essence(await reference));
  t.not((await inProcess({ seed: 8 })).digest, (await reference).digest);
});

test('the digest covers version, specification and journal', async (t) => {
  const digests = new Set([(await reference).digest]);
  digests.add((await inProcess({ version: 'other' })).digest);
  digests.add((await inProcess({ journal: journal.slice(1) })).digest);
  digests.add((await inProcess({ specification: { ...smallGossip, everyUs: 200_001 } })).digest);
  t.is(digests.size, 4);
});

for (const death of ['exit', 'between', 'memory'] as const) {
  test(`a worker that dies (${death}) is replaced and nothing else changes`, async (t) => {
    const run = startRun(options({ threads: 2, paused: true, checkpoints: { ...RECOVERY_CHECKPOINTS, windowsMin: 20 }, ...(death === 'memory' ? { workerMemoryMb: 48 } : {}) }));
    let killed = 0;
    run.subscribe((frame) => {
      if (frame.state !== 'paused') return;
      // The first death comes before any checkpoint, the second after one.
      if (frame.windows === 2 || frame.windows === 50) run.killWorker(killed++ % 2, death);
      if (frame.windows < 52) run.stepWindow();
      else run.resume();
    });
    const outcome = await run.done;
    t.is(killed, 2);
    t.is(outcome.workersReplaced, 2);
    t.deepEqual(essence(outcome), essence(await reference));
  });
}

test('pauses, steps, speeds and watchers change nothing', async (t) => {
  const run = startRun(options({ threads: 2, paused: true, speed: 1000 }));
  const frames: RunFrame[] = [];
  const leave = run.subscribe((frame) => {
    frames.push(frame);
    if (frame.windows < 10) run.stepWindow();
    else if (frame.windows === 10) run.resume();
    else run.setSpeed('max');
  });
  const outcome = await run.done;
  leave();
  t.deepEqual(essence(outcome), essence(await reference));
  t.deepEqual(frames.slice(0, 11).map(({ windows }) => windows), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  t.is(frames.at(-1)!.state, 'ended');
  t.deepEqual(frames.at(-1)!.views, outcome.views);
  t.is(frames[0]!.threads, 2);
});

test('a command given live is in the journal, and the journal replays the run', async (t) => {
  const run = startRun(options({ threads: 2, paused: true }));
  run.subscribe((frame) => {
    if (frame.state !== 'paused') return;
    if (frame.windows === 12 && frame.journal.length === journal.length) {
      const entry = run.operate({ kind: 'stop', node: 9 } as never, null);
      t.deepEqual(entry, { atUs: frame.nowUs, sequence: 5, shards: null, command: { kind: 'stop', node: 9 } as never });
    }
    if (frame.windows < 14) run.stepWindow();
    else run.resume();
  });
  const live = await run.done;
  t.is(live.journal.length, journal.length + 1);
  t.not(live.digest, (await reference).digest);
  const replayed = await inProcess({ journal: live.journal });
  t.deepEqual(essence(replayed), essence(live));
});

test('a run ends when the last round is final, or at its bound', async (t) => {
  const specification: GossipSpecification = { ...smallGossip, rumours: 3 };
  // Node 23 sleeps from genesis and would never start its rumours.
  const wake: JournalEntry[] = [{ atUs: 0, sequence: 0, shards: null, command: { kind: 'start', node: 23 } as never }];
  const rounds = await inProcess({ specification, journal: wake, end: { rounds: 3, boundUs: 10_000_000 } });
  t.is(rounds.ended, 'rounds');
  t.true(rounds.nowUs < 1_000_000);
  const bound = await inProcess({ specification, journal: wake, end: { rounds: 4, boundUs: 500_000 } });
  t.is(bound.ended, 'bound');
  t.true(bound.nowUs >= 500_000 && bound.nowUs < 600_000);
});

test('the first violation ends the run after its window, the same on every host', async (t) => {
  const specification: GossipSpecification = { ...smallGossip, complainAfter: 50 };
  const outcome = await inProcess({ specification });
  t.is(outcome.ended, 'violation');
  t.is(outcome.violations[0]!.checker, 'toy');
  t.is(outcome.violations[0]!.timeUs, outcome.nowUs);
  t.deepEqual(essence(await startRun(options({ specification, threads: 3 })).done), essence(outcome));
});

test('an error of the program rejects the run and is not taken for a death', async (t) => {
  const specification: GossipSpecification = { ...smallGossip, throwAtStep: 40 };
  const { message } = (await t.throwsAsync(startRun(options({ specification, threads: 2 })).done))!;
  t.is(message, 'The toy was told to throw');
  await t.throwsAsync(inProcess({ specification, program: gossip }), { message });
});

test('stop ends a paused run at its barrier', async (t) => {
  const run = startRun(options({ threads: 2, paused: true }));
  run.subscribe((frame) => {
    if (frame.state !== 'paused') return;
    if (frame.windows < 3) run.stepWindow();
    else run.stop();
  });
  const outcome = await run.done;
  t.is(outcome.ended, 'stopped');
  t.is(outcome.windows, 3);
  t.is(run.operate({ kind: 'stop' }, null), null);
});

async function traceOf(changes: Partial<RunOptions>): Promise<string> {
  const lines: string[] = [];
  await startRun(
    options({
      ...changes,
      onTrace: (shards) => {
        for (const { shard, records } of shards) for (const record of records) lines.push(JSON.stringify([shard, record]));
      },
    }),
  ).done;
  return lines.join('\n');
}

test('the trace arrives window by window, by shard, and holds what was asked for', async (t) => {
  const all = await traceOf({ host: 'in-process', trace: 'all' });
  t.is(await traceOf({ threads: 2, trace: 'all' }), all);
  const commits = await traceOf({ threads: 2, trace: 'commits' });
  t.is(commits, all.split('\n').filter((line) => line.includes('"type":"commit"')).join('\n'));
  t.true(commits.length > 0);
});
