import type { Fleet } from './fleet.js';

/**
 * The fleet's EVs that have something left, as a tree of parts, each split in the middle of what differs most in it among
 * begin, end and energy. A node knows the bounds of its EVs, from which a bound on their worth to a request follows.
 */
export interface CandidateTree {
  readonly fleet: Fleet;
  /** The EVs, bucket by bucket. */
  readonly order: Int32Array;
  /** How many buckets, a power of two. Node 1 is the root, nodes from `buckets` on are the buckets. */
  readonly buckets: number;
  /** Where each bucket begins in `order`, and where the last one ends. */
  readonly bucketFrom: Int32Array;
  readonly bucketOf: Int32Array;
  readonly placeOf: Int32Array;
  /** `ITEM.count` for each place of `order`: what a search looks at, side by side since memory is slow. */
  readonly items: Float64Array;
  /** `BOUND.count` a node: least values, and greatest ones with the sign turned, so that all are taken by `Math.min`. */
  readonly bounds: Float64Array;
  /** EVs changed since the tree was built. */
  changes: number;
}

/** Where each bound stands among a node's. */
export const BOUND = { freeFrom: 0, minusFreeUntil: 1, start: 2, minusEnd: 3, energy: 4, minusEnergy: 5, hours: 6, minusHours: 7, minusLastBegin: 8, firstEnd: 9, ev: 10, count: 11 } as const;

/** Where each of an EV's figures stands among its own; those of the fleet under the same names. */
export const ITEM = { freeFrom: 0, freeUntil: 1, start: 2, end: 3, energyFine: 4, freeHours: 5, isSplit: 6, ev: 7, count: 8 } as const;

const BUCKET = 8;

/** Builds the tree over the EVs that have something left. `O(K log K)`. */
export function buildCandidates(fleet: Fleet): CandidateTree {
  const order = Int32Array.from(fleet.ids.keys()).filter((ev) => hasAnything(fleet, ev));
  let buckets = 1;
  while (buckets * BUCKET < order.length) buckets *= 2;
  const bucketFrom = new Int32Array(buckets + 1).fill(order.length);
  const keys = [fleet.freeFromUs, fleet.freeUntilUs, fleet.energyKWh];
  const spreads = keys.map((key) => spread(order, key, 0, order.length));
  const split = (node: number, from: number, to: number): void => {
    if (node >= buckets) {
      bucketFrom[node - buckets] = from;
      return;
    }
    const shares = keys.map((key, at) => (spreads[at]! > 0 ? spread(order, key, from, to) / spreads[at]! : 0));
    const middle = (from + to) >> 1;
    partition(order, keys[shares.indexOf(Math.max(...shares))]!, from, to, middle);
    split(2 * node, from, middle);
    split(2 * node + 1, middle, to);
  };
  split(1, 0, order.length);
  const bucketOf = new Int32Array(fleet.ids.length).fill(-1);
  for (let bucket = 0; bucket < buckets; bucket += 1) for (let place = bucketFrom[bucket]!; place < bucketFrom[bucket + 1]!; place += 1) bucketOf[order[place]!] = bucket;
  const placeOf = new Int32Array(fleet.ids.length).fill(-1);
  for (const [place, ev] of order.entries()) placeOf[ev] = place;
  const [items, bounds] = [new Float64Array(order.length * ITEM.count), new Float64Array(2 * buckets * BOUND.count)];
  const tree = { fleet, order, buckets, bucketFrom, bucketOf, placeOf, items, bounds, changes: 0 };
  for (const ev of order) refreshItem(tree, ev);
  for (let node = 2 * buckets - 1; node >= 1; node -= 1) refreshNode(tree, node);
  return tree;
}

/** Takes note of what an EV has left. `O(log K)`. */
export function refreshCandidate(tree: CandidateTree, ev: number): void {
  tree.changes += 1;
  refreshItem(tree, ev);
  for (let node = tree.buckets + tree.bucketOf[ev]!; node >= 1; node >>= 1) refreshNode(tree, node);
}

function hasAnything(fleet: Fleet, ev: number): boolean {
  return fleet.freeUntilUs[ev]! > fleet.freeFromUs[ev]!;
}

function refreshItem({ fleet, items, placeOf }: CandidateTree, ev: number): void {
  const at = placeOf[ev]! * ITEM.count;
  items[at + ITEM.freeFrom] = fleet.freeFromUs[ev]!;
  items[at + ITEM.freeUntil] = fleet.freeUntilUs[ev]!;
  items[at + ITEM.start] = fleet.startUs[ev]!;
  items[at + ITEM.end] = fleet.endUs[ev]!;
  items[at + ITEM.energyFine] = fleet.energyFine[ev]!;
  items[at + ITEM.freeHours] = fleet.freeHours[ev]!;
  items[at + ITEM.isSplit] = fleet.intervals[ev] === null ? 0 : 1;
  items[at + ITEM.ev] = ev;
}

function refreshNode({ fleet, order, buckets, bucketFrom, bounds }: CandidateTree, node: number): void {
  const at = node * BOUND.count;
  if (node < buckets) {
    const left = 2 * at;
    for (let bound = 0; bound < BOUND.count; bound += 1) bounds[at + bound] = Math.min(bounds[left + bound]!, bounds[left + BOUND.count + bound]!);
    return;
  }
  bounds.fill(Infinity, at, at + BOUND.count);
  for (let place = bucketFrom[node - buckets]!; place < bucketFrom[node - buckets + 1]!; place += 1) {
    const ev = order[place]!;
    if (!hasAnything(fleet, ev)) continue;
    lower(bounds, at + BOUND.freeFrom, fleet.freeFromUs[ev]!);
    lower(bounds, at + BOUND.minusFreeUntil, -fleet.freeUntilUs[ev]!);
    lower(bounds, at + BOUND.start, fleet.startUs[ev]!);
    lower(bounds, at + BOUND.minusEnd, -fleet.endUs[ev]!);
    lower(bounds, at + BOUND.energy, fleet.energyKWh[ev]!);
    lower(bounds, at + BOUND.minusEnergy, -fleet.energyKWh[ev]!);
    lower(bounds, at + BOUND.hours, fleet.freeHours[ev]!);
    lower(bounds, at + BOUND.minusHours, -fleet.freeHours[ev]!);
    lower(bounds, at + BOUND.minusLastBegin, -fleet.lastBeginUs[ev]!);
    lower(bounds, at + BOUND.firstEnd, fleet.firstEndUs[ev]!);
    lower(bounds, at + BOUND.ev, ev);
  }
}

function lower(bounds: Float64Array, at: number, value: number): void {
  if (value < bounds[at]!) bounds[at] = value;
}

function spread(order: Int32Array, key: Float64Array, from: number, to: number): number {
  let least = Infinity;
  let greatest = -Infinity;
  for (let place = from; place < to; place += 1) {
    const value = key[order[place]!]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return to > from ? greatest - least : 0;
}

/** Rearranges `order[from, to)` so that nothing before `middle` has a larger key than anything from it on (quickselect). */
function partition(order: Int32Array, key: Float64Array, from: number, to: number, middle: number): void {
  let low = from;
  let high = to - 1;
  while (low < high) {
    const pivot = key[order[(low + high) >> 1]!]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (key[order[left]!]! < pivot) left += 1;
      while (key[order[right]!]! > pivot) right -= 1;
      if (left > right) break;
      const kept = order[left]!;
      order[left] = order[right]!;
      order[right] = kept;
      left += 1;
      right -= 1;
    }
    if (middle <= right) high = right;
    else if (middle >= left) low = left;
    else return;
  }
}
