import {
  atLeastOnce,
  binomial,
  certainly,
  convolve,
  either,
  hypergeometric,
  mass,
  massWhere,
  mixture,
  NEGLIGIBLE,
  powerOfRatio,
  scaled,
  type Distribution,
} from '../../numeric/distribution.js';

/**
 * How probable it is that the adversary gets so many seats of a committee that its promises end (SEED A2, A3).
 *
 * Every probability is within 1e-12 of the truth, relative, and what is below 1e-280 is given as 0. Nothing is
 * simulated: seats are binomial by unit of credit, both roles are added, and draws that leave too few members are redrawn.
 */

/**
 * What the adversary must not reach, of n seats with a of them its own. `third`: `3a ≥ n`, the honest seats alone are no
 * quorum, `3·seats > 2·n`, any more (one seat beyond it two quorums may differ). `half`: `2a ≥ n`, for protocols that
 * go by majority. `two-thirds`: `3a > 2n`, the adversary is a quorum by itself.
 */
export type FaultBound = 'third' | 'half' | 'two-thirds';

export const FAULT_BOUNDS: readonly FaultBound[] = ['third', 'half', 'two-thirds'];

/** Equal nodes that draw with `creditPerNode` units each; `adversaryNodes` of them are the adversary's. */
export interface SortitionSizes {
  readonly thetaP: number;
  readonly thetaCP: number;
  readonly nodes: number;
  readonly adversaryNodes: number;
  readonly creditPerNode: number;
  readonly minimumMembers: number;
  readonly maxAttempts: number;
}

/** A committee of a fixed number of nodes, one seat each. */
export interface FixedSizes {
  readonly seats: number;
  readonly nodes: number;
  readonly adversaryNodes: number;
  /** Whether one node may be drawn again: binomial instead of hypergeometric. */
  readonly replacement: boolean;
}

export interface CommitteeRisk {
  /** That the committee of an epoch exceeds its bound; null when none can ever be elected. */
  readonly perEpoch: number | null;
  /** That at least one epoch of a year does; null like `perEpoch`. */
  readonly perYear: number | null;
  /** That one attempt leaves fewer members than the minimum, so that it is drawn again. */
  readonly redraw: number;
  /** That all attempts do, so that the old committee stays. */
  readonly kept: number;
}

/** Beyond this many expected seats the convolutions take seconds. */
export const LARGEST_THETA = 10_000;
/** Beyond this minimum of members the sums over members do. */
export const LARGEST_MINIMUM = 20;

/** Below this, about 1e-280, the dropped terms could be felt: it is given as 0. */
const NEVER = 2 ** -930;

/** 365 days. */
export const YEAR_SECONDS = 31_536_000;

/**
 * The risk of a committee elected by sortition. An attempt with too few members is drawn again, so the committee of an
 * epoch is one given that it has enough. When all attempts fail, the old one stays in office: it carries its risk on, and
 * the year counts it once.
 */
export function sortitionRisk(sizes: SortitionSizes, bound: FaultBound, epochsPerYear: number): CommitteeRisk {
  const { enough, exceeds, redraw } = oneAttempt(sizes, bound);
  if (enough === 0) return { perEpoch: null, perYear: null, redraw, kept: 1 };
  const perEpoch = reported(Math.min(1, exceeds / enough));
  const kept = wholePower(redraw, sizes.maxAttempts);
  // The first epoch's committee is elected; each later epoch brings a new one unless all its attempts fail.
  const later = atLeastOnce(perEpoch * (1 - kept), Math.max(0, epochsPerYear - 1));
  const perYear = epochsPerYear === 0 ? 0 : reported(either(perEpoch, later));
  return { perEpoch, perYear, redraw, kept };
}

/** The risk of a committee of fixed size, drawn anew each epoch. */
export function fixedRisk(sizes: FixedSizes, bound: FaultBound, epochsPerYear: number): CommitteeRisk {
  const { seats, nodes, adversaryNodes, replacement } = sizes;
  const adversary = replacement ? binomial(seats, adversaryNodes, nodes) : hypergeometric(seats, adversaryNodes, nodes);
  let exceeds = 0;
  // From the far end on, so that small numbers are added before greater ones.
  for (let i = adversary.weights.length - 1; i >= 0; i -= 1) {
    const own = adversary.from + i;
    if (seats - own <= honestAtMost(bound, own)) exceeds += adversary.weights[i]!;
  }
  const perEpoch = reported(Math.min(1, exceeds));
  return { perEpoch, perYear: reported(atLeastOnce(perEpoch, epochsPerYear)), redraw: 0, kept: 0 };
}

/** Whether `own` of `seats` seats reach the bound. */
export function reachesBound(bound: FaultBound, own: number, seats: number): boolean {
  return seats > 0 && seats - own <= honestAtMost(bound, own);
}

