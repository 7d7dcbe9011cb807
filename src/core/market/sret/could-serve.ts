import { BOUND, type CandidateTree, CAPACITY, ITEM } from './candidates.js';
import { US_PER_HOUR } from './scale.js';
import type { Gap } from './search.js';

/**
 * What must hold for a request to be covered, so that most that cannot be are found out without a search. A request that fails
 * could not be covered whatever the ranking: these tests save work and decide nothing.
 */

/**
 * Whether the candidates' free time covers the request's window: from its begin on, always to the farthest end of those that are
 * free there. A piece lies within one free interval, so where nobody is free there is none.
 */
export function couldReach(tree: CandidateTree, gap: Gap): boolean {
  let atUs = gap.startUs;
  while (atUs < gap.endUs) {
    const reachUs = reachBelow(tree, gap, 1, atUs, reachOfBucket(tree, gap, tree.buckets, atUs, atUs));
    if (reachUs === atUs) return false;
    atUs = reachUs;
  }
  return true;
}

/** The farthest end, beyond `reachUs`, of a node's free intervals that hold a time. */
function reachBelow(tree: CandidateTree, gap: Gap, node: number, atUs: number, reachUs: number): number {
  const { bounds, buckets } = tree;
  const at = node * BOUND.count;
  if (reachUs >= gap.endUs || -bounds[at + BOUND.minusFreeUntil]! <= reachUs || bounds[at + BOUND.freeFrom]! > atUs) return reachUs;
  if (bounds[at + BOUND.start]! > gap.startUs && -bounds[at + BOUND.minusEnd]! < gap.endUs) return reachUs;
  if (node >= buckets) return reachOfBucket(tree, gap, node - buckets, atUs, reachUs);
  const left = 2 * node;
  const isLeftFirst = bounds[left * BOUND.count + BOUND.minusFreeUntil]! <= bounds[(left + 1) * BOUND.count + BOUND.minusFreeUntil]!;
  const first = reachBelow(tree, gap, isLeftFirst ? left : left + 1, atUs, reachUs);
  return reachBelow(tree, gap, isLeftFirst ? left + 1 : left, atUs, first);
}

function reachOfBucket({ items, taken }: CandidateTree, gap: Gap, bucket: number, atUs: number, reachUs: number): number {
  let farthestUs = reachUs;
  for (let place = bucket * CAPACITY; place < bucket * CAPACITY + taken[bucket]!; place += 1) {
    const at = place * ITEM.count;
    const untilUs = items[at + ITEM.freeUntil]!;
    if (untilUs > farthestUs && items[at + ITEM.freeFrom]! <= atUs && isCandidate(items, at, gap)) farthestUs = untilUs;
  }
  return farthestUs;
}

/**
 * Whether the candidates could have enough in sum: Σ min(RP_k, P_c · overlap) against the demand, stopped once it is reached.
 * An EV's energy may count once for each free interval, and doubles will do.
 */
export function couldSuffice(tree: CandidateTree, gap: Gap, demandKWh: number): boolean {
  const left = sumOfBucket(tree, gap, tree.buckets, demandKWh * (1 - 1e-9));
  return left <= 0 || sumBelow(tree, gap, 1, left) <= 0;
}

/** What is left of a demand after the candidates below a node. */
function sumBelow(tree: CandidateTree, gap: Gap, node: number, demandKWh: number): number {
  const at = node * BOUND.count;
  if (tree.bounds[at + BOUND.freeFrom]! >= gap.endUs || -tree.bounds[at + BOUND.minusFreeUntil]! <= gap.startUs) return demandKWh;
  if (node >= tree.buckets) return sumOfBucket(tree, gap, node - tree.buckets, demandKWh);
  const left = sumBelow(tree, gap, 2 * node, demandKWh);
  return left > 0 ? sumBelow(tree, gap, 2 * node + 1, left) : left;
}

function sumOfBucket({ items, taken }: CandidateTree, gap: Gap, bucket: number, demandKWh: number): number {
  let left = demandKWh;
  for (let place = bucket * CAPACITY; place < bucket * CAPACITY + taken[bucket]!; place += 1) {
    const at = place * ITEM.count;
    const overlapUs = Math.min(items[at + ITEM.freeUntil]!, gap.endUs) - Math.max(items[at + ITEM.freeFrom]!, gap.startUs);
    if (overlapUs > 0 && isCandidate(items, at, gap)) left -= Math.min(items[at + ITEM.energyKWh]!, (gap.ranking.pileKW * overlapUs) / US_PER_HOUR);
  }
  return left;
}

/** An EV that starts no later or ends no earlier than the request. */
function isCandidate(items: Float64Array, at: number, gap: Gap): boolean {
  return items[at + ITEM.start]! <= gap.startUs || items[at + ITEM.end]! >= gap.endUs;
}
