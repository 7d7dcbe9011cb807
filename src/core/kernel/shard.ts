import { StepContext, type Environment } from './context.js';
import type { Effect, Message, NodeEvent, NodeId } from './contract.js';
import { createControl } from './control.js';
import { chainWindow, createDigest, isEpochBegin, mixEvent, type DigestState } from './digest.js';
import { clockOf, createFaults, timerUs, type FaultState } from './faults.js';
import type { LinkTable } from './network.js';
import { createProcessors, dequeue, enqueue, nodeUp, type ProcessorState } from './processor.js';
import type { CheckReport, Control, JournalEntry, ShardProgram, TraceRecord } from './program.js';
import * as queues from './queue.js';
import { seedStream, streamWords, type StreamState } from './random.js';
import { send } from './sending.js';
import type { Topology } from './topology.js';
import { createTraffic, type TrafficState } from './traffic.js';

/** The kernel's own state of a shard: plain data, indexed by the nodes' local index where it is per node. */
export interface KernelState {
  /** When the last event was executed, in µs. */
  nowUs: number;
  /** Events executed since the run began. */
  eventCount: number;
  queue: queues.EventQueue;
  processors: ProcessorState;
  /** Per node: how many events it has sent, to others or to itself. */
  sentCounts: Float64Array;
  /** How many events the kernel has made for each purpose of its own. */
  kernelSequence: number;
  /** Per node: the stream of its messages' loss and jitter. */
  linkStreams: Uint32Array;
  /** Per node: its streams by purpose, made when first used. */
  nodeStreams: Map<string, StreamState>[];
  /** Per shard: whether messages from here to there pass. */
  linkUp: Uint8Array;
  /** The links as an operator has changed them; null while they are the specification's. */
  links: LinkTable | null;
  /** What is wrong with links and clocks at the moment. */
  faults: FaultState;
  /** What went over links so far; no part of the digest. */
  traffic: TrafficState;
  /** Null when the digest is off. */
  digest: DigestState | null;
}

/** Everything of a shard that a checkpoint copies. */
export interface ShardState {
  kernel: KernelState;
  world: unknown;
}

/** Messages between two shards: four numbers each in `keys` (time in µs, destination, source, sequence). */
export interface Batch {
  readonly keys: number[];
  readonly messages: Message[];
}

/** A shard as a thread hosts it: its state, and what can be made anew. */
export interface Shard {
  readonly index: number;
  readonly program: ShardProgram<any, any>;
  readonly topology: Topology;
  readonly environment: Environment;
  readonly context: StepContext;
  readonly control: Control;
  state: ShardState;
  /** By destination shard; emptied by each `advanceShard`. */
  outbox: (Batch | null)[];
  records: TraceRecord[];
  /** What a window that is executed piece by piece has come to so far; null between windows. */
  underWay: { eventCountBefore: number; observed: number } | null;
}

export interface ShardOptions {
  /** Off only where the kernel itself is measured. */
  readonly digest: boolean;
}

export interface Advance {
  /** By destination shard; null where nothing was sent. */
  readonly outbox: readonly (Batch | null)[];
  readonly records: readonly TraceRecord[];
  /** Events executed in this window. */
  readonly eventCount: number;
  /** Infinity when nothing is pending. */
  readonly nextEventUs: number;
  /** What the checkers said; null when the window executed nothing. */
  readonly report: CheckReport | null;
}

/** A shard at virtual time 0, with a `start` event pending for every node that is not asleep. */
export function createShard(
  program: ShardProgram<any, any>,
  specification: unknown,
  index: number,
  topology: Topology,
  environment: Environment,
  options: ShardOptions,
): Shard {
  const { suite, seed } = environment;
  const nodes = topology.nodesOf[index]!;
  const kernel: KernelState = {
    nowUs: 0,
    eventCount: 0,
    queue: queues.createQueue(Math.max(64, nodes.length * 4)),
    processors: createProcessors(nodes.length),
    sentCounts: new Float64Array(nodes.length),
    kernelSequence: 0,
    linkStreams: new Uint32Array(nodes.length * streamWords),
    nodeStreams: nodes.map(() => new Map<string, StreamState>()),
    linkUp: new Uint8Array(topology.shardCount).fill(1),
    links: null,
    faults: createFaults(),
    traffic: createTraffic(),
    digest: options.digest ? createDigest(suite, seed, index) : null,
  };
  nodes.forEach((node, local) => seedStream(suite, seed, `link/${node}`, kernel.linkStreams, local * streamWords));
  const shard = assembleShard(program, index, topology, environment, {
    kernel,
    world: program.create(specification, seed, index, suite),
  });
  for (const node of nodes) if (!topology.placements[node]!.asleep) shard.control.startNode(node);
  return shard;
}

