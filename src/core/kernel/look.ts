import type { NodeEvent, NodeId } from './contract.js';
import { nodeAsleep, nodeUp } from './processor.js';
import type { KernelLook, PendingEvent } from './program.js';
import type { EventQueue } from './queue.js';
import type { Shard } from './shard.js';
import { trafficLines } from './traffic.js';

/** The kernel of a shard as those see it who look closer at a node. Each look reads the queue from one end to the other. */
export function lookAtKernel({ state: { kernel }, topology }: Shard): KernelLook {
  const { queue, processors } = kernel;
  const localOf = (node: NodeId): number => {
    const local = topology.localOf[node];
    if (local === undefined) throw new RangeError(`There is no node ${node}`);
    return local;
  };
  const waitingOf = (local: number): number[] => {
    const slots: number[] = [];
    for (let slot = processors.heads[local]!; slot >= 0; slot = queue.next[slot]!) slots.push(slot);
    return slots;
  };
  return {
    nowUs: kernel.nowUs,
    pendingOf(node) {
      const local = localOf(node);
      const incarnation = processors.incarnations[local]!;
      const found = waitingOf(local).map((slot) => pending(queue, slot, kernel.nowUs));
      for (let at = 0; at < queue.size; at++) {
        const slot = queue.heapSlots[at]!;
        const tag = queue.tags[slot]!;
        if (queue.destinations[slot] !== node || queue.payloads[slot] === null || (tag >= 0 && tag !== incarnation)) continue;
        found.push(pending(queue, slot, queue.heapTimes[at]!));
      }
      return found.toSorted((a, b) => a.atUs - b.atUs);
    },
    processorOf(node) {
      const local = localOf(node);
      const status = processors.status[local]!;
      const name = status === nodeUp ? 'up' : status === nodeAsleep ? 'asleep' : 'stopped';
      return { status: name, busyUntilUs: processors.busyUntilUs[local]!, waiting: waitingOf(local).length };
    },
    network() {
      const cutTo = [...kernel.linkUp.keys()].filter((shard) => kernel.linkUp[shard] === 0);
      return { traffic: trafficLines(kernel.traffic), cutTo, held: kernel.faults.held.length, pending: queue.size };
    },
  };
}

function pending(queue: EventQueue, slot: number, atUs: number): PendingEvent {
  const event = queue.payloads[slot] as NodeEvent;
  switch (event.type) {
    case 'message':
      return { atUs, type: 'message', kind: event.message.kind, from: event.from };
    case 'timer':
      return { atUs, type: 'timer', kind: event.timer.kind, from: null };
    case 'start':
      return { atUs, type: 'start', kind: event.restarted ? 'restart' : 'start', from: null };
    case 'submit':
      return { atUs, type: 'message', kind: event.request.kind, from: null };
    case 'operator':
      return { atUs, type: 'operator', kind: event.command.kind, from: null };
  }
}
