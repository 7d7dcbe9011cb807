import { atLeastOnce, binomial, convolve, either, hypergeometric, mass, massWhere, mixture, type Distribution } from '../../numeric/distribution.js';

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
  const one = seatsOf(creditPerNode);
  const few = fewMembers(one, nodes, minimumMembers);
  // Where too few members are next to impossible, they change nothing within the stated error.
  if (few <= exceeds * 1e-14) return { enough: 1 - few, exceeds, redraw: few };
  const byMembers = memberRows(one, minimumMembers);
  return join(nodesTogether(byMembers, adversaryNodes), nodesTogether(byMembers, nodes - adversaryNodes), minimumMembers, bound);
}

/** That fewer than `minimum` of `nodes` nodes win a seat: the binomial sum, of positive terms. */
function fewMembers(one: Distribution, nodes: number, minimum: number): number {
  const none = one.from === 0 ? one.weights[0]! : 0;
  const seated = mass(one) - none;
  let sum = 0;
  for (let members = 0; members < Math.min(minimum, nodes + 1); members += 1) {
    let term = wholePower(none, nodes - members) * wholePower(seated, members);
    for (let i = 0; i < members; i += 1) term *= (nodes - i) / (i + 1);
    sum += term;
  }
  return sum;
}

/** Row m is the distribution of seats together with "m members", the last row with "that many or more". */
type MemberRows = readonly Distribution[];

const NOTHING: Distribution = { from: 0, weights: new Float64Array(0) };

function memberRows(one: Distribution, minimum: number): MemberRows {
  const rows: Distribution[] = Array.from({ length: minimum + 1 }, () => NOTHING);
  const holdsNone = one.from === 0;
  if (holdsNone) rows[0] = { from: 0, weights: one.weights.slice(0, 1) };
  rows[1] = holdsNone ? { from: 1, weights: one.weights.slice(1) } : one;
  return rows;
}

/** The rows of `count` nodes, by repeated doubling. */
function nodesTogether(one: MemberRows, count: number): MemberRows {
  let result: MemberRows = one.map((_, members) => (members === 0 ? { from: 0, weights: Float64Array.of(1) } : NOTHING));
  let power = one;
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = together(result, power);
    if (left > 1) power = together(power, power);
  }
  return result;
}

function together(left: MemberRows, right: MemberRows): MemberRows {
  const rows: Distribution[] = left.map(() => NOTHING);
  left.forEach((one, i) => {
    right.forEach((other, j) => {
      if (one.weights.length === 0 || other.weights.length === 0) return;
      const members = Math.min(i + j, rows.length - 1);
      rows[members] = mixture(rows[members]!, convolve(one, other));
    });
  });
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

/** Below this the dropped terms could be felt. */
function reported(probability: number): number {
  return probability < 1e-280 ? 0 : probability;
}
