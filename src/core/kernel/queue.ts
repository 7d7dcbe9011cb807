/**
 * The event queue of a shard: a total order over (time, destination, source, sequence), never over arrival.
 *
 * Two structures in one plain, cloneable object. The *store* keeps each pending event in a slot; the *heap* (four
 * children a node) orders the slots of those that are still to come. An event that was popped keeps its slot until
 * it is released, because it may have to wait in a node's FIFO, which is a list linked through `next`.
 */
export interface EventQueue {
  /** Number of events in the heap. */
  size: number;
  /** Heap position → virtual time; kept beside the slot because almost every comparison ends here. */
  heapTimes: Float64Array;
  /** Heap position → slot. */
  heapSlots: Int32Array;
  /** Slot → destination, source and sequence: the key after the time. */
  destinations: Int32Array;
  sources: Int32Array;
  sequences: Float64Array;
  /** Slot → the incarnation of the node that a timer belongs to, or `anyIncarnation`. */
  tags: Int32Array;
  /** Slot → following slot, in the list of free slots or in a node's FIFO; -1 ends a list. */
  next: Int32Array;
  payloads: unknown[];
  /** First free slot, or -1. */
  free: number;
}

/** Destination of what concerns the shard and not a node; sorts before every node. */
export const shardDestination = -1;
/** Source of a processor's wake-up; sorts before everything else for its node, so that what waits goes first. */
export const wakeSource = -2;
/** Source of the kernel's own events: starts, journal entries. */
export const kernelSource = -1;
/** Source of what an operator hands to a node: after all that is due at the same time. */
export const operatorSource = 0x7fffffff;
/** Largest node id that the key can hold. */
export const maxNodeId = operatorSource - 1;
export const anyIncarnation = -1;

export function createQueue(capacity = 64): EventQueue {
  const queue: EventQueue = {
    size: 0,
    heapTimes: new Float64Array(0),
    heapSlots: new Int32Array(0),
    destinations: new Int32Array(0),
    sources: new Int32Array(0),
    sequences: new Float64Array(0),
    tags: new Int32Array(0),
    next: new Int32Array(0),
    payloads: [],
    free: -1,
  };
  grow(queue, Math.max(4, capacity));
  return queue;
}

/** Time of the first event in µs, or Infinity when nothing is pending. */
export function nextTimeUs(queue: EventQueue): number {
  return queue.size === 0 ? Infinity : queue.heapTimes[0]!;
}

/** Adds an event. `tag` is an incarnation or `anyIncarnation`; the payload must be plain, immutable data. */
export function pushEvent(
  queue: EventQueue,
  timeUs: number,
  destination: number,
  source: number,
  sequence: number,
  tag: number,
  payload: unknown,
): void {
  if (queue.free < 0) grow(queue, queue.next.length * 2);
  const slot = queue.free;
  queue.free = queue.next[slot]!;
  queue.destinations[slot] = destination;
  queue.sources[slot] = source;
  queue.sequences[slot] = sequence;
  queue.tags[slot] = tag;
  queue.next[slot] = -1;
  queue.payloads[slot] = payload;
  siftUp(queue, timeUs, slot);
}

/** Takes the first event out of the heap and returns its slot; read it, then `releaseSlot`. The queue is not empty. */
export function popSlot(queue: EventQueue): number {
  const first = queue.heapSlots[0]!;
  const last = --queue.size;
  if (last > 0) siftDown(queue, queue.heapTimes[last]!, queue.heapSlots[last]!, last);
  return first;
}

/** Makes the slot free again. */
export function releaseSlot(queue: EventQueue, slot: number): void {
  queue.payloads[slot] = null;
  queue.next[slot] = queue.free;
  queue.free = slot;
}

function siftUp(queue: EventQueue, timeUs: number, slot: number): void {
  const { heapTimes, heapSlots } = queue;
  let at = queue.size++;
  while (at > 0) {
    const parent = (at - 1) >> 2;
    const parentTime = heapTimes[parent]!;
    if (parentTime < timeUs) break;
    const parentSlot = heapSlots[parent]!;
    if (parentTime === timeUs && slotBefore(queue, parentSlot, slot)) break;
    heapTimes[at] = parentTime;
    heapSlots[at] = parentSlot;
    at = parent;
  }
  heapTimes[at] = timeUs;
  heapSlots[at] = slot;
}

function siftDown(queue: EventQueue, timeUs: number, slot: number, size: number): void {
  const { heapTimes, heapSlots } = queue;
  let at = 0;
  for (;;) {
    const firstChild = at * 4 + 1;
    if (firstChild >= size) break;
    let least = firstChild;
    let leastTime = heapTimes[firstChild]!;
    const end = Math.min(firstChild + 4, size);
    for (let child = firstChild + 1; child < end; child++) {
      const time = heapTimes[child]!;
      if (time < leastTime || (time === leastTime && slotBefore(queue, heapSlots[child]!, heapSlots[least]!))) {
        least = child;
        leastTime = time;
      }
    }
    if (timeUs < leastTime || (timeUs === leastTime && slotBefore(queue, slot, heapSlots[least]!))) break;
    heapTimes[at] = leastTime;
    heapSlots[at] = heapSlots[least]!;
    at = least;
  }
  heapTimes[at] = timeUs;
  heapSlots[at] = slot;
}

/** The order of two events of one time: by destination and source, then by sequence. */
function slotBefore(queue: EventQueue, left: number, right: number): boolean {
  const { destinations, sources, sequences } = queue;
  if (destinations[left] !== destinations[right]) return destinations[left]! < destinations[right]!;
  if (sources[left] !== sources[right]) return sources[left]! < sources[right]!;
  return sequences[left]! < sequences[right]!;
}

function grow(queue: EventQueue, capacity: number): void {
  const old = queue.next.length;
  queue.heapTimes = widened(new Float64Array(capacity), queue.heapTimes);
  queue.heapSlots = widened(new Int32Array(capacity), queue.heapSlots);
  queue.destinations = widened(new Int32Array(capacity), queue.destinations);
  queue.sources = widened(new Int32Array(capacity), queue.sources);
  queue.sequences = widened(new Float64Array(capacity), queue.sequences);
  queue.tags = widened(new Int32Array(capacity), queue.tags);
  queue.next = widened(new Int32Array(capacity), queue.next);
  for (let slot = old; slot < capacity; slot++) {
    queue.payloads.push(null);
    queue.next[slot] = slot + 1 < capacity ? slot + 1 : -1;
  }
  queue.free = old;
}

function widened<A extends Float64Array | Int32Array>(target: A, source: A): A {
  target.set(source);
  return target;
}