/** The most honest seats beside which `own` seats of the adversary still reach the bound. */
function honestAtMost(bound: FaultBound, own: number): number {
  if (bound === 'third') return 2 * own;
  return bound === 'half' ? own : Math.floor((own - 1) / 2);
}

interface Attempt {
  /** That there are enough members; that there are and the bound is exceeded; that there are not. */
  readonly enough: number;
  readonly exceeds: number;
  readonly redraw: number;
}

function oneAttempt(sizes: SortitionSizes, bound: FaultBound): Attempt {
  const { nodes, adversaryNodes, creditPerNode, minimumMembers } = sizes;
  const total = nodes * creditPerNode;
  const seatsOf = (credit: number): Distribution =>
    convolve(binomial(credit, Math.min(sizes.thetaP, total), total), binomial(credit, Math.min(sizes.thetaCP, total), total));
  const adversary = seatsOf(adversaryNodes * creditPerNode);
  const honest = seatsOf(total - adversaryNodes * creditPerNode);
  const exceeds = massWhere(adversary, honest, (own) => honestAtMost(bound, own));
  const one = nodeOf(sizes, seatsOf(creditPerNode));
  const few = fewMembers(one, nodes, minimumMembers);
  // Where too few members are next to impossible, they change nothing within the stated error.
  if (few < NEVER || few <= exceeds * 1e-14) return { enough: 1 - few, exceeds, redraw: few };
  return join(memberRows(one, adversaryNodes, minimumMembers), memberRows(one, nodes - adversaryNodes, minimumMembers), minimumMembers, bound);
}

/** One node's draw: the seats of a node that wins any, and how probable that is. */
interface NodeDraw {
  readonly wins: number;
  readonly seats: Distribution;
  /** That a number of nodes wins nothing. */
  readonly none: (nodes: number) => number;
}

function nodeOf({ thetaP, thetaCP, nodes, creditPerNode }: SortitionSizes, { from, weights }: Distribution): NodeDraw {
  const total = nodes * creditPerNode;
  const won = from === 0 ? { from: 1, weights: weights.slice(1) } : { from, weights };
  const wins = mass(won);
  const spared = (theta: number, units: number): number => powerOfRatio(total - Math.min(theta, total), total, units);
  return {
    wins,
    seats: wins === 0 ? won : scaled(won, 1 / wins),
    none: (count) => spared(thetaP, count * creditPerNode) * spared(thetaCP, count * creditPerNode),
  };
}

/** The chances of 0, 1, … members among so many nodes, as long as they matter. */
function* memberCounts({ wins, none }: NodeDraw, nodes: number): Generator<number> {
  const spared = none(1);
  if (spared === 0) {
    for (let members = 0; members < nodes; members += 1) yield 0;
    yield 1;
    return;
  }
  let weight = none(nodes);
  for (let members = 0; members <= nodes; members += 1) {
    yield weight;
    if (weight < NEGLIGIBLE && members > nodes * wins) return;
    weight *= ((nodes - members) / (members + 1)) * (wins / spared);
  }
}

/** That fewer than `minimum` of `nodes` nodes win a seat. */
function fewMembers(one: NodeDraw, nodes: number, minimum: number): number {
  let sum = 0;
  let members = 0;
  for (const weight of memberCounts(one, nodes)) {
    if (members === minimum) break;
    sum += weight;
    members += 1;
  }
  return sum;
}

/** Row m is the distribution of seats together with "m members", the last row with "that many or more". */
type MemberRows = readonly Distribution[];

const NOTHING: Distribution = { from: 0, weights: new Float64Array(0) };

function memberRows(one: NodeDraw, nodes: number, minimum: number): MemberRows {
  const rows: Distribution[] = Array.from({ length: minimum + 1 }, () => NOTHING);
  let seats = certainly(0);
  let members = 0;
  for (const weight of memberCounts(one, nodes)) {
    const row = Math.min(members, minimum);
    rows[row] = mixture(rows[row]!, scaled(seats, weight));
    seats = convolve(seats, one.seats);
    members += 1;
  }
  return rows;
}

function join(adversary: MemberRows, honest: MemberRows, minimum: number, bound: FaultBound): Attempt {
  let [enough, exceeds, redraw] = [0, 0, 0];
  adversary.forEach((own, i) => {
    honest.forEach((others, j) => {
      const weight = mass(own) * mass(others);
      if (i + j < minimum) {
        redraw += weight;
        return;
      }
      enough += weight;
      exceeds += massWhere(own, others, (seats) => honestAtMost(bound, seats));
    });
  });
  return { enough, exceeds, redraw };
}

function wholePower(base: number, exponent: number): number {
  let result = 1;
  let power = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= power;
    power *= power;
  }
  return result;
}

function reported(probability: number): number {
  return probability < NEVER ? 0 : probability;
}
