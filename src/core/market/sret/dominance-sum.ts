/**
 * Sums of weights over windows that contain a window: a Fenwick tree over the windows by start, each of whose cells is a
 * Fenwick tree over its windows by end. `O(K log K)` space, `O(log² K)` a question or a change.
 */
export interface DominanceSum {
  /** All starts, ascending; a window's rank is its place here. */
  readonly starts: Float64Array;
  readonly rankOf: Int32Array;
  readonly ends: Float64Array;
  /** Where each cell's part of `cellEnds` and `sums` begins; cells count from 1. */
  readonly offsets: Int32Array;
  readonly cellEnds: Float64Array;
  readonly sums: Float64Array;
}

/** Builds the sums of windows given by their ends. Weights are whole numbers whose total is safe. */
export function buildDominanceSum(starts: Float64Array, ends: Float64Array, weights: Float64Array): DominanceSum {
  const count = starts.length;
  const byStart = Uint32Array.from(starts.keys()).toSorted((a, b) => starts[a]! - starts[b]! || a - b);
  const rankOf = new Int32Array(count);
  for (const [rank, row] of byStart.entries()) rankOf[row] = rank;
  const offsets = new Int32Array(count + 2);
  // Cell c covers the c & -c ranks up to c, as in every Fenwick tree.
  for (let cell = 1; cell <= count; cell += 1) offsets[cell + 1] = offsets[cell]! + (cell & -cell);
  const filled = offsets.slice();
  const cellEnds = new Float64Array(offsets[count + 1]!);
  const byEnd = Uint32Array.from(ends.keys()).toSorted((a, b) => ends[a]! - ends[b]! || a - b);
  for (const row of byEnd) {
    for (let cell = rankOf[row]! + 1; cell <= count; cell += cell & -cell) {
      cellEnds[filled[cell]!] = ends[row]!;
      filled[cell]! += 1;
    }
  }
  const sorted = Float64Array.from(byStart, (row) => starts[row]!);
  const built: DominanceSum = { starts: sorted, rankOf, ends, offsets, cellEnds, sums: new Float64Array(cellEnds.length) };
  for (let row = 0; row < count; row += 1) addWeight(built, row, weights[row]!);
  return built;
}

/** Changes the weight of one window by `weight`. */
export function addWeight(sum: DominanceSum, row: number, weight: number): void {
  const count = sum.starts.length;
  for (let cell = sum.rankOf[row]! + 1; cell <= count; cell += cell & -cell) {
    const from = sum.offsets[cell]!;
    const size = sum.offsets[cell + 1]! - from;
    // Windows of equal end are on one side of every question, so the first of them stands for all.
    for (let at = countBelow(sum.cellEnds, from, size, sum.ends[row]!) + 1; at <= size; at += at & -at) sum.sums[from + at - 1]! += weight;
  }
}

/** The weight of all windows that start no later than `startUs` and end no earlier than `endUs`. */
export function sumContaining(sum: DominanceSum, startUs: number, endUs: number): number {
  let total = 0;
  for (let cell = countUpTo(sum.starts, 0, sum.starts.length, startUs); cell > 0; cell -= cell & -cell) {
    const from = sum.offsets[cell]!;
    const size = sum.offsets[cell + 1]! - from;
    total += prefix(sum.sums, from, size) - prefix(sum.sums, from, countBelow(sum.cellEnds, from, size, endUs));
  }
  return total;
}

function prefix(sums: Float64Array, from: number, length: number): number {
  let total = 0;
  for (let at = length; at > 0; at -= at & -at) total += sums[from + at - 1]!;
  return total;
}

/** How many of `values[from .. from + size)`, ascending, are below `value`. */
export function countBelow(values: Float64Array, from: number, size: number, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[from + middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of `values[from .. from + size)`, ascending, are at most `value`. */
export function countUpTo(values: Float64Array, from: number, size: number, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[from + middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
