import type { Allocation, Book, Clearing } from '../../src/core/market/mechanism.js';
import type { MarketTerms } from '../../src/core/market/terms.js';

// The search for somebody who is better off by telling a mechanism another price than its own, on either side of it.

type Clear = (book: Book, terms: MarketTerms) => Clearing;

/** A consumer that gains by another bid than its value per kWh, or an EV that gains by another ask than its cost; or null. */
export function findProfitableLie(clear: Clear, books: readonly Book[], terms: MarketTerms): string | null {
  for (const book of books) {
    const lie = falseBid(clear, book, terms) ?? falseAsk(clear, book, terms);
    if (lie !== null) return lie;
  }
  return null;
}

/** Other prices worth trying beside the true one. */
function lies(price: number): number[] {
  return [0, Math.floor(price / 2), price - 100, price - 1, price + 1, price + 100, 2 * price].filter((lie) => lie >= 0 && lie !== price);
}

export function falseBid(clear: Clear, book: Book, terms: MarketTerms): string | null {
  const honest = clear(book, terms);
  for (const { id, bidMilliPerKWh: value } of book.requests) {
    const worth = (clearing: Clearing, bid: number): number => gainOf(clearing, (one) => (one.request === id ? value - (one.priceMilliPerKWh ?? bid) : 0));
    for (const bid of lies(value)) {
      const requests = book.requests.map((request) => (request.id === id ? { ...request, bidMilliPerKWh: bid } : request));
      if (worth(clear({ ...book, requests }, terms), bid) > worth(honest, value)) return `${id} bids ${bid} for ${value} in ${JSON.stringify(book)}`;
    }
  }
  return null;
}

export function falseAsk(clear: Clear, book: Book, terms: MarketTerms): string | null {
  const bids = new Map(book.requests.map((request) => [request.id, request.bidMilliPerKWh]));
  const honest = clear(book, terms);
  for (const { ev, askMilliPerKWh: cost = 0 } of book.offers) {
    const got = (one: Allocation): number => one.sellerMilliPerKWh ?? one.priceMilliPerKWh ?? bids.get(one.request)!;
    const worth = (clearing: Clearing): number => gainOf(clearing, (one) => (one.ev === ev ? got(one) - cost : 0));
    for (const askMilliPerKWh of lies(cost)) {
      const offers = book.offers.map((offer) => (offer.ev === ev ? { ...offer, askMilliPerKWh } : offer));
      if (worth(clear({ ...book, offers }, terms)) > worth(honest)) return `${ev} asks ${askMilliPerKWh} for ${cost} in ${JSON.stringify(book)}`;
    }
  }
  return null;
}

function gainOf(clearing: Clearing, perKWh: (one: Allocation) => number): number {
  return clearing.allocations.reduce((sum, one) => sum + perKWh(one) * one.energyWh, 0);
}
