import type { Book, Clearing, Mechanism } from '../mechanism.js';
import { type Buyer, byAsk, clearingOf, type RivalTerms, type Seller, sidesOf } from '../sides.js';
import { crossingOf, type Crossing } from './crossing.js';

/**
 * Sealed-bid double auction with one uniform clearing price (SEED B4; the thesis names Yassine et al. 2019). Requests by
 * bid descending and offers by ask ascending (0 where left out) trade as long as the bid reaches the ask; everybody who
 * trades does so at the middle of the prices at which nobody who trades would rather not and nobody who does not would
 * rather trade, floored to a milli-unit.
 *
 * The published idea is the sealed bids on both sides, the sorting and the breakeven; that paper is not at hand, so the
 * divisible quantities, the middle of the interval and the ties are our reading. An EV may serve several requests;
 * `splitOffers: false` gives the auction RET's rule that an offer serves one. Books as `assertBook` has them, or a
 * RangeError. O((N+K) log (N+K)) for N requests and K offers.
 */
export function clearDoubleAuction(book: Book, terms: RivalTerms): Clearing {
  const sides = sidesOf(book, terms);
  const buyers = sides.buyers.toSorted(byBid);
  const sellers = sides.sellers.toSorted(byAsk);
  const crossing = crossingOf(buyers, sellers, terms.splitOffers ?? true);
  const priceMilliPerKWh = uniformPrice(buyers, sellers, crossing);
  const allocations = crossing.pieces.map(({ buyer, seller, energyWh }) => ({
    request: buyers[buyer]!.request,
    ev: sellers[seller]!.ev,
    energyWh,
    priceMilliPerKWh: priceMilliPerKWh!,
  }));
  return clearingOf(buyers, allocations);
}

export const doubleAuction: Mechanism<RivalTerms> = {
  name: 'double-auction',
  summary: 'sealed bids and asks, one clearing price for all who trade',
  source: 'SEED B4 (Yassine et al., as the thesis uses it; our reading)',
  clear: clearDoubleAuction,
};

/** By bid descending; ties by request id, as everywhere. */
export function byBid(a: Buyer, b: Buyer): number {
  return b.bidMilliPerKWh - a.bidMilliPerKWh || (a.request < b.request ? -1 : 1);
}

/**
 * The middle of the clearing prices: from the last ask that trades, and the best bid that wants more, up to the last bid
 * that trades, and the lowest ask that has more. Null when nothing trades.
 */
export function uniformPrice(buyers: readonly Buyer[], sellers: readonly Seller[], { pieces, nextBuyer, nextSeller }: Crossing): number | null {
  const last = pieces.at(-1);
  if (last === undefined) return null;
  const least = Math.max(sellers[last.seller]!.askMilliPerKWh, buyers[nextBuyer]?.bidMilliPerKWh ?? 0);
  const most = Math.min(buyers[last.buyer]!.bidMilliPerKWh, sellers[nextSeller]?.askMilliPerKWh ?? Infinity);
  return least + Math.floor((most - least) / 2);
}
