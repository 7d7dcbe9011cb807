import type { Fleet } from './fleet.js';
import { fineToKWh } from './scale.js';

/**
 * The free intervals of the fleet's EVs that have energy, as a tree of parts, each split in the middle of what differs most in
 * it among begin, end and energy. A node knows the bounds of its intervals, from which a bound on their worth to a request
 * follows. Intervals that come later go where they widen the bounds least, or on a short list beside the tree.
 */
export interface CandidateTree {
  readonly fleet: Fleet;
  /** How many buckets, a power of two. Node 1 is the root, nodes from `buckets` on are the buckets. */
  readonly buckets: number;
  /** `CAPACITY` places a bucket, more for the list beside the tree, the last; how many of them are taken, from the first. */
  readonly taken: Int32Array;
  /** `ITEM.count` figures for each place: what a search looks at, side by side since memory is slow. */
  readonly items: Float64Array;
  /** Each EV's places. */
  readonly placesOf: number[][];
  /** `BOUND.count` a node: least values, and greatest ones with the sign turned, so that all are taken by `Math.min`. */
  readonly bounds: Float64Array;
  /** Whether it should be built anew: too much has changed. */
  isWorn: boolean;
  changes: number;
}

/** Where each figure of an interval stands among its own. */
export const ITEM = { freeFrom: 0, freeUntil: 1, start: 2, end: 3, energyFine: 4, energyKWh: 5, freeHours: 6, ev: 7, count: 8 } as const;

/** Where each bound stands among a node's. */
export const BOUND = { freeFrom: 0, minusFreeUntil: 1, start: 2, minusEnd: 3, energy: 4, minusEnergy: 5, hours: 6, minusHours: 7, minusFreeFrom: 8, freeUntil: 9, ev: 10, count: 11 } as const;

/** Places of a bucket; a new tree fills at most half of them. */
export const CAPACITY = 16;
const BESIDE = 64;
/** Changes that wear a tree out, by its number of intervals. */
const WORN_SHARE = 0.5;
const WORN_LEAST = 64;

/** Builds the tree over what EVs have left. `O(K log K)`. */
export function buildCandidates(fleet: Fleet): CandidateTree {
  const all = figuresOf(fleet);
  const count = all.length / ITEM.count;
  let buckets = 1;
  while ((buckets * CAPACITY) / 2 < count) buckets *= 2;
  const tree: CandidateTree = {
    fleet,
    buckets,
    taken: new Int32Array(buckets + 1),
    items: new Float64Array((buckets * CAPACITY + BESIDE) * ITEM.count),
    placesOf: fleet.ids.map(() => []),
    bounds: new Float64Array(2 * buckets * BOUND.count),
    isWorn: false,
    changes: -(WORN_SHARE * count + WORN_LEAST),
  };
  const order = Int32Array.from({ length: count }, (_, row) => row);
  fill({ tree, all, order, spreads: KEYS.map((key) => spread(all, order, key, 0, count) || 1) }, 1, 0, count);
  for (let node = 2 * buckets - 1; node >= 1; node -= 1) refreshNode(tree, node);
  return tree;
}

/** Takes note of what an EV has left. `O(log K)` an interval. */
export function refreshCandidate(tree: CandidateTree, ev: number): void {
  for (const place of tree.placesOf[ev]!.splice(0).toSorted((a, b) => b - a)) remove(tree, place);
  const figures: number[] = [];
  addFigures(tree.fleet, ev, figures);
  for (let at = 0; at < figures.length; at += ITEM.count) insert(tree, figures.slice(at, at + ITEM.count));
  tree.changes += 1;
  if (tree.changes > 0) tree.isWorn = true;
}

function figuresOf(fleet: Fleet): Float64Array {
  const figures: number[] = [];
  for (let ev = 0; ev < fleet.ids.length; ev += 1) addFigures(fleet, ev, figures);
  return Float64Array.from(figures);
}

function addFigures(fleet: Fleet, ev: number, into: number[]): void {
  const intervals = fleet.intervals[ev]!;
  const energyFine = fleet.energyFine[ev]!;
  for (let at = 0; at < intervals.length && energyFine > 0; at += 2) {
    into.push(intervals[at]!, intervals[at + 1]!, fleet.startUs[ev]!, fleet.endUs[ev]!, energyFine, fineToKWh(energyFine, fleet.scale), fleet.freeHours[ev]!, ev);
  }
}

const KEYS = [ITEM.freeFrom, ITEM.freeUntil, ITEM.energyFine];

/** A tree being built: the figures of all intervals, their order, and how far each key spreads. */
interface Filling {
  readonly tree: CandidateTree;
  readonly all: Float64Array;
  readonly order: Int32Array;
  readonly spreads: readonly number[];
}

function fill(filling: Filling, node: number, from: number, to: number): void {
  const { tree, all, order, spreads } = filling;
  if (node >= tree.buckets) {
    for (let row = from; row < to; row += 1) put(tree, node - tree.buckets, all.subarray(order[row]! * ITEM.count, (order[row]! + 1) * ITEM.count));
    return;
  }
  const shares = KEYS.map((key, at) => spread(all, order, key, from, to) / spreads[at]!);
  const middle = (from + to) >> 1;
  partition(all, order, KEYS[shares.indexOf(Math.max(...shares))]!, from, to, middle);
  fill(filling, 2 * node, from, middle);
  fill(filling, 2 * node + 1, middle, to);
}

