import { BOUND, type CandidateTree } from './candidates.js';
import { freeAfter, freeBefore } from './fleet.js';
import { type Ranking, worth, worthAtMost } from './rank.js';
import { US_PER_HOUR } from './scale.js';

/** What is still to be covered of a request, and what ranks who may cover it. */
export interface Gap {
  /** The request's own window, by which EVs are candidates. */
  readonly startUs: number;
  readonly endUs: number;
  readonly demandFine: number;
  readonly ranking: Ranking;
  /** The request's place in the order of service: EVs that it took already are marked with it. */
  readonly request: number;
  /** What is uncovered, always one interval. */
  fromUs: number;
  untilUs: number;
  /** What no worth exceeds. */
  readonly mostWorth: number;
  /** What an EV must have at least. */
  leastFine: number;
}

/** The best candidate: the larger worth, then the smaller EV. `ev` is -1 for none. */
export interface Choice {
  ev: number;
  worth: number;
  /** Whether it serves the uncovered interval's begin, else its end; and for how long it is free there. */
  isAtStart: boolean;
  overlapUs: number;
}

/**
 * Whether the candidates could have enough in sum: Σ min(RP_k, P_c · overlap) against the demand, stopped once it is reached.
 * A request that fails this could not be covered, so it saves work and decides nothing; free time is therefore taken from
 * begin to end, and doubles will do.
 */
export function couldSuffice(tree: CandidateTree, gap: Gap, demandKWh: number): boolean {
  return sumUpTo(tree, gap, 1, demandKWh * (1 - 1e-9)) <= 0;
}

/** What is left of a demand after the candidates below a node. */
function sumUpTo(tree: CandidateTree, gap: Gap, node: number, demandKWh: number): number {
  const { fleet, bounds } = tree;
  const at = node * BOUND.count;
  if (bounds[at + BOUND.freeFrom]! >= gap.endUs || -bounds[at + BOUND.minusFreeUntil]! <= gap.startUs) return demandKWh;
  let left = demandKWh;
  if (node < tree.buckets) {
    left = sumUpTo(tree, gap, 2 * node, left);
    return left > 0 ? sumUpTo(tree, gap, 2 * node + 1, left) : left;
  }
  const bucket = node - tree.buckets;
  for (let place = tree.bucketFrom[bucket]!; place < tree.bucketFrom[bucket + 1]! && left > 0; place += 1) {
    const ev = tree.order[place]!;
    const overlapUs = Math.min(fleet.freeUntilUs[ev]!, gap.endUs) - Math.max(fleet.freeFromUs[ev]!, gap.startUs);
    const isCandidate = fleet.startUs[ev]! <= gap.startUs || fleet.endUs[ev]! >= gap.endUs;
    if (isCandidate && overlapUs > 0) left -= Math.min(fleet.energyKWh[ev]!, (gap.ranking.pileKW * overlapUs) / US_PER_HOUR);
  }
  return left;
}

/** The best candidate for a gap. Looks into those nodes alone whose bounds let them have a better one than the best so far. */
export function bestCandidate(tree: CandidateTree, gap: Gap): Choice {
  const best: Choice = { ev: -1, worth: -Infinity, isAtStart: true, overlapUs: 0 };
  search(tree, gap, 1, nodeWorth(tree, gap, 1), best);
  return best;
}

function search(tree: CandidateTree, gap: Gap, node: number, atMost: number, best: Choice): void {
  if (atMost < best.worth || atMost === -Infinity || (atMost === best.worth && tree.bounds[node * BOUND.count + BOUND.ev]! > best.ev)) return;
  if (node >= tree.buckets) {
    const bucket = node - tree.buckets;
    for (let place = tree.bucketFrom[bucket]!; place < tree.bucketFrom[bucket + 1]!; place += 1) weigh(tree, gap, tree.order[place]!, best);
    return;
  }
  const left = 2 * node;
  const leftWorth = nodeWorth(tree, gap, left);
  const rightWorth = nodeWorth(tree, gap, left + 1);
  const evOf = (child: number): number => tree.bounds[child * BOUND.count + BOUND.ev]!;
  if (leftWorth > rightWorth || (leftWorth === rightWorth && evOf(left) < evOf(left + 1))) {
    search(tree, gap, left, leftWorth, best);
    search(tree, gap, left + 1, rightWorth, best);
  } else {
    search(tree, gap, left + 1, rightWorth, best);
    search(tree, gap, left, leftWorth, best);
  }
}

