import type { RequestList, SignedRequest } from '../../ledger/endorse-order-validate/contract-boe.js';
import type { EvActivity, Offer } from '../../ledger/endorse-order-validate/contract-boev.js';
import type { Book, MarketOffer, MarketRequest } from '../../market/mechanism.js';

/**
 * The book of a round from what the chains hold: requests in the order of their lists, of two with one id the first; those
 * that `isRefused` are left out.
 */
export function bookOf(lists: readonly RequestList[], offers: readonly Offer[], isRefused: (signed: SignedRequest) => boolean): Book {
  const requests = new Map<string, MarketRequest>();
  for (const { requests: list } of lists) {
    for (const signed of list) if (!isRefused(signed) && !requests.has(signed.request.id)) requests.set(signed.request.id, marketRequest(signed));
  }
  return { requests: [...requests.values()], offers: offers.map(marketOffer) };
}

/** What each of the offering EVs was doing. */
export function activitiesOf(offers: readonly Offer[]): ReadonlyMap<string, EvActivity> {
  return new Map(offers.map(({ ev, state }) => [ev, state]));
}

function marketRequest({ request }: SignedRequest): MarketRequest {
  const { id, exchange, consumer, bidMilliPerKWh, demandWh, submittedAtUs, beginUs, endUs } = request;
  return { id, exchange, consumer, bidMilliPerKWh, demandWh, submittedAtUs, window: { startUs: beginUs, endUs } };
}

function marketOffer({ ev, energyWh, beginUs, endUs, askMilliPerKWh }: Offer): MarketOffer {
  return { ev, energyWh, askMilliPerKWh, window: { startUs: beginUs, endUs } };
}
