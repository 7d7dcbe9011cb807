import test from 'ava';
import fc from 'fast-check';
import { clearIncentive } from '../../../../src/core/market/incentive/incentive.js';
import type { Book, MarketOffer, MarketRequest } from '../../../../src/core/market/mechanism.js';
import { falseAsk, falseBid } from '../../../conformance/lies.js';
import { bookOf, OPEN, tradeBooks } from '../books.js';

const told = (book: Book): string[] => clearIncentive(book, OPEN).allocations.map(({ request, ev, energyWh }) => `${ev}>${request} ${energyWh}`);

test('each EV takes the request that pays it most of those it can serve wholly', (t) => {
  // Incentives 500, 400 and 450; v0 can give 8 Wh.
  t.deepEqual(told(bookOf([[50, 10], [50, 8], [90, 5]], [[0, 8], [0, 8]])), ['v0>r2 5', 'v1>r1 8']);
});

test('the lowest ask acts first, ties by EV id, and never below its ask', (t) => {
  t.deepEqual(told(bookOf([[50, 5], [30, 5]], [[40, 5], [20, 5]])), ['v1>r0 5']);
  t.deepEqual(told(bookOf([[50, 5], [30, 5]], [[20, 5], [20, 9]])), ['v0>r0 5', 'v1>r1 5']);
});

test('a request is served by one EV or not at all', (t) => {
  t.deepEqual(told(bookOf([[50, 10]], [[0, 6], [0, 6]])), []);
});

test('the fast form does as the words say', (t) => {
  fc.assert(
    fc.property(tradeBooks(20), (book) => {
      t.deepEqual(told(book), inWords(book));
    }),
    { numRuns: 300 },
  );
});

test('bids and asks that are false can pay', (t) => {
  const books = fc.sample(tradeBooks(4), { numRuns: 200, seed: 1 });
  t.true(books.some((book) => falseBid(clearIncentive, book, OPEN) !== null));
  t.true(books.some((book) => falseAsk(clearIncentive, book, OPEN) !== null));
});

const ask = (offer: MarketOffer): number => offer.askMilliPerKWh ?? 0;
const pay = (request: MarketRequest): number => request.bidMilliPerKWh * request.demandWh;

/** The scheme by rescanning all requests for every EV. */
function inWords({ requests, offers }: Book): string[] {
  const open = new Set<MarketRequest>(requests);
  return offers.toSorted((a, b) => ask(a) - ask(b) || (a.ev < b.ev ? -1 : 1)).flatMap((offer) => {
    const can = [...open].filter((one) => one.demandWh > 0 && one.demandWh <= offer.energyWh && one.bidMilliPerKWh >= ask(offer));
    const best = can.toSorted((a, b) => pay(b) - pay(a) || (a.id < b.id ? -1 : 1))[0];
    if (best === undefined) return [];
    open.delete(best);
    return [`${offer.ev}>${best.id} ${best.demandWh}`];
  });
}
