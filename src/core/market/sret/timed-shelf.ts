import { countUpTo } from './dominance-sum.js';

/**
 * Offers in their order, and which of them are unused, to answer for any window: the first, or the last up to a place,
 * that starts no later and ends no earlier. A tree over the order; each node has its offers by start, and over them a tree of
 * the latest end of the unused ones. A node so knows for certain whether it holds an answer, and a question goes down one
 * path. `O(K log K)` space, `O(log² K)` a question or a change.
 */
export interface TimedShelf {
  readonly count: number;
  /** Offers of the whole tree, a power of two. */
  readonly width: number;
  /** One array a level, leaves first: the starts of each node's offers, ascending; empty places are infinite. */
  readonly starts: readonly Float64Array[];
  /** One array a level: each offer's place among its node's starts. */
  readonly rankOf: readonly Int32Array[];
  /** One array a level, twice the width: each node's tree of latest ends, its root at 1. */
  readonly latest: readonly Float64Array[];
}

/** Builds the shelf of offers in the order given by their windows. */
export function buildTimedShelf(starts: Float64Array, ends: Float64Array): TimedShelf {
  const count = starts.length;
  let levels = 0;
  while (2 ** levels < count) levels += 1;
  const width = 2 ** levels;
  const byStart = Uint32Array.from(starts.keys()).toSorted((a, b) => starts[a]! - starts[b]! || a - b);
  const every = Array.from({ length: levels + 1 }, (_, level) => buildLevel(level, width, byStart, starts, ends));
  return { count, width, starts: every.map((one) => one.sorted), rankOf: every.map((one) => one.ranks), latest: every.map((one) => one.latest) };
}

function buildLevel(level: number, width: number, byStart: Uint32Array, starts: Float64Array, ends: Float64Array) {
  const size = 2 ** level;
  const sorted = new Float64Array(width).fill(Infinity);
  const ranks = new Int32Array(width);
  const latest = new Float64Array(2 * width).fill(-Infinity);
  const filled = new Int32Array(width / size);
  for (const place of byStart) {
    const node = place >> level;
    const rank = filled[node]!;
    filled[node] = rank + 1;
    ranks[place] = rank;
    sorted[node * size + rank] = starts[place]!;
    latest[2 * node * size + size + rank] = ends[place]!;
  }
  for (let node = 0; node < width / size; node += 1) {
    const root = 2 * node * size;
    for (let at = size - 1; at >= 1; at -= 1) latest[root + at] = Math.max(latest[root + 2 * at]!, latest[root + 2 * at + 1]!);
  }
  return { sorted, ranks, latest };
}

/** Takes the offer at `place` off the shelf. */
export function useOffer(shelf: TimedShelf, place: number): void {
  for (const [level, latest] of shelf.latest.entries()) {
    const size = 2 ** level;
    const root = 2 * (place >> level) * size;
    let at = size + shelf.rankOf[level]![place]!;
    latest[root + at] = -Infinity;
    for (at >>= 1; at >= 1; at >>= 1) latest[root + at] = Math.max(latest[root + 2 * at]!, latest[root + 2 * at + 1]!);
  }
}

/** The first unused offer that contains the window, or -1. */
export function firstContaining(shelf: TimedShelf, startUs: number, endUs: number): number {
  let level = shelf.latest.length - 1;
  if (!holds(shelf, level, 0, startUs, endUs)) return -1;
  let node = 0;
  while (level > 0) {
    level -= 1;
    node = holds(shelf, level, 2 * node, startUs, endUs) ? 2 * node : 2 * node + 1;
  }
  return node;
}

/** The last unused offer before `limit` that contains the window, or -1. */
export function lastContaining(shelf: TimedShelf, limit: number, startUs: number, endUs: number): number {
  // The whole nodes that make up the places before the limit, from its end down.
  for (let level = 0, end = limit; end > 0; level += 1, end >>= 1) {
    if ((end & 1) === 1 && holds(shelf, level, end - 1, startUs, endUs)) return lastWithin(shelf, level, end - 1, startUs, endUs);
  }
  return -1;
}

function lastWithin(shelf: TimedShelf, from: number, top: number, startUs: number, endUs: number): number {
  let level = from;
  let node = top;
  while (level > 0) {
    level -= 1;
    node = holds(shelf, level, 2 * node + 1, startUs, endUs) ? 2 * node + 1 : 2 * node;
  }
  return node;
}

/** Whether a node has an unused offer that contains the window: the latest end among those that start in time. */
function holds(shelf: TimedShelf, level: number, node: number, startUs: number, endUs: number): boolean {
  const size = 2 ** level;
  const latest = shelf.latest[level]!;
  const root = 2 * node * size;
  if (latest[root + 1]! < endUs) return false;
  const inTime = countUpTo(shelf.starts[level]!, node * size, size, startUs);
  for (let at = size, end = size + inTime; at < end; at >>= 1, end >>= 1) {
    if ((at & 1) === 1) {
      if (latest[root + at]! >= endUs) return true;
      at += 1;
    }
    if ((end & 1) === 1) {
      end -= 1;
      if (latest[root + end]! >= endUs) return true;
    }
  }
  return false;
}
