import type { Book, Clearing } from '../mechanism.js';
import { clearRet } from '../ret/ret.js';
import type { MarketTerms } from '../terms.js';
import { clearSretDouble } from './double.js';
import { buildDominanceSum, countBelow, countUpTo, sumContaining } from './dominance-sum.js';
import { clearSretSingle } from './single.js';
import { standingRequests, type TimedOffer, type TimedRequest, timedOffers } from './standing.js';

/** What a control system can do in its planning time, the most wanted first. */
export type PlannedMechanism = 'sret-single' | 'sret-double' | 'ret';

/** A mechanism with the candidates it would look at, and the processor time of that. */
export interface PlanEstimate {
  readonly mechanism: PlannedMechanism;
  readonly visits: number;
  readonly timeUs: number;
}

export interface Plan {
  readonly mechanism: PlannedMechanism;
  readonly clearing: Clearing;
  /** That of the mechanism used: what the control system's processor is to be charged with. */
  readonly visits: number;
  /** In the order tried, up to the mechanism used. */
  readonly estimates: readonly PlanEstimate[];
}

const ORDER: readonly PlannedMechanism[] = ['sret-single', 'sret-double', 'ret'];

/**
 * Clears the book by the first of single boundary, double boundary and RET whose processor time fits into `budgetUs`, from
 * `first` on (SEED B3: "when planning time runs short"). RET is the last resort and used whatever it takes. A visit to a
 * candidate takes `cost.matchNs`; the visits are those of Section 6.2.4, counted for this very book, so the estimate is
 * the thesis' algorithm's work and no measure of ours. Books as for SRET, or a RangeError.
 */
export function planWithin(book: Book, terms: MarketTerms, budgetUs: number, cost: { readonly matchNs: number }, first: PlannedMechanism = 'sret-single'): Plan {
  const visits = countVisits(book, terms);
  const estimates: PlanEstimate[] = [];
  for (const mechanism of ORDER.slice(ORDER.indexOf(first))) {
    const timeUs = (visits[mechanism] * cost.matchNs) / 1000;
    estimates.push({ mechanism, visits: visits[mechanism], timeUs });
    if (timeUs <= budgetUs) break;
  }
  const { mechanism } = estimates.at(-1)!;
  return { mechanism, clearing: CLEAR[mechanism](book, terms), visits: visits[mechanism], estimates };
}

const CLEAR: Readonly<Record<PlannedMechanism, (book: Book, terms: MarketTerms) => Clearing>> = { 'sret-single': clearSretSingle, 'sret-double': clearSretDouble, ret: clearRet };

/**
 * Visits to candidates, with N requests, M offers, and M_i candidates of request i: RET's loop N + N·M; double boundary
 * N + N·M + 2·ΣM_i (eq. 6.6); single boundary N + N·M + M + ΣM_i + Σ(M_i² + M_i) (eq. 6.7). `O((N+M) log² (N+M))`.
 */
export function countVisits(book: Book, terms: MarketTerms): Readonly<Record<PlannedMechanism, number>> {
  const requests = standingRequests(book, terms);
  const offers = timedOffers(book);
  const scan = requests.length + requests.length * offers.length;
  const count = candidateCounter(offers);
  let double = scan;
  let single = scan + offers.length;
  for (const request of requests) {
    const { doubled, either } = count(request);
    double += 2 * doubled;
    single += either + either * either + either;
  }
  return { ret: scan, 'sret-double': double, 'sret-single': single };
}

/** How many offers are candidates of a request at both boundaries, and at one of them with some overlap. */
function candidateCounter(offers: readonly TimedOffer[]): (request: TimedRequest) => { doubled: number; either: number } {
  const starts = Float64Array.from(offers, (offer) => offer.window.startUs);
  const ends = Float64Array.from(offers, (offer) => offer.window.endUs);
  const both = buildDominanceSum(starts, ends, new Float64Array(offers.length).fill(1));
  const [byStart, byEnd] = [starts.toSorted(), ends.toSorted()];
  return ({ window }) => {
    const doubled = sumContaining(both, window.startUs, window.endUs);
    // Who starts in time and has not gone by then; who stays to the end and has come by then; both are counted twice.
    const atStart = countUpTo(byStart, 0, byStart.length, window.startUs) - countUpTo(byEnd, 0, byEnd.length, window.startUs);
    const atEnd = countBelow(byStart, 0, byStart.length, window.endUs) - countBelow(byEnd, 0, byEnd.length, window.endUs);
    return { doubled, either: atStart + atEnd - doubled };
  };
}
