import test, { type ExecutionContext } from 'ava';
import type { Program } from '../../src/core/kernel/program.js';
import { startRun } from '../../src/nodes/coordinator.js';
import type { RunHandle, RunOptions } from '../../src/nodes/run.js';
import { futureOf } from '../../src/tui/futures/future.js';
import { createFutures } from '../../src/tui/futures/futures.js';
import type { RunFrame, RunSource } from '../../src/tui/source.js';
import type { StoreClock } from '../../src/tui/store.js';
import { gossip, smallGossip, type GossipWorld } from '../nodes/gossip-program.js';
import { shardView } from './states.js';

/** The kernel's toy with views as the interface expects them; its windows are at most 25 ms. */
const program: Program = { ...gossip, shard: { ...gossip.shard, view: (world: GossipWorld) => shardView(world.shard) } };
const WINDOW_US = 25_000;
const options: RunOptions = { program, specification: smallGossip, seed: 7, version: 'test', threads: 1, host: 'in-process', journal: [], end: { untilUs: 1_700_000 }, checkpoints: { share: 1, gapMsMin: 0, windowsMin: 3, memoryBytes: Infinity }, paused: true, hold: true };
const stop = (node: number): never => ({ kind: 'stop', node }) as never;

interface Table {
  readonly source: RunSource;
  readonly runs: RunHandle[];
  readonly now: () => RunFrame;
  readonly until: (holds: (frame: RunFrame) => boolean) => Promise<RunFrame>;
}

/** A run at half a second of virtual time that may be forked. Wall time goes on by itself, and waits are none. */
async function table(t: ExecutionContext, changes: Partial<RunOptions> = {}): Promise<Table> {
  let nowMs = 0;
  const clock: StoreClock = {
    nowMs: () => (nowMs += 1),
    after(delayMs, call) {
      nowMs += delayMs;
      const timer = setImmediate(call);
      return () => clearImmediate(timer);
    },
  };
  const first = startRun({ ...options, ...changes });
  const runs = [first];
  const source = createFutures(futureOf(first), (branch) => {
    runs.push(startRun({ ...options, ...changes, ...branch, paused: true }));
    return futureOf(runs.at(-1)!);
  }, clock);
  source.subscribe(() => undefined);
  t.teardown(() => source.stop());
  await source.travel(500_000);
  const until = (holds: (frame: RunFrame) => boolean): Promise<RunFrame> =>
    new Promise((resolve) => {
      const leave = source.subscribe((frame) => {
        if (!holds(frame)) return;
        setImmediate(() => leave());
        resolve(frame);
      });
    });
  return { source, runs, now: () => source.frame()!, until };
}

function apart({ nowUs, futures }: RunFrame): number {
  return Math.abs(nowUs - futures!.other!.nowUs);
}

async function digestOf(run: RunHandle): Promise<string> {
  run.stop();
  return (await run.done).digest;
}

test('a fork begins from what is shown; what is done then is done in B alone, and A ends as it would have', async (t) => {
  const { source, runs, now } = await table(t);
  const atUs = now().nowUs;
  t.regex((await source.futures!.fork())!, /future B/);
  t.like(now(), { nowUs: atUs, state: 'paused', futures: { shown: 'B', forkUs: atUs } });
  t.is(now().futures!.other!.nowUs, atUs);
  t.regex((await source.futures!.fork())!, /two futures already/);
  source.operate(stop(9), null);
  for (const toUs of [700_000, 1_500_000, 900_000, 1_300_000]) {
    await source.travel(toUs);
    t.true(apart(now()) <= WINDOW_US && Math.abs(now().nowUs - toUs) <= 2 * WINDOW_US, `${toUs}: ${now().nowUs} and ${now().futures!.other!.nowUs}`);
  }
  t.deepEqual([now().journal.length, now().futures!.other!.journal.length], [1, 0]);
  t.is(source.futures!.swap(), null);
  t.like(now(), { journal: [], futures: { shown: 'A' } });
  await source.travel(1_800_000);
  const [ofA, ofB] = await Promise.all(runs.map(digestOf));
  t.is(ofA, (await startRun({ ...options, hold: false, paused: false }).done).digest);
  t.not(ofA, ofB);
});

test('both go by one clock, within one window of each other, until it is paused', async (t) => {
  const { source, until, now } = await table(t, {});
  await source.futures!.fork();
  source.setSpeed(1);
  source.resume();
  const gone = await until(({ nowUs, state }) => nowUs > 700_000 && state === 'running');
  t.is(gone.speed, 1);
  source.operate(stop(9), null);
  await until(({ journal }) => journal.length === 1);
  source.setSpeed('max');
  await until(({ nowUs, speed }) => nowUs > 1_200_000 && speed === 'max');
  source.pause();
  // What is under way when somebody pauses comes to its end first.
  await source.travel(now().nowUs + 100_000);
  t.is(now().state, 'paused');
  t.true(apart(now()) <= WINDOW_US);
  t.true(now().journal[0]!.atUs > 650_000);
});

test('the other one follows a step', async (t) => {
  const { source, until, now } = await table(t);
  await source.futures!.fork();
  const { nowUs } = now();
  source.stepWindow();
  const stepped = await until((frame) => frame.nowUs > nowUs && frame.futures!.other!.nowUs >= frame.nowUs);
  t.true(apart(stepped) <= WINDOW_US);
  source.stepEvent();
  const piece = await until((frame) => frame.nowUs > stepped.nowUs && frame.futures!.other!.nowUs >= frame.nowUs);
  t.true(apart(piece) <= WINDOW_US);
});

test('what is discarded ends, and what is left goes on alone as it was going', async (t) => {
  for (const [which, kept] of [['other', 'B'], ['shown', 'A']] as const) {
    const { source, runs, until, now } = await table(t);
    t.regex(source.futures!.discard('shown')!, /only one/);
    t.regex(source.futures!.swap()!, /only one/);
    await source.futures!.fork();
    source.setSpeed('max');
    source.operate(stop(9), null);
    await source.travel(800_000);
    source.resume();
    await until(({ nowUs }) => nowUs > 1_000_000);
    t.is(source.futures!.discard(which), `future ${kept === 'A' ? 'B' : 'A'} is discarded; this is ${kept}`);
    const [keptRun, goneRun] = kept === 'A' ? [runs[0]!, runs[1]!] : [runs[1]!, runs[0]!];
    t.is((await goneRun.done).ended, 'stopped');
    await until(({ state }) => state === 'finished');
    t.is(now().journal.length, kept === 'A' ? 0 : 1);
    t.is(now().futures?.shown, kept === 'A' ? undefined : 'B');
    t.regex((await source.futures!.fork())!, /at its end/);
    const journal = now().journal;
    t.is(await digestOf(keptRun), (await startRun({ ...options, hold: false, paused: false, journal }).done).digest);
  }
});
