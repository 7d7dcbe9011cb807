import { assertBook, isAmount } from '../assert-book.js';
import type { Allocation, Book, Clearing, Mechanism } from '../mechanism.js';
import { type OfferShelf, shelveOffers, takeLargest, takeSmallestCovering } from './offers.js';
import type { PenaltyList } from './penalties.js';
import { applyConsumerPenalties, exchangeQuotas, latestRequests, orderByExpectedProfit, type StandingRequest } from './requests.js';

export interface RetParameters {
  /** What a charging pile can pass on in the round; no cap when left out. */
  readonly pileCapacityWh?: number;
  /** Duplicates dropped and both kinds of penalties applied; all three off otherwise. */
  readonly defence: boolean;
  /** By consumer id; an id that is not in the book is ignored. */
  readonly consumerPenalties: Readonly<Record<string, PenaltyList>>;
  /** By exchange id; an id that is not in the book is ignored. */
  readonly exchangePenalties: Readonly<Record<string, PenaltyList>>;
}

/**
 * Robust energy trading (SEED B2, Algorithm 1, read as the text of Section 4.3 has it): requests by descending
 * `bid × demand`, each served by the smallest offer that covers what is left of it, else by the largest whole and on.
 *
 * Request ids are unique, an EV offers once; energies and bids are safe integers from 0 on and so are the sums of all
 * demands and of all offers: anything else is a programming error and throws a RangeError.
 * O((N+K) log (N+K)) for N requests and K offers.
 */
export function clearRet(book: Book, parameters: RetParameters): Clearing {
  assertBook(book);
  const pileCapacityWh = parameters.pileCapacityWh ?? Number.MAX_SAFE_INTEGER;
  if (!isAmount(pileCapacityWh)) throw new RangeError(`pile capacity ${pileCapacityWh}`);
  const kept = parameters.defence ? latestRequests(book.requests) : book.requests;
  const standing = applyConsumerPenalties(kept, parameters.defence ? parameters.consumerPenalties : {});
  const quotas = exchangeQuotas(book.requests, parameters.defence ? parameters.exchangePenalties : {});
  const ordered = orderByExpectedProfit(standing);
  const shelf = shelveOffers(book.offers, pileCapacityWh);
  return match(ordered, quotas, shelf);
}

export const ret: Mechanism<RetParameters> = {
  name: 'ret',
  summary: 'robust energy trading: best-paying requests first, best-fitting offers, penalties against fakes',
  source: 'SEED B2, Algorithm 1 (V2GNet)',
  clear: clearRet,
};

/** Algorithm 1, l. 31–59. */
function match(ordered: readonly StandingRequest[], quotas: Map<string, number>, shelf: OfferShelf): Clearing {
  const allocations: Allocation[] = [];
  const fulfilledIds: string[] = [];
  let energyWh = 0;
  let profitMicro = 0n;
  for (const request of ordered) {
    const quota = quotas.get(request.exchange) ?? Infinity;
    if (request.allowedWh === 0 || quota === 0) continue;
    const leftWh = serve(request, shelf, allocations);
    const servedWh = request.allowedWh - leftWh;
    energyWh += servedWh;
    profitMicro += BigInt(request.bidMilliPerKWh) * BigInt(servedWh);
    if (leftWh > 0) continue;
    fulfilledIds.push(request.request);
    if (quota !== Infinity) quotas.set(request.exchange, quota - 1);
  }
  return {
    allocations,
    fulfilledIds,
    fulfilledRequests: fulfilledIds.length,
    energyWh,
    demandWh: ordered.reduce((sum, request) => sum + request.demandWh, 0),
    profitMicro: profitMicro.toString(),
    keptRequests: ordered.map(({ request, demandWh, allowedWh }) => ({ request, demandWh, allowedWh })),
  };
}

/** Takes offers for one request until it is covered or none is unused; returns what is left of its demand. */
function serve(request: StandingRequest, shelf: OfferShelf, allocations: Allocation[]): number {
  let leftWh = request.allowedWh;
  while (leftWh > 0) {
    const slot = takeSmallestCovering(shelf, leftWh) || takeLargest(shelf);
    if (slot === 0) break;
    const energyWh = Math.min(leftWh, shelf.energyWh[slot]!);
    allocations.push({ request: request.request, ev: shelf.evs[slot]!, energyWh });
    leftWh -= energyWh;
  }
  return leftWh;
}