/** A shard around a state that a checkpoint has brought back. */
export function assembleShard(
  program: ShardProgram<any, any>,
  index: number,
  topology: Topology,
  environment: Environment,
  state: ShardState,
): Shard {
  program.attach?.(state.world, environment.suite);
  const context = new StepContext(
    environment,
    (node) => program.secretKey(shard.state.world, node, environment.suite),
    (local) => shard.state.kernel.nodeStreams[local]!,
  );
  const shard: Shard = {
    index,
    program,
    topology,
    environment,
    context,
    control: createControl(() => shard),
    state,
    outbox: topology.nodesOf.map(() => null),
    records: [],
    underWay: null,
  };
  return shard;
}

/** Puts what other shards sent into the queue, whose order does not depend on when or in which batch it came. */
export function receiveBatch(shard: Shard, batch: Batch): void {
  const { queue } = shard.state.kernel;
  const { keys, messages } = batch;
  for (let index = 0; index < messages.length; index++) {
    const at = index * 4;
    const from = keys[at + 2]!;
    const event: NodeEvent = { type: 'message', from, message: messages[index]! };
    queues.pushEvent(queue, keys[at]!, keys[at + 1]!, from, keys[at + 3]!, queues.anyIncarnation, event);
  }
}

/** Makes a journal entry an event of this shard, before all others at its time. */
export function receiveJournalEntry(shard: Shard, entry: JournalEntry): void {
  const { shardDestination, kernelSource, anyIncarnation } = queues;
  const { queue } = shard.state.kernel;
  queues.pushEvent(queue, entry.atUs, shardDestination, kernelSource, entry.sequence, anyIncarnation, entry.command);
}

/**
 * Executes every event strictly before `windowEndUs`, then lets the program observe the window's records and, when
 * anything was executed, its checkers look. What arrives here from elsewhere must have been received before.
 */
export function advanceShard(shard: Shard, windowEndUs: number): Advance {
  const { kernel, world } = shard.state;
  const { eventCountBefore, observed } = openWindow(shard);
  const inPieces = kernel.eventCount - eventCountBefore;
  runEvents(shard, windowEndUs);
  shard.underWay = null;
  const { records } = shard;
  const eventCount = kernel.eventCount - eventCountBefore;
  let report: CheckReport | null = null;
  if (eventCount > 0) {
    if (kernel.digest !== null) chainWindow(shard.environment.suite, kernel.digest, records);
    if (records.length > observed) shard.program.observe(world, observed === 0 ? records : records.slice(observed));
    report = shard.program.check(world, windowEndUs, records.some(isEpochBegin));
  }
  return { outbox: shard.outbox, records, eventCount: eventCount - inPieces, nextEventUs: queues.nextTimeUs(kernel.queue), report };
}

/**
 * Executes a window's events before `untilUs` and leaves the window open: for those who watch event by event. Digest, checkers
 * and other shards get all of it when `advanceShard` ends the window, so that pieces make no difference to them. Gives the
 * number of events executed.
 */
export function advancePiece(shard: Shard, untilUs: number): number {
  const { kernel, world } = shard.state;
  const underWay = openWindow(shard);
  const before = kernel.eventCount;
  runEvents(shard, untilUs);
  const { records } = shard;
  if (records.length > underWay.observed) shard.program.observe(world, records.slice(underWay.observed));
  underWay.observed = records.length;
  return kernel.eventCount - before;
}

function openWindow(shard: Shard): { eventCountBefore: number; observed: number } {
  if (shard.underWay !== null) return shard.underWay;
  shard.outbox = shard.topology.nodesOf.map(() => null);
  shard.records = [];
  shard.underWay = { eventCountBefore: shard.state.kernel.eventCount, observed: 0 };
  return shard.underWay;
}

/** So many events at one time are a node that waits for a time which never comes; without this the run would hang in silence. */
const AT_ONCE_MAX = 10_000_000;

function describeNext({ state: { kernel: { queue } }, topology }: Shard): string {
  const slot = queue.heapSlots[0]!;
  const event = queue.payloads[slot] as NodeEvent | null;
  const what = event === null ? 'a wake-up' : event.type === 'timer' ? `timer ${event.timer.kind}` : event.type === 'message' ? `message ${event.message.kind}` : event.type;
  return `${what} of ${topology.placements[queue.destinations[slot]!]?.name ?? 'the shard'}`;
}

function runEvents(shard: Shard, windowEndUs: number): void {
  const { kernel } = shard.state;
  const { queue } = kernel;
  let atOnce = 0;
  while (queue.size > 0 && queue.heapTimes[0]! < windowEndUs) {
    const timeUs = queue.heapTimes[0]!;
    if (timeUs !== kernel.nowUs) atOnce = 0;
    else if (++atOnce > AT_ONCE_MAX) throw new Error(`Shard ${shard.index}: ${AT_ONCE_MAX} events at ${timeUs} µs and time does not pass; ${describeNext(shard)} is next`);
    kernel.nowUs = timeUs;
    const slot = queues.popSlot(queue);
    const destination = queue.destinations[slot]!;
    if (destination === queues.shardDestination) runOperator(shard, slot);
    else runNodeEvent(shard, destination, slot);
  }
}

