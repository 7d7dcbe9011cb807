import type { Allocation, Book, Clearing } from '../mechanism.js';
import type { MarketTerms } from '../terms.js';
import { addWeight, buildDominanceSum, type DominanceSum, sumContaining } from './dominance-sum.js';
import { clearingOf, standingRequests, type TimedOffer, type TimedRequest, timedOffers } from './standing.js';
import { buildTimedShelf, firstContaining, lastContaining, type TimedShelf, useOffer } from './timed-shelf.js';

/**
 * SRET with double time boundaries (SEED B3, Section 6.2.2): requests by descending bid; an EV that starts no later and
 * ends no earlier than the request may serve it, and serves one request. Too little of them in sum: the request is skipped.
 * Else the smallest offer that covers what is left (of equal ones the last in the order), or the largest whole, and on.
 *
 * The book's conditions are `assertBook`'s, and every row has a window; anything else throws a RangeError.
 * `O((N+K) log² (N+K))` for N requests and K offers.
 */
export function clearSretDouble(book: Book, terms: MarketTerms): Clearing {
  const standing = standingRequests(book, terms);
  const desk = openDesk(timedOffers(book));
  const allocations: Allocation[] = [];
  const fulfilled = standing.filter((request) => request.allowedWh > 0 && serve(request, desk, allocations));
  return clearingOf(standing, fulfilled, allocations);
}

interface Desk {
  /** Largest first. */
  readonly offers: readonly TimedOffer[];
  readonly shelf: TimedShelf;
  /** Energy of the unused offers. */
  readonly unusedWh: DominanceSum;
}

function openDesk(offers: readonly TimedOffer[]): Desk {
  const starts = Float64Array.from(offers, (offer) => offer.window.startUs);
  const ends = Float64Array.from(offers, (offer) => offer.window.endUs);
  const energies = Float64Array.from(offers, (offer) => offer.energyWh);
  return { offers, shelf: buildTimedShelf(starts, ends), unusedWh: buildDominanceSum(starts, ends, energies) };
}

/** Serves one request wholly or not at all. */
function serve(request: TimedRequest, desk: Desk, allocations: Allocation[]): boolean {
  const { startUs, endUs } = request.window;
  // Once the sum suffices every step below finds an offer, so nothing is ever taken back.
  if (desk.offers.length === 0 || sumContaining(desk.unusedWh, startUs, endUs) < request.allowedWh) return false;
  for (let leftWh = request.allowedWh; leftWh > 0; ) {
    const covering = lastContaining(desk.shelf, countCovering(desk.offers, leftWh), startUs, endUs);
    const place = covering >= 0 ? covering : firstContaining(desk.shelf, startUs, endUs);
    const offer = desk.offers[place]!;
    useOffer(desk.shelf, place);
    addWeight(desk.unusedWh, place, -offer.energyWh);
    const energyWh = Math.min(leftWh, offer.energyWh);
    allocations.push({ request: request.request, ev: offer.ev, energyWh });
    leftWh -= energyWh;
  }
  return true;
}

/** How many offers, used or not, have at least this energy: they come first. */
function countCovering(offers: readonly TimedOffer[], demandWh: number): number {
  let low = 0;
  let high = offers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offers[middle]!.energyWh >= demandWh) low = middle + 1;
    else high = middle;
  }
  return low;
}
