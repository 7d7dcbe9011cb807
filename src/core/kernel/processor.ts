import { releaseSlot, type EventQueue } from './queue.js';

/**
 * The virtual processors of a shard's nodes, by local index. A node executes one event at a time; what arrives
 * meanwhile waits in the node's FIFO, a list of queue slots, and one wake-up per busy period's end takes the next.
 */
export interface ProcessorState {
  busyUntilUs: Float64Array;
  /** `nodeAsleep`, `nodeUp` or `nodeStopped`. */
  status: Uint8Array;
  /** Counts the node's crashes: timers and wake-ups of an earlier incarnation are void. */
  incarnations: Int32Array;
  /** First and last slot of the FIFO, or -1. */
  heads: Int32Array;
  tails: Int32Array;
}

export const nodeAsleep = 0;
export const nodeUp = 1;
export const nodeStopped = 2;

export function createProcessors(count: number): ProcessorState {
  return {
    busyUntilUs: new Float64Array(count),
    status: new Uint8Array(count),
    incarnations: new Int32Array(count),
    heads: new Int32Array(count).fill(-1),
    tails: new Int32Array(count).fill(-1),
  };
}

/** Puts a popped slot at the end of the node's FIFO; true when it is the first there, and a wake-up is to be set. */
export function enqueue(processors: ProcessorState, queue: EventQueue, local: number, slot: number): boolean {
  const tail = processors.tails[local]!;
  queue.next[slot] = -1;
  processors.tails[local] = slot;
  if (tail >= 0) {
    queue.next[tail] = slot;
    return false;
  }
  processors.heads[local] = slot;
  return true;
}

/** Takes the slot that waits longest, or -1. */
export function dequeue(processors: ProcessorState, queue: EventQueue, local: number): number {
  const slot = processors.heads[local]!;
  if (slot < 0) return -1;
  const following = queue.next[slot]!;
  processors.heads[local] = following;
  if (following < 0) processors.tails[local] = -1;
  return slot;
}

/** Ends an incarnation: what waits is dropped, the processor is idle, timers set so far are void. */
export function crashProcessor(processors: ProcessorState, queue: EventQueue, local: number, nowUs: number): void {
  for (let slot = dequeue(processors, queue, local); slot >= 0; slot = dequeue(processors, queue, local)) {
    releaseSlot(queue, slot);
  }
  processors.incarnations[local] = processors.incarnations[local]! + 1;
  processors.busyUntilUs[local] = nowUs;
  processors.status[local] = nodeStopped;
}
