import type { Allocation, Book, Clearing, Mechanism } from '../mechanism.js';
import { type Buyer, byAsk, clearingOf, type RivalTerms, type Seller, sidesOf } from '../sides.js';
import { crossingOf, type Crossing } from './crossing.js';
import { byBid } from './double-auction.js';

/** Who trades, and at which two prices. */
interface Winners {
  readonly buyers: readonly Buyer[];
  readonly sellers: readonly Seller[];
  readonly priceMilliPerKWh: number;
  readonly sellerMilliPerKWh: number;
}

/**
 * The double auction made truthful in price by McAfee's rule (SEED B4; McAfee 1992, for several units as trade reduction
 * has it: Huang, Scheller-Wolf and Sycara 2002). Let L and K be the last buyer and the last seller whom the crossing of
 * the curves would serve. Where the curves part evenly, the middle of the next bid and the next ask is the price of all,
 * if L and K accept it. Otherwise L and K drop out: the buyers before L pay L's bid, the sellers before K get K's ask, and
 * the auctioneer keeps what is between. The longer side is then rationed by an order that no price enters: requests as they
 * were submitted, offers largest first.
 *
 * An EV may serve several requests: rationing by anything that depends on bids would reward lies, and so would fitting.
 * Books as `assertBook` has them, or a RangeError. O((N+K) log (N+K)).
 */
export function clearMcAfee(book: Book, terms: RivalTerms): Clearing {
  const sides = sidesOf(book, terms);
  const buyers = sides.buyers.toSorted(byBid);
  const sellers = sides.sellers.toSorted(byAsk);
  const winners = winnersOf(buyers, sellers, crossingOf(buyers, sellers, true));
  return clearingOf(buyers, winners === null ? [] : trades(winners));
}

export const mcafee: Mechanism<RivalTerms> = {
  name: 'mcafee',
  summary: 'double auction by McAfee’s rule: the marginal pair drops out, so that no price is gained by a lie',
  source: 'SEED B4 (McAfee 1992, several units by trade reduction)',
  clear: clearMcAfee,
};

function winnersOf(buyers: readonly Buyer[], sellers: readonly Seller[], { pieces, nextBuyer, nextSeller, isEven }: Crossing): Winners | null {
  const last = pieces.at(-1);
  if (last === undefined) return null;
  const bid = buyers[last.buyer]!.bidMilliPerKWh;
  const ask = sellers[last.seller]!.askMilliPerKWh;
  const [nextBid, nextAsk] = [buyers[nextBuyer]?.bidMilliPerKWh, sellers[nextSeller]?.askMilliPerKWh];
  if (isEven && nextBid !== undefined && nextAsk !== undefined) {
    const price = nextBid + Math.floor((nextAsk - nextBid) / 2);
    if (ask <= price && price <= bid) {
      return { buyers: buyers.slice(0, last.buyer + 1), sellers: sellers.slice(0, last.seller + 1), priceMilliPerKWh: price, sellerMilliPerKWh: price };
    }
  }
  return { buyers: buyers.slice(0, last.buyer), sellers: sellers.slice(0, last.seller), priceMilliPerKWh: bid, sellerMilliPerKWh: ask };
}

/** Pairs the winners up in the orders that ration, until the shorter side is done. */
function trades({ buyers, sellers, priceMilliPerKWh, sellerMilliPerKWh }: Winners): Allocation[] {
  const queue = buyers.toSorted((a, b) => a.submittedAtUs - b.submittedAtUs || (a.request < b.request ? -1 : 1));
  const shelf = sellers.toSorted((a, b) => b.energyWh - a.energyWh || (a.ev < b.ev ? -1 : 1));
  const prices = sellerMilliPerKWh === priceMilliPerKWh ? { priceMilliPerKWh } : { priceMilliPerKWh, sellerMilliPerKWh };
  const takesAll = queue.map((buyer) => ({ ...buyer, bidMilliPerKWh: 0 }));
  const givesAll = shelf.map((seller) => ({ ...seller, askMilliPerKWh: 0 }));
  return crossingOf(takesAll, givesAll, true).pieces.map(({ buyer, seller, energyWh }) => ({
    request: queue[buyer]!.request,
    ev: shelf[seller]!.ev,
    energyWh,
    ...prices,
  }));
}
