import { BOUND, type CandidateTree, CAPACITY, ITEM } from './candidates.js';
import { type Ranking, worth, worthAtMost } from './rank.js';
import { US_PER_HOUR } from './scale.js';

/** What is still to be covered of a request, and what ranks who may cover it. */
export interface Gap {
  /** The request's own window, by which EVs are candidates. */
  readonly startUs: number;
  readonly endUs: number;
  readonly demandFine: number;
  readonly ranking: Ranking;
  /** What an EV may lack and still counts as having all of it. */
  readonly slackFine: number;
  /** The request's place in the order of service: EVs that it took already are marked with it. */
  readonly request: number;
  /** What no worth exceeds. */
  readonly mostWorth: number;
  /** What is uncovered, always one interval, to the microsecond, */
  fromUs: number;
  untilUs: number;
  /** and the demand up to its begin and up to its end, which say where it really lies. */
  servedFine: number;
  untilFine: number;
}

/** A candidate, and whether it serves the uncovered interval's begin, else its end; and for how long it is free there. */
export interface Choice {
  readonly ev: number;
  readonly worth: number;
  readonly isAtStart: boolean;
  readonly overlapUs: number;
  /** Whether it runs empty first. */
  readonly isLimited: boolean;
}

/** Worths that differ by less are equal: so much rounding to microseconds and fine units can make of equal ones. */
const TIE = 1e-9;

/** The search so far. */
interface Best {
  worth: number;
  /** Who is within a tie of it, but for those with an EV as small that is worth as much. */
  near: Choice[];
  /** The smallest EV of them. */
  ev: number;
}

/**
 * The best candidate for a gap: the largest worth, of all within a tie of it the smallest EV; null for none. Looks into those
 * nodes alone whose bounds let them have a better one than the best so far.
 */
export function bestCandidate(tree: CandidateTree, gap: Gap): Choice | null {
  const best: Best = { worth: -1, near: [], ev: Infinity };
  weighBucket(tree, gap, tree.buckets, best);
  search(tree, gap, 1, nodeWorth(tree, gap, 1), best);
  return best.near.find((choice) => choice.ev === best.ev) ?? null;
}

function search(tree: CandidateTree, gap: Gap, node: number, atMost: number, best: Best): void {
  if (atMost < best.worth * (1 - TIE) || atMost === -Infinity || (atMost <= best.worth && evOf(tree, node) > best.ev)) return;
  if (node >= tree.buckets) {
    weighBucket(tree, gap, node - tree.buckets, best);
    return;
  }
  const left = 2 * node;
  const leftWorth = nodeWorth(tree, gap, left);
  const rightWorth = nodeWorth(tree, gap, left + 1);
  if (leftWorth > rightWorth || (leftWorth === rightWorth && evOf(tree, left) < evOf(tree, left + 1))) {
    search(tree, gap, left, leftWorth, best);
    search(tree, gap, left + 1, rightWorth, best);
  } else {
    search(tree, gap, left + 1, rightWorth, best);
    search(tree, gap, left, leftWorth, best);
  }
}

function evOf(tree: CandidateTree, node: number): number {
  return tree.bounds[node * BOUND.count + BOUND.ev]!;
}

function weighBucket(tree: CandidateTree, gap: Gap, bucket: number, best: Best): void {
  for (let place = bucket * CAPACITY; place < bucket * CAPACITY + tree.taken[bucket]!; place += 1) weigh(tree, gap, place, best);
}

