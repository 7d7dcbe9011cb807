import test, { type ExecutionContext } from 'ava';
import { beginSide, createDivergence, feedSide, movedSoFar, type Divergence } from '../../src/core/metrics/divergence.js';
import { VECTOR } from '../../src/core/metrics/vector.js';
import { startRun } from '../../src/nodes/coordinator.js';
import type { MeasuredWindow, RunHandle, RunOptions, RunOutcome } from '../../src/nodes/run.js';
import { labOptions } from '../conformance/lab.js';
import { gossipReference, smallGossip } from './gossip-program.js';

// A second run that parts from a first one: what it shares, and when the two first differ.

const END_US = 50_500_000;
const tiny: RunOptions = labOptions('tiny', [], { untilUs: END_US });
const reference = startRun(tiny).done;
const consumerAttack = { kind: 'attack', name: 'consumer', level: 5, on: true } as never;

/** Compares the first run with each of the others, which all go on from the same barrier. */
function compared(first: RunHandle, others: readonly RunHandle[]): Divergence[] {
  const divergences = others.map(() => createDivergence(2, VECTOR.length));
  const feed = (divergence: Divergence, side: 0 | 1, { begins, atUs, shards }: MeasuredWindow): void => (begins ? beginSide(divergence, side, atUs) : feedSide(divergence, side, atUs, shards));
  first.measure((measured) => divergences.forEach((divergence) => feed(divergence, 0, measured)));
  others.forEach((run, at) => run.measure((measured) => feed(divergences[at]!, 1, measured)));
  return divergences;
}

/** A run that is ended whatever becomes of the test. */
function begun(t: ExecutionContext, options: RunOptions): RunHandle {
  const run = startRun(options);
  t.teardown(() => run.stop());
  return run;
}

async function toEnd(run: RunHandle): Promise<RunOutcome> {
  run.resume();
  return run.done;
}

test('a branch with no change ends as the run it parts from, one with an attack differs first in the market; the first run is untouched', async (t) => {
  const a = begun(t, { ...tiny, paused: true });
  await a.goOn(31_000_000);
  const branch = await a.branch();
  t.true(branch.from.atUs >= 30_000_000 && branch.from.atUs <= 31_100_000);
  const same = begun(t, { ...tiny, ...branch, paused: true });
  const other = begun(t, { ...tiny, ...branch, paused: true });
  await other.goOn(0);
  const entry = other.operate(consumerAttack, null);
  const [unmoved, divergence] = compared(a, [same, other]) as [Divergence, Divergence];
  for (const atUs of [33_000_000, 34_000_000, 44_000_000, 47_500_000]) await Promise.all([a, same, other].map((run) => run.goOn(atUs)));
  t.deepEqual(movedSoFar(unmoved), []);
  t.is(unmoved.comparedUs, 47_500_000);
  const moved = movedSoFar(divergence);
  t.true(moved.length >= 2);
  t.is(VECTOR[moved[0]!.index]!.fold, 'market');
  t.true(moved.every(({ atUs }) => atUs >= entry!.atUs));
  t.true(moved.some(({ index }) => VECTOR[index]!.name === 'attacks[consumer].attempts'));
  const [ofA, ofSame, ofOther] = await Promise.all([toEnd(a), toEnd(same), toEnd(other)]);
  const { digest, shardDigests } = await reference;
  t.is(ofA.digest, digest);
  t.is(ofSame.digest, digest);
  t.not(ofOther.digest, digest);
  t.notDeepEqual(ofOther.shardDigests, shardDigests);
  const replayed = await startRun({ ...tiny, journal: ofOther.journal, given: tiny.journal.length }).done;
  t.is(replayed.digest, ofOther.digest);
});

const stop = (node: number): never => ({ kind: 'stop', node }) as never;
const nodes = ({ journal }: RunOutcome): number[] => journal.map(({ command }) => (command as unknown as { node: number }).node);

test('a branch has what was done before it and not what was done after it, and rewinds past its own beginning', async (t) => {
  const options: RunOptions = { program: gossipReference, specification: smallGossip, seed: 7, version: 'test', threads: 1, host: 'in-process', journal: [], end: { untilUs: 1_800_000 }, checkpoints: { share: 1, gapMsMin: 0, windowsMin: 3, memoryBytes: Infinity }, paused: true };
  const a = begun(t, options);
  await a.goOn(500_000);
  a.operate(stop(4), null);
  await a.goOn(1_000_000);
  a.operate(stop(9), null);
  await a.goOn(1_200_000);
  await a.rewind(800_000);
  const branch = await a.branch();
  t.is(branch.journal.length, 1);
  t.true(branch.past.checkpoints.length > 2 && branch.past.checkpoints.every(({ atUs }) => atUs < branch.from.atUs));
  const b = begun(t, { ...options, ...branch });
  t.is(await b.goOn(0), branch.from.atUs);
  b.operate(stop(15), null);
  await b.goOn(1_300_000);
  await b.rewind(200_000);
  t.true(b.checkpoints().count >= branch.past.checkpoints.length);
  const [ofA, ofB] = await Promise.all([toEnd(a), toEnd(b)]);
  t.deepEqual(nodes(ofA), [4, 9]);
  t.deepEqual(nodes(ofB), [4, 15]);
  // Its bytes are as they were, whatever was done with what came out of them.
  const again = begun(t, { ...options, ...branch });
  await again.goOn(0);
  again.operate(stop(15), null);
  t.is((await toEnd(again)).digest, ofB.digest);
  for (const { journal, digest } of [ofA, ofB]) t.is((await startRun({ ...options, paused: false, journal }).done).digest, digest);
});

test('a run goes on past its checkpoints and never back', async (t) => {
  const a = begun(t, { program: gossipReference, specification: smallGossip, seed: 7, version: 'test', threads: 1, host: 'in-process', journal: [], end: { untilUs: 1_800_000 }, checkpoints: { share: 1, gapMsMin: 0, windowsMin: 3, memoryBytes: Infinity }, paused: true });
  const furthest = await a.goOn(1_000_000);
  t.is(await a.goOn(0), furthest);
  await a.rewind(100_000);
  const begins: number[] = [];
  a.measure(({ begins: anew, atUs }) => anew && begins.push(atUs));
  t.is(await a.goOn(1_000_000), furthest);
  t.is(begins.length, 1);
  a.stop();
  await a.done;
  await t.throwsAsync(a.branch(), { message: 'The run has ended' });
});
