import test from 'ava';
import fc from 'fast-check';
import { clearDoubleAuction } from '../../../../src/core/market/double-auction/double-auction.js';
import { clearMcAfee } from '../../../../src/core/market/double-auction/mcafee.js';
import type { Clearing } from '../../../../src/core/market/mechanism.js';
import { bookOfClearing, gapTo, pooledBounds } from '../../../../src/core/market/optimum/optimum.js';
import { falseAsk, falseBid, findProfitableLie } from '../../../conformance/lies.js';
import { bookOf, OPEN, tradeBooks } from '../books.js';

const told = ({ allocations }: Clearing): string[] =>
  allocations.map(({ request, ev, energyWh, priceMilliPerKWh, sellerMilliPerKWh }) => `${ev}>${request} ${energyWh} at ${priceMilliPerKWh}${sellerMilliPerKWh === undefined ? '' : `/${sellerMilliPerKWh}`}`);

test('bids down and asks up trade while the bid reaches the ask, all at one price', (t) => {
  const book = bookOf([[20, 5], [50, 5], [30, 5]], [[10, 6], [25, 6], [40, 6]]);
  const clearing = clearDoubleAuction(book, OPEN);
  t.deepEqual(told(clearing), ['v0>r1 5 at 25', 'v0>r2 1 at 25', 'v1>r2 4 at 25']);
  t.deepEqual(clearing.fulfilledIds, ['r1', 'r2']);
  t.is(clearing.profitMicro, String(25 * 10));
});

test('the price is the middle of the clearing prices, floored', (t) => {
  const price = (book: Parameters<typeof clearDoubleAuction>[0]): number | undefined => clearDoubleAuction(book, OPEN).allocations[0]?.priceMilliPerKWh;
  t.is(price(bookOf([[50, 5]], [[11, 5]])), 30, 'between the only bid and the only ask');
  t.is(price(bookOf([[50, 5], [20, 5]], [[11, 5]])), 35, 'not so low that the next bid would trade');
  t.is(price(bookOf([[50, 5]], [[11, 5], [15, 1]])), 13, 'not so high that the next ask would');
  t.is(price(bookOf([[50, 5]], [[11, 4]])), 50, 'short supply: the bid that wants more');
  t.is(price(bookOf([[50, 5]], [[11, 6]])), 11, 'ample supply: the ask that has more');
  t.is(price(bookOf([[10, 5]], [[11, 5]])), undefined, 'nobody trades');
  t.is(price(bookOf([[11, 5]], [[11, 5]])), 11, 'a bid that just reaches the ask does');
});

test('with offers that serve one request the rest of an offer serves nobody', (t) => {
  const book = bookOf([[50, 5], [30, 5]], [[0, 6], [0, 4]]);
  const clearing = clearDoubleAuction(book, { ...OPEN, splitOffers: false });
  t.deepEqual(told(clearing), ['v0>r0 5 at 30', 'v1>r1 4 at 30']);
  t.deepEqual(clearing.fulfilledIds, ['r0']);
});

test('where energy costs its sellers nothing, splitting offers allocates as much as can be', (t) => {
  fc.assert(
    fc.property(tradeBooks(20), (given) => {
      const book = { ...given, offers: given.offers.map(({ ev, energyWh }) => ({ ev, energyWh })) };
      const clearing = clearDoubleAuction(book, OPEN);
      t.is(gapTo(clearing, pooledBounds(bookOfClearing(book, clearing, false))).energyGap, 0);
    }),
    { numRuns: 200 },
  );
});

test('both sides gain by lies at the uniform price', (t) => {
  const books = fc.sample(tradeBooks(4), { numRuns: 200, seed: 1 });
  t.true(books.some((book) => falseBid(clearDoubleAuction, book, OPEN) !== null));
  t.true(books.some((book) => falseAsk(clearDoubleAuction, book, OPEN) !== null));
});

test('McAfee: the marginal pair drops out, buyers pay its bid and sellers get its ask', (t) => {
  const clearing = clearMcAfee(bookOf([[50, 5], [40, 5], [30, 5]], [[10, 6], [20, 6], [35, 6]]), OPEN);
  // The last piece is 2 Wh from v1 to r2, who wants more: both drop out, and what is left is one Wh for r1.
  t.deepEqual(told(clearing), ['v0>r0 5 at 30/20', 'v0>r1 1 at 30/20']);
  t.deepEqual(clearing.keptRequests.length, 3);
});

test('McAfee: where the curves part evenly the pair may stay, at the price between those who do not trade', (t) => {
  t.deepEqual(told(clearMcAfee(bookOf([[50, 5], [40, 5], [20, 5]], [[10, 5], [15, 5], [35, 5]]), OPEN)), ['v0>r0 5 at 27', 'v1>r1 5 at 27']);
  // 20 and 90 give 55, which r1 would not pay.
  t.deepEqual(told(clearMcAfee(bookOf([[60, 5], [40, 5], [20, 5]], [[10, 5], [15, 5], [90, 5]]), OPEN)), ['v0>r0 5 at 40/15']);
});

test('McAfee: the longer side is rationed as requests were submitted, whatever they bid', (t) => {
  const clearing = clearMcAfee(bookOf([[30, 5], [50, 5], [20, 5]], [[10, 7], [15, 9]]), OPEN);
  t.deepEqual(told(clearing), ['v0>r0 5 at 20/15', 'v0>r1 2 at 20/15']);
});

test('McAfee: nobody gains by a false price, whether amounts differ or all are one', (t) => {
  for (const books of [tradeBooks(4), tradeBooks(12), tradeBooks(0, 10)]) {
    t.is(findProfitableLie(clearMcAfee, fc.sample(books, { numRuns: 80, seed: 11 }), OPEN), null);
  }
});

test('McAfee: what is truthful is the price, not the amount', (t) => {
  // The only buyer is the marginal one and drops out. Split in two it would be served: the rule takes amounts as known.
  const offers: [number, number][] = [[10, 5], [20, 5]];
  t.is(clearMcAfee(bookOf([[50, 8]], offers), OPEN).energyWh, 0);
  t.true(clearMcAfee(bookOf([[50, 5], [50, 3]], offers), OPEN).energyWh > 0);
});

test('a book that breaks the conditions is a programming error', (t) => {
  for (const clear of [clearDoubleAuction, clearMcAfee]) {
    t.throws(() => clear(bookOf([[1.5, 5]], []), OPEN), { instanceOf: RangeError });
    t.throws(() => clear(bookOf([], [[-1, 5]]), OPEN), { instanceOf: RangeError });
    t.throws(() => clear(bookOf([], []), { ...OPEN, pileCapacityWh: -1 }), { instanceOf: RangeError });
  }
});
