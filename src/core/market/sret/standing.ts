import { assertBook } from '../assert-book.js';
import type { Book, Clearing, Allocation, TimeWindow } from '../mechanism.js';
import { applyConsumerPenalties, type StandingRequest } from '../ret/requests.js';
import type { MarketTerms } from '../terms.js';

/** A request that stands for service, with its window. */
export interface TimedRequest extends StandingRequest {
  readonly window: TimeWindow;
}

/** An offer of some energy, with its window. */
export interface TimedOffer {
  readonly ev: string;
  readonly energyWh: number;
  readonly window: TimeWindow;
}

/**
 * Requests with a demand by descending bid, ties by id ascending (Section 6.2.1, SEED B3), after RET's consumer penalties
 * when the terms have the defence on. No duplicates are dropped. Throws a RangeError for a book without windows.
 */
export function standingRequests(book: Book, terms: MarketTerms): TimedRequest[] {
  assertBook(book);
  const windows = new Map(book.requests.map((request) => [request.id, windowOf(`request ${request.id}`, request.window)]));
  const standing = applyConsumerPenalties(book.requests, terms.defence ? terms.consumerPenalties : {});
  const timed = standing.map((request) => ({ ...request, window: windows.get(request.request)! }));
  return timed.toSorted((a, b) => b.bidMilliPerKWh - a.bidMilliPerKWh || (a.request < b.request ? -1 : 1));
}

/** Offers of some energy, largest first, ties by EV id ascending (Section 6.2.1). */
export function timedOffers(book: Book): TimedOffer[] {
  const timed = book.offers.map(({ ev, energyWh, window }) => ({ ev, energyWh, window: windowOf(`offer of ${ev}`, window) }));
  return timed.filter((offer) => offer.energyWh > 0).toSorted((a, b) => b.energyWh - a.energyWh || (a.ev < b.ev ? -1 : 1));
}

function windowOf(what: string, window: TimeWindow | undefined): TimeWindow {
  const holds = window !== undefined && Number.isSafeInteger(window.startUs) && Number.isSafeInteger(window.endUs) && window.startUs < window.endUs;
  if (!holds) throw new RangeError(`${what}: ${window === undefined ? 'no window of time' : `window from ${window.startUs} to ${window.endUs}`}`);
  return window;
}

/** The clearing in which the `fulfilled` of the standing requests are served wholly and the others not at all. */
export function clearingOf(standing: readonly TimedRequest[], fulfilled: readonly TimedRequest[], allocations: readonly Allocation[]): Clearing {
  return {
    allocations,
    fulfilledIds: fulfilled.map(({ request }) => request),
    fulfilledRequests: fulfilled.length,
    energyWh: fulfilled.reduce((sum, { allowedWh }) => sum + allowedWh, 0),
    demandWh: standing.reduce((sum, { demandWh }) => sum + demandWh, 0),
    profitMicro: fulfilled.reduce((sum, { bidMilliPerKWh, allowedWh }) => sum + BigInt(bidMilliPerKWh) * BigInt(allowedWh), 0n).toString(),
    keptRequests: standing.map(({ request, demandWh, allowedWh }) => ({ request, demandWh, allowedWh })),
  };
}
