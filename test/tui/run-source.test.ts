import test from 'ava';
import type { Program } from '../../src/core/kernel/program.js';
import { startRun } from '../../src/nodes/coordinator.js';
import type { RunOptions } from '../../src/nodes/run.js';
import { sourceOfRun } from '../../src/tui/run-source.js';
import type { RunFrame, RunSource } from '../../src/tui/source.js';
import { gossip, smallGossip, type GossipWorld } from '../nodes/gossip-program.js';
import { shardView } from './states.js';

/** The kernel's toy with views as the interface expects them. */
const program: Program = { ...gossip, shard: { ...gossip.shard, view: (world: GossipWorld) => shardView(world.shard) } };

function run(changes: Partial<RunOptions> = {}): RunSource {
  const options = { program, specification: smallGossip, seed: 7, version: 'test', threads: 1, journal: [], end: { untilUs: 600_000 }, host: 'in-process' } as const;
  return sourceOfRun(startRun({ ...options, ...changes }));
}

/** The first frame for which the condition holds. */
function frameWhere(source: RunSource, condition: (frame: RunFrame) => boolean): Promise<RunFrame> {
  return new Promise((resolve) => {
    const leave = source.subscribe((frame) => {
      if (!condition(frame)) return;
      leave();
      resolve(frame);
    });
  });
}

test('a real run is watched to its end: views, state and digest', async (t) => {
  const source = run();
  const first = await frameWhere(source, (frame) => frame.views.length === smallGossip.shards);
  t.deepEqual(first.views[1], shardView(1));
  await frameWhere(source, (frame) => frame.state === 'finished');
  t.is(source.frame()?.state, 'finished');
  t.regex(source.outcome().digest ?? '', /^[0-9a-f]{64,}$/);
  t.is(source.outcome().error, null);
});

test('pause, step and an attack reach a real run', async (t) => {
  const source = run({ paused: true });
  source.operate({ kind: 'attack', name: 'fork', level: 1, on: true }, null);
  const paused = await frameWhere(source, (frame) => frame.state === 'paused' && frame.journal.length === 1);
  t.like(paused.journal[0], { shards: null, command: { kind: 'attack', name: 'fork', level: 1, on: true } as never });
  source.stepWindow();
  const stepped = await frameWhere(source, (frame) => frame.windows > paused.windows);
  t.is(stepped.windows, paused.windows + 1);
  source.stop();
  t.is((await frameWhere(source, (frame) => frame.state === 'stopped')).state, 'stopped');
});

test('a run that fails says so, and what went wrong', async (t) => {
  const source = run({ specification: { ...smallGossip, throwAtStep: 40 } });
  const failed = await frameWhere(source, (frame) => frame.state === 'failed');
  t.is(failed.state, 'failed');
  t.truthy(source.outcome().error);
});