function weigh({ fleet, items }: CandidateTree, gap: Gap, place: number, best: Best): void {
  const at = place * ITEM.count;
  const ev = items[at + ITEM.ev]!;
  if (best.worth === gap.mostWorth && ev > best.ev) return;
  const freeFrom = items[at + ITEM.freeFrom]!;
  const freeUntil = items[at + ITEM.freeUntil]!;
  const after = freeFrom <= gap.fromUs && freeUntil > gap.fromUs ? Math.min(freeUntil, gap.untilUs) - gap.fromUs : 0;
  const before = freeUntil >= gap.untilUs && freeFrom < gap.untilUs ? gap.untilUs - Math.max(freeFrom, gap.fromUs) : 0;
  if (after === 0 && before === 0) return;
  if (items[at + ITEM.start]! > gap.startUs && items[at + ITEM.end]! < gap.endUs) return;
  const hasFine = items[at + ITEM.energyFine]!;
  // One interval that touches both ends is free for all of the gap.
  const isAtStart = after > 0;
  const overlapUs = isAtStart ? after : before;
  const due = dueFine(gap, isAtStart, overlapUs);
  // A microsecond cannot be shared: who takes it gives all that is left.
  if (gap.untilUs - gap.fromUs === 1 && hasFine + gap.slackFine < due) return;
  const isLimited = hasFine <= due + gap.slackFine;
  const energyKWh = items[at + ITEM.energyKWh]!;
  const hours = (isLimited ? energyKWh : due / fleet.scale.perWh / 1000) / gap.ranking.powerKW;
  const value = worth(gap.ranking, energyKWh, items[at + ITEM.freeHours]!, hours, isLimited);
  if (value >= best.worth * (1 - TIE) && fleet.takenBy[ev] !== gap.request) take(best, { ev, worth: value, isAtStart, overlapUs, isLimited });
}

/** What the request draws over the part of the gap that is next to its begin, or its end, and that long. */
export function dueFine(gap: Gap, isAtStart: boolean, overlapUs: number): number {
  if (overlapUs === gap.untilUs - gap.fromUs) return gap.untilFine - gap.servedFine;
  const cutUs = isAtStart ? gap.fromUs + overlapUs : gap.untilUs - overlapUs;
  const drawnFine = (gap.demandFine * (cutUs - gap.startUs)) / (gap.endUs - gap.startUs);
  return isAtStart ? drawnFine - gap.servedFine : gap.untilFine - drawnFine;
}

/** Adds a candidate that is within a tie of the best, or better. */
function take(best: Best, choice: Choice): void {
  if (choice.worth > best.worth) {
    best.worth = choice.worth;
    best.near = best.near.filter((other) => other.worth >= choice.worth * (1 - TIE));
  }
  if (best.near.some((other) => (other.ev < choice.ev && other.worth >= choice.worth) || (other.ev === choice.ev && !servesLonger(choice, other)))) return;
  best.near = [...best.near.filter((other) => other.ev < choice.ev || (other.ev > choice.ev && other.worth > choice.worth)), choice];
  best.ev = best.near.reduce((least, other) => Math.min(least, other.ev), Infinity);
}

/** Of an EV that touches both ends: whether it would serve longer here than there, or as long, and here is the begin. */
function servesLonger(here: Choice, there: Choice): boolean {
  if (here.isLimited && there.isLimited) return here.isAtStart;
  return here.isAtStart ? here.isLimited || here.overlapUs >= there.overlapUs : !there.isLimited && here.overlapUs > there.overlapUs;
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
  // The gap really begins up to half a microsecond off, and a slack is worth at most one.
  const overlapUs = Math.max(after, before) + 2;
  // An interval that touches the gap from outside is free outside of it, too.
  const outsideUs = Math.max(0, gap.fromUs + bounds[at + BOUND.minusFreeFrom]!) + Math.max(0, bounds[at + BOUND.freeUntil]! - gap.untilUs);
  const leastHours = Math.max(bounds[at + BOUND.hours]!, (overlapUs + outsideUs - 4) / US_PER_HOUR);
  return worthAtMost(gap.ranking, bounds[at + BOUND.energy]!, -bounds[at + BOUND.minusEnergy]!, leastHours, -bounds[at + BOUND.minusHours]!, overlapUs / US_PER_HOUR);
}
