import { assertBook, isAmount } from './assert-book.js';
import type { Allocation, Book, Clearing, KeptRequest } from './mechanism.js';
import { applyConsumerPenalties } from './ret/requests.js';
import type { MarketTerms } from './terms.js';

/** A request as a two-sided mechanism sees it. */
export interface Buyer extends KeptRequest {
  readonly bidMilliPerKWh: number;
  readonly submittedAtUs: number;
}

/** An offer as a two-sided mechanism sees it: at most what a charging pile passes on, and never nothing. */
export interface Seller {
  readonly ev: string;
  readonly askMilliPerKWh: number;
  readonly energyWh: number;
}

/** What the rivals of SEED B4 take of the terms. */
export type RivalTerms = Pick<MarketTerms, 'pileCapacityWh' | 'defence' | 'consumerPenalties' | 'splitOffers'>;

/**
 * Both sides of a book, in its order. The rivals drop no duplicates and know no quotas, which are RET's; consumer
 * penalties shrink demand first when the scenario has them on, as for SRET (SEED B3), and what a pile passes on caps an
 * offer as everywhere. Requests that ask for nothing and offers of nothing take no part.
 */
export function sidesOf(book: Book, terms: RivalTerms): { readonly buyers: readonly Buyer[]; readonly sellers: readonly Seller[] } {
  assertBook(book);
  const pileCapacityWh = terms.pileCapacityWh ?? Number.MAX_SAFE_INTEGER;
  if (!isAmount(pileCapacityWh)) throw new RangeError(`pile capacity ${pileCapacityWh}`);
  const submitted = new Map(book.requests.map((request) => [request.id, request.submittedAtUs]));
  const buyers = applyConsumerPenalties(book.requests, terms.defence ? terms.consumerPenalties : {}).map(
    ({ request, bidMilliPerKWh, demandWh, allowedWh }): Buyer => ({ request, bidMilliPerKWh, demandWh, allowedWh, submittedAtUs: submitted.get(request)! }),
  );
  const sellers = book.offers.flatMap(({ ev, energyWh, askMilliPerKWh }): Seller[] => {
    const usableWh = Math.min(energyWh, pileCapacityWh);
    return usableWh === 0 ? [] : [{ ev, askMilliPerKWh: askMilliPerKWh ?? 0, energyWh: usableWh }];
  });
  return { buyers, sellers };
}

/** By ask ascending; of equal ones the largest first, then by EV id, as RET has its offers. */
export function byAsk(a: Seller, b: Seller): number {
  return a.askMilliPerKWh - b.askMilliPerKWh || b.energyWh - a.energyWh || (a.ev < b.ev ? -1 : 1);
}

/**
 * The clearing that follows from the kept requests, as they stood for service, and the allocations, as they were made.
 * A request counts as fulfilled when its pieces sum to all that it may have.
 */
export function clearingOf(kept: readonly Buyer[], allocations: readonly Allocation[]): Clearing {
  const byId = new Map(kept.map((buyer) => [buyer.request, buyer]));
  const leftWh = new Map(kept.map((buyer) => [buyer.request, buyer.allowedWh]));
  const fulfilledIds: string[] = [];
  let energySum = 0;
  let profitMicro = 0n;
  for (const { request, energyWh, priceMilliPerKWh } of allocations) {
    energySum += energyWh;
    profitMicro += BigInt(priceMilliPerKWh ?? byId.get(request)!.bidMilliPerKWh) * BigInt(energyWh);
    const left = leftWh.get(request)! - energyWh;
    leftWh.set(request, left);
    if (left === 0) fulfilledIds.push(request);
  }
  return {
    allocations,
    fulfilledIds,
    fulfilledRequests: fulfilledIds.length,
    energyWh: energySum,
    demandWh: kept.reduce((sum, { demandWh }) => sum + demandWh, 0),
    profitMicro: profitMicro.toString(),
    keptRequests: kept.map(({ request, demandWh, allowedWh }) => ({ request, demandWh, allowedWh })),
  };
}