function runOperator(shard: Shard, slot: number): void {
  const { kernel, world } = shard.state;
  const command = kernel.queue.payloads[slot] as JournalEntry['command'];
  countEvent(kernel, queues.shardDestination, slot);
  queues.releaseSlot(kernel.queue, slot);
  shard.program.operator(world, command, shard.control);
}

/** An event whose time has come: void, or a wake-up, or waiting for a busy processor, or executed at once. */
function runNodeEvent(shard: Shard, node: NodeId, slot: number): void {
  const { kernel } = shard.state;
  const { queue, processors } = kernel;
  const local = shard.topology.localOf[node]!;
  const tag = queue.tags[slot]!;
  const isVoid = processors.status[local] !== nodeUp || (tag >= 0 && tag !== processors.incarnations[local]);
  const isWakeUp = queue.payloads[slot] === null;
  if (isVoid || isWakeUp) {
    queues.releaseSlot(queue, slot);
    if (!isVoid) runWaiting(shard, node, local);
  } else if (processors.heads[local]! >= 0 || processors.busyUntilUs[local]! > kernel.nowUs) {
    if (enqueue(processors, queue, local, slot)) setWakeUp(kernel, node, local);
  } else {
    executeSlot(shard, node, local, slot);
  }
}

/** Executes what waits, as long as it costs no time; then one wake-up for the rest. */
function runWaiting(shard: Shard, node: NodeId, local: number): void {
  const { kernel } = shard.state;
  const { queue, processors } = kernel;
  while (processors.heads[local]! >= 0) {
    if (processors.busyUntilUs[local]! > kernel.nowUs) {
      setWakeUp(kernel, node, local);
      return;
    }
    executeSlot(shard, node, local, dequeue(processors, queue, local));
  }
}

function setWakeUp(kernel: KernelState, node: NodeId, local: number): void {
  const { busyUntilUs, incarnations } = kernel.processors;
  const incarnation = incarnations[local]!;
  queues.pushEvent(kernel.queue, busyUntilUs[local]!, node, queues.wakeSource, incarnation, incarnation, null);
}

function executeSlot(shard: Shard, node: NodeId, local: number, slot: number): void {
  const { kernel, world } = shard.state;
  const { topology, context } = shard;
  const event = kernel.queue.payloads[slot] as NodeEvent;
  countEvent(kernel, node, slot);
  queues.releaseSlot(kernel.queue, slot);
  const { faults } = kernel;
  const clockUs = faults.clocks.length === 0 ? kernel.nowUs : clockOf(faults, node, kernel.nowUs);
  context.begin(clockUs, node, local, topology.costs[topology.siteOf[node]!]!);
  const effects = shard.program.step(world, node, event, context);
  const leaveUs = kernel.nowUs + context.spentUs();
  kernel.processors.busyUntilUs[local] = leaveUs;
  for (let index = 0; index < effects.length; index++) apply(shard, node, local, leaveUs, effects[index]!);
}

function countEvent(kernel: KernelState, destination: number, slot: number): void {
  kernel.eventCount++;
  const { queue, digest } = kernel;
  if (digest !== null) mixEvent(digest.mix, kernel.nowUs, destination, queue.sources[slot]!, queue.sequences[slot]!);
}

/** Lets an effect leave the node at `leaveUs`. */
function apply(shard: Shard, node: NodeId, local: number, leaveUs: number, effect: Effect): void {
  switch (effect.type) {
    case 'send':
      send(shard, node, local, leaveUs, effect.to, { type: 'message', from: node, message: effect.message }, effect.sizeBytes);
      break;
    case 'broadcast': {
      const event = { type: 'message', from: node, message: effect.message } as const;
      for (const to of effect.to) send(shard, node, local, leaveUs, to, event, effect.sizeBytes);
      break;
    }
    case 'set-timer': {
      if (!(effect.afterUs >= 0 && Number.isSafeInteger(effect.afterUs))) throw new RangeError(`Timer ${effect.timer.kind} is set for ${effect.afterUs} µs`);
      const { queue, processors, sentCounts, faults } = shard.state.kernel;
      const afterUs = faults.clocks.length === 0 ? effect.afterUs : timerUs(faults, node, effect.afterUs, leaveUs);
      const sequence = sentCounts[local]!;
      sentCounts[local] = sequence + 1;
      const event: NodeEvent = { type: 'timer', timer: effect.timer };
      queues.pushEvent(queue, leaveUs + afterUs, node, node, sequence, processors.incarnations[local]!, event);
      break;
    }
    // Keys in canonical order, which the canonical encoding then need not look for.
    case 'commit':
      shard.records.push({ node, record: effect.record, timeUs: leaveUs, type: 'commit' });
      break;
    case 'note':
      shard.records.push({ node, note: effect.note, timeUs: leaveUs, type: 'note' });
      break;
  }
}
