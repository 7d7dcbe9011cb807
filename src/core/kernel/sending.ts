import type { NodeEvent, NodeId } from './contract.js';
import { linkFate, type HeldMessage } from './faults.js';
import { lost, transmit } from './network.js';
import * as queues from './queue.js';
import { below, streamWords } from './random.js';
import type { Shard } from './shard.js';
import { classOffsets, countLost, countSent, inShardClasses, lineOf, wideAreaClass } from './traffic.js';

type MessageEvent = Extract<NodeEvent, { type: 'message' }>;

/** Sends to a node of this or another shard; to oneself a message takes no time. */
export function send(shard: Shard, node: NodeId, local: number, leaveUs: number, to: NodeId, event: MessageEvent, sizeBytes: number): void {
  const { topology, state: { kernel } } = shard;
  if (topology.shardOf[to] === undefined) throw new RangeError(`Message ${event.message.kind} to node ${to}, which does not exist`);
  if (!(sizeBytes >= 0)) throw new RangeError(`Message ${event.message.kind} has ${sizeBytes} bytes`);
  const sequence = kernel.sentCounts[local]!;
  kernel.sentCounts[local] = sequence + 1;
  if (kernel.faults.links.length > 0 && to !== node) sendUnderFaults(shard, local, { leaveUs, to, sequence, sizeBytes, event });
  else carry(shard, local, leaveUs, to, sequence, sizeBytes, event);
}

function sendUnderFaults(shard: Shard, local: number, message: HeldMessage): void {
  const { faults, linkStreams } = shard.state.kernel;
  const { leaveUs, to, sequence, sizeBytes, event } = message;
  const fate = linkFate(faults, event.from, to, (limit) => below(limit, linkStreams, local * streamWords));
  if (fate === 'held') faults.held.push(message);
  else if (fate === 'lost') countTaken(shard, event, to, sizeBytes);
  else carry(shard, local, leaveUs + fate, to, sequence, sizeBytes, event);
}

/** After a fault has ended: what no jammed link holds any more leaves now, in the order in which it was sent. */
export function releaseHeld(shard: Shard): void {
  const { faults, nowUs } = shard.state.kernel;
  for (const message of faults.held.splice(0)) {
    const local = shard.topology.localOf[message.event.from]!;
    sendUnderFaults(shard, local, { ...message, leaveUs: Math.max(message.leaveUs, nowUs) });
  }
}

/** Over the link between the two nodes, with its latency and loss. */
function carry(shard: Shard, local: number, leaveUs: number, to: NodeId, sequence: number, sizeBytes: number, event: MessageEvent): void {
  const { topology, state: { kernel } } = shard;
  const node = event.from;
  const target = topology.shardOf[to]!;
  const links = kernel.links ?? topology.links;
  if (target === shard.index) {
    const linkIndex = topology.siteOf[node]! * 3 + topology.siteOf[to]!;
    let latencyUs = 0;
    if (to !== node) {
      latencyUs = transmit(links.inShard[linkIndex]!, sizeBytes, kernel.linkStreams, local * streamWords);
      // Counted in place: a call that is not inlined would cost more than the counting.
      const { traffic } = kernel;
      const { kind } = event.message;
      const { table } = traffic;
      const at = (kind === traffic.lastKind ? traffic.lastAt : lineOf(traffic, kind)) + classOffsets[linkIndex]!;
      table[at] = table[at]! + 1;
      table[at + 1] = table[at + 1]! + sizeBytes;
      if (latencyUs === lost) return countLost(traffic, kind, inShardClasses[linkIndex]!);
    }
    queues.pushEvent(kernel.queue, leaveUs + latencyUs, to, node, sequence, queues.anyIncarnation, event);
    return;
  }
  countSent(kernel.traffic, event.message.kind, wideAreaClass, sizeBytes);
  if (kernel.linkUp[target] === 1) {
    const latencyUs = transmit(links.wideArea, sizeBytes, kernel.linkStreams, local * streamWords);
    if (latencyUs === lost) return countLost(kernel.traffic, event.message.kind, wideAreaClass);
    const batch = (shard.outbox[target] ??= { keys: [], messages: [] });
    batch.keys.push(leaveUs + latencyUs, to, node, sequence);
    batch.messages.push(event.message);
  } else countLost(kernel.traffic, event.message.kind, wideAreaClass);
}

/** A message that a fault took before it was on its link. */
function countTaken({ topology, index, state: { kernel } }: Shard, { from, message }: MessageEvent, to: NodeId, sizeBytes: number): void {
  const isHere = topology.shardOf[to] === index;
  const classIndex = isHere ? inShardClasses[topology.siteOf[from]! * 3 + topology.siteOf[to]!]! : wideAreaClass;
  countSent(kernel.traffic, message.kind, classIndex, sizeBytes);
  countLost(kernel.traffic, message.kind, classIndex);
}