function weigh({ fleet }: CandidateTree, gap: Gap, ev: number, best: Choice): void {
  if (best.worth === gap.mostWorth && ev > best.ev) return;
  const after = freeAfter(fleet, ev, gap.fromUs, gap.untilUs);
  const before = freeBefore(fleet, ev, gap.fromUs, gap.untilUs);
  if (after === 0 && before === 0) return;
  const energyFine = fleet.energyFine[ev]!;
  const isCandidate = fleet.startUs[ev]! <= gap.startUs || fleet.endUs[ev]! >= gap.endUs;
  if (!isCandidate || energyFine < gap.leastFine || fleet.takenBy[ev] === gap.request) return;
  const isAtStart = after >= before || (after > 0 && runsEmpty(gap, energyFine, after));
  const overlapUs = isAtStart ? after : before;
  const isLimited = runsEmpty(gap, energyFine, overlapUs);
  const hours = isLimited ? fleet.energyKWh[ev]! / gap.ranking.powerKW : overlapUs / US_PER_HOUR;
  const value = worth(gap.ranking, fleet.energyKWh[ev]!, fleet.freeHours[ev]!, hours, isLimited);
  if (value < best.worth || (value === best.worth && ev > best.ev)) return;
  best.ev = ev;
  best.worth = value;
  best.isAtStart = isAtStart;
  best.overlapUs = overlapUs;
}

/** RP_k ≤ P_i · overlap, exactly: doubles round products alike, so only equal ones beyond 2^53 need long integers. */
function runsEmpty(gap: Gap, energyFine: number, overlapUs: number): boolean {
  const has = energyFine * (gap.endUs - gap.startUs);
  const needs = gap.demandFine * overlapUs;
  if (has !== needs || has <= Number.MAX_SAFE_INTEGER) return has <= needs;
  return BigInt(energyFine) * BigInt(gap.endUs - gap.startUs) <= BigInt(gap.demandFine) * BigInt(overlapUs);
}

/** A bound on the worth of a node's EVs; -∞ when none of them can touch an end of the gap. */
function nodeWorth({ bounds }: CandidateTree, gap: Gap, node: number): number {
  const at = node * BOUND.count;
  const freeFrom = bounds[at + BOUND.freeFrom]!;
  const freeUntil = -bounds[at + BOUND.minusFreeUntil]!;
  const after = freeFrom <= gap.fromUs && freeUntil > gap.fromUs ? Math.min(freeUntil, gap.untilUs) - gap.fromUs : 0;
  const before = freeUntil >= gap.untilUs && freeFrom < gap.untilUs ? gap.untilUs - Math.max(freeFrom, gap.fromUs) : 0;
  if (after === 0 && before === 0) return -Infinity;
  if (bounds[at + BOUND.start]! > gap.startUs && -bounds[at + BOUND.minusEnd]! < gap.endUs) return -Infinity;
  const overlapUs = Math.max(after, before);
  // An interval that touches the gap from outside is free outside of it, too.
  const outsideUs = Math.max(0, gap.fromUs + bounds[at + BOUND.minusLastBegin]!) + Math.max(0, bounds[at + BOUND.firstEnd]! - gap.untilUs);
  const leastHours = Math.max(bounds[at + BOUND.hours]!, (overlapUs + outsideUs) / US_PER_HOUR);
  return worthAtMost(gap.ranking, bounds[at + BOUND.energy]!, -bounds[at + BOUND.minusEnergy]!, leastHours, -bounds[at + BOUND.minusHours]!, overlapUs / US_PER_HOUR);
}