function put(tree: CandidateTree, bucket: number, figures: ArrayLike<number>): void {
  const place = bucket * CAPACITY + tree.taken[bucket]!;
  tree.taken[bucket]! += 1;
  tree.items.set(figures, place * ITEM.count);
  tree.placesOf[figures[ITEM.ev]!]!.push(place);
}

/** The bucket's last interval takes the place. */
function remove(tree: CandidateTree, place: number): void {
  const bucket = Math.min(Math.floor(place / CAPACITY), tree.buckets);
  const last = bucket * CAPACITY + tree.taken[bucket]! - 1;
  tree.taken[bucket]! -= 1;
  if (last !== place) {
    const moved = tree.placesOf[tree.items[last * ITEM.count + ITEM.ev]!]!;
    moved[moved.indexOf(last)] = place;
    tree.items.copyWithin(place * ITEM.count, last * ITEM.count, (last + 1) * ITEM.count);
  }
  refreshAbove(tree, bucket);
}

function insert(tree: CandidateTree, figures: readonly number[]): void {
  let node = 1;
  while (node < tree.buckets) node = widening(tree, 2 * node, figures) <= widening(tree, 2 * node + 1, figures) ? 2 * node : 2 * node + 1;
  const nearest = node - tree.buckets;
  const bucket = [nearest, nearest ^ 1].find((one) => one < tree.buckets && tree.taken[one]! < CAPACITY) ?? tree.buckets;
  // A full list is not searched any more: the tree is built anew before that.
  if (bucket === tree.buckets && tree.taken[bucket] === BESIDE) tree.isWorn = true;
  else put(tree, bucket, figures);
  refreshAbove(tree, bucket);
}

/** By how much an interval would widen a node's bounds, as shares of the root's; of equal nodes the narrower is less. */
function widening({ bounds }: CandidateTree, node: number, figures: readonly number[]): number {
  const at = node * BOUND.count;
  if (bounds[at] === Infinity) return 0;
  let sum = 0;
  for (const [low, high, figure] of SIDES) {
    const value = figures[figure]!;
    const rootWidth = -bounds[BOUND.count + high]! - bounds[BOUND.count + low]! || 1;
    const width = -bounds[at + high]! - bounds[at + low]!;
    sum += (Math.max(0, bounds[at + low]! - value) + Math.max(0, value + bounds[at + high]!) + width / 16) / rootWidth;
  }
  return sum;
}

const SIDES = [
  [BOUND.freeFrom, BOUND.minusFreeFrom, ITEM.freeFrom],
  [BOUND.freeUntil, BOUND.minusFreeUntil, ITEM.freeUntil],
  [BOUND.energy, BOUND.minusEnergy, ITEM.energyKWh],
] as const;

function refreshAbove(tree: CandidateTree, bucket: number): void {
  // The list beside the tree has no bounds.
  if (bucket < tree.buckets) for (let node = tree.buckets + bucket; node >= 1; node >>= 1) refreshNode(tree, node);
}

function refreshNode({ items, taken, buckets, bounds }: CandidateTree, node: number): void {
  const at = node * BOUND.count;
  if (node < buckets) {
    const left = 2 * at;
    for (let bound = 0; bound < BOUND.count; bound += 1) bounds[at + bound] = Math.min(bounds[left + bound]!, bounds[left + BOUND.count + bound]!);
    return;
  }
  bounds.fill(Infinity, at, at + BOUND.count);
  const first = (node - buckets) * CAPACITY;
  for (let item = first * ITEM.count; item < (first + taken[node - buckets]!) * ITEM.count; item += ITEM.count) {
    lower(bounds, at + BOUND.freeFrom, items[item + ITEM.freeFrom]!);
    lower(bounds, at + BOUND.minusFreeFrom, -items[item + ITEM.freeFrom]!);
    lower(bounds, at + BOUND.freeUntil, items[item + ITEM.freeUntil]!);
    lower(bounds, at + BOUND.minusFreeUntil, -items[item + ITEM.freeUntil]!);
    lower(bounds, at + BOUND.start, items[item + ITEM.start]!);
    lower(bounds, at + BOUND.minusEnd, -items[item + ITEM.end]!);
    lower(bounds, at + BOUND.energy, items[item + ITEM.energyKWh]!);
    lower(bounds, at + BOUND.minusEnergy, -items[item + ITEM.energyKWh]!);
    lower(bounds, at + BOUND.hours, items[item + ITEM.freeHours]!);
    lower(bounds, at + BOUND.minusHours, -items[item + ITEM.freeHours]!);
    lower(bounds, at + BOUND.ev, items[item + ITEM.ev]!);
  }
}

function lower(bounds: Float64Array, at: number, value: number): void {
  if (value < bounds[at]!) bounds[at] = value;
}

function spread(all: Float64Array, order: Int32Array, key: number, from: number, to: number): number {
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = from; row < to; row += 1) {
    const value = all[order[row]! * ITEM.count + key]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return to > from ? greatest - least : 0;
}

/** Rearranges `order[from, to)` so that nothing before `middle` has a larger key than anything from it on (quickselect). */
function partition(all: Float64Array, order: Int32Array, key: number, from: number, to: number, middle: number): void {
  const keyOf = (row: number): number => all[order[row]! * ITEM.count + key]!;
  let low = from;
  let high = to - 1;
  while (low < high) {
    const pivot = keyOf((low + high) >> 1);
    let left = low;
    let right = high;
    while (left <= right) {
      while (keyOf(left) < pivot) left += 1;
      while (keyOf(right) > pivot) right -= 1;
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
