import { createEnvironment } from '../src/core/kernel/context.js';
import { createQueue, nextTimeUs, popSlot, pushEvent, releaseSlot } from '../src/core/kernel/queue.js';
import { advanceShard, createShard } from '../src/core/kernel/shard.js';
import { createTopology } from '../src/core/kernel/topology.js';
import { startRun } from '../src/nodes/coordinator.js';
import { nodeSuite } from '../src/nodes/crypto/node-suite.js';
import { processorMs, type BenchRow } from './row.js';
import { programsUrl, tokens, type TokenSpecification } from './toy-programs.js';

/** The kernel's own rows: how many events a second it moves, and what a second thread brings. */
export async function kernelRows(): Promise<BenchRow[]> {
  const goal = 1_000_000;
  const bare = queueEventsPerSecond(800_000);
  const off = kernelEventsPerSecond(false, 800_000);
  const on = kernelEventsPerSecond(true, 800_000);
  const [one, two] = await oneAndTwoThreads();
  return [
    { name: 'kernel events per second, digest off, by the goal', measured: rate(off), reference: rate(goal), ratio: off / goal },
    { name: 'kernel events per second, digest off, by the bare event queue', measured: rate(off), reference: rate(bare), ratio: off / bare },
    { name: 'kernel events per second, digest on, by digest off', measured: rate(on), reference: rate(off), ratio: on / off },
    { name: 'signed toy on two threads by one', measured: rate(two), reference: rate(one), ratio: two / one },
  ];
}

function rate(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString('en')}/s`;
}

const pending = 4096;

/** Push and pop of a queue that holds 4,096 events, and nothing else. */
function queueEventsPerSecond(count: number): number {
  const queue = createQueue(pending);
  let draw = 1;
  const delayUs = (): number => 2000 + ((draw = (Math.imul(draw, 1_664_525) + 1_013_904_223) >>> 0) >>> 20);
  for (let node = 0; node < pending; node++) pushEvent(queue, delayUs(), node, node, 0, -1, null);
  const beganMs = processorMs();
  for (let index = 0; index < count; index++) {
    const timeUs = nextTimeUs(queue);
    const slot = popSlot(queue);
    releaseSlot(queue, slot);
    pushEvent(queue, timeUs + delayUs(), slot, slot, index, -1, null);
  }
  return (1000 * count) / (processorMs() - beganMs);
}

/** One shard of 1,024 nodes with 4,096 tokens under way: queue, network, processors, streams; no protocol's work. */
function kernelEventsPerSecond(digest: boolean, count: number): number {
  const specification: TokenSpecification = { shards: 1, nodesPerShard: 1024, tokensPerNode: 4, crossPercent: 0 };
  const environment = createEnvironment(nodeSuite, 1);
  const topology = createTopology(tokens.shard, specification, 1, 1);
  const shard = createShard(tokens.shard, specification, 0, topology, environment, { digest });
  let endUs = 0;
  const runUntil = (events: number): void => {
    while (shard.state.kernel.eventCount < events) advanceShard(shard, (endUs += 25_000));
  };
  runUntil(200_000);
  const before = shard.state.kernel.eventCount;
  const beganMs = processorMs();
  runUntil(before + count);
  return (1000 * (shard.state.kernel.eventCount - before)) / (processorMs() - beganMs);
}

/** The better of two turns each, taken alternately, because another program's turn on a core would be told as ours. */
async function oneAndTwoThreads(): Promise<[number, number]> {
  const [one, two] = [[0], [0]];
  for (let turn = 0; turn < 2; turn++) {
    one.push(await hopsPerSecond(1));
    two.push(await hopsPerSecond(2));
  }
  return [Math.max(...one), Math.max(...two)];
}

/** Sixteen shards whose nodes verify and sign at every hop, on worker threads; start-up does not count. */
async function hopsPerSecond(threads: number): Promise<number> {
  const specification: TokenSpecification = { shards: 16, nodesPerShard: 8, tokensPerNode: 1, crossPercent: 10 };
  const run = startRun({
    program: { url: programsUrl, exportName: 'signedTokens' },
    specification,
    seed: 1,
    version: 'bench',
    threads,
    journal: [],
    end: { untilUs: 150_000 },
    paused: true,
  });
  let beganMs = 0;
  // The first frame tells that all shards exist.
  const leave = run.subscribe(() => {
    beganMs = performance.now();
    leave();
    run.resume();
  });
  const { events } = await run.done;
  return perSecond(events, beganMs);
}

function perSecond(count: number, beganMs: number): number {
  return (count * 1000) / (performance.now() - beganMs);
}
