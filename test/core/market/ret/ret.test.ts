import test from 'ava';
import fc from 'fast-check';
import { clearRetNaive } from '../../../../bench/ret-naive.js';
import { books, parameters } from './books.js';
import type { Book, MarketOffer, MarketRequest } from '../../../../src/core/market/mechanism.js';
import { clearRet, ret, type RetParameters } from '../../../../src/core/market/ret/ret.js';
import { toRatio } from '../../../../src/core/units/ratio.js';

const OPEN: RetParameters = { defence: true, consumerPenalties: {}, exchangePenalties: {} };

function request(id: string, bidMilliPerKWh: number, demandWh: number, more: Partial<MarketRequest> = {}): MarketRequest {
  return { id, exchange: 'E1', consumer: `c-${id}`, bidMilliPerKWh, demandWh, submittedAtUs: 0, ...more };
}

function offers(...energiesWh: number[]): MarketOffer[] {
  return energiesWh.map((energyWh, index) => ({ ev: `v${index + 1}`, energyWh }));
}

function pieces(book: Book, parameters: RetParameters = OPEN): string[] {
  return clearRet(book, parameters).allocations.map((piece) => `${piece.request} ${piece.ev} ${piece.energyWh}`);
}

test('a demand that several offers cover takes the smallest of them', (t) => {
  t.deepEqual(pieces({ requests: [request('a', 1, 5)], offers: offers(9, 6, 5, 4) }), ['a v3 5']);
});

test('of equal covering offers the last in the order is taken, of equal largest ones the first', (t) => {
  t.deepEqual(pieces({ requests: [request('a', 1, 5)], offers: offers(6, 6, 6) }), ['a v3 5']);
  t.deepEqual(pieces({ requests: [request('a', 1, 13)], offers: offers(6, 6, 6) }), ['a v1 6', 'a v2 6', 'a v3 1']);
});

test('a demand that no offer covers takes the largest whole, then the best fit for the rest', (t) => {
  t.deepEqual(pieces({ requests: [request('a', 1, 12)], offers: offers(3, 9, 5, 4) }), ['a v2 9', 'a v1 3']);
});

test('the best-fitting offer being used, the next larger one serves (the printed loop can go smaller)', (t) => {
  const book = { requests: [request('a', 9, 5), request('b', 8, 5)], offers: offers(8, 5, 2) };
  t.deepEqual(pieces(book), ['a v2 5', 'b v1 5']);
});

test('an offer serves one request a round, whatever it has left', (t) => {
  const clearing = clearRet({ requests: [request('a', 9, 5), request('b', 8, 5)], offers: offers(10) }, OPEN);
  t.deepEqual(clearing.fulfilledIds, ['a']);
  t.is(clearing.energyWh, 5);
});

test('requests are served by bid × demand, ties by id', (t) => {
  const book = { requests: [request('b', 2, 6), request('a', 3, 4), request('c', 1, 13)], offers: offers(13, 6, 4) };
  t.deepEqual(pieces(book), ['c v1 13', 'a v3 4', 'b v2 6']);
});

test('the order is exact beyond 2^53', (t) => {
  const book = { requests: [request('a', 94906267, 94906265), request('b', 94906266, 94906266)], offers: offers(1) };
  t.is(94906267 * 94906265, 94906266 * 94906266, 'doubles cannot tell the two apart');
  t.is(pieces(book)[0], 'b v1 1');
});

test('a partly served request counts for energy and profit, not as fulfilled', (t) => {
  const book = { requests: [request('a', 2000, 10), request('b', 1, 1, { exchange: 'E2' })], offers: offers(4) };
  const clearing = clearRet(book, OPEN);
  t.deepEqual([clearing.fulfilledRequests, clearing.energyWh, clearing.demandWh, clearing.profitMicro], [0, 4, 11, '8000']);
});

test('the request submitted last stands, the later row on a tie, per exchange and consumer', (t) => {
  const same = { consumer: 'c' };
  const requests = [
    request('late', 1, 3, { ...same, submittedAtUs: 9 }),
    request('early', 9, 3, { ...same, submittedAtUs: 1 }),
    request('tie', 1, 2, { ...same, submittedAtUs: 9 }),
    request('elsewhere', 1, 1, { ...same, exchange: 'E2' }),
  ];
  const clearing = clearRet({ requests, offers: [] }, OPEN);
  t.deepEqual(clearing.keptRequests.map((kept) => kept.request), ['tie', 'elsewhere']);
  t.is(clearing.demandWh, 3);
  t.is(clearRet({ requests, offers: [] }, { ...OPEN, defence: false }).keptRequests.length, 4);
});

test('demand is multiplied by the exact product of the list and floored once', (t) => {
  // 0.7 · 0.7 of 100 Wh is 49; floored at each factor, or in doubles (48.99…), it would be 48.
  const consumerPenalties = { 'c-a': [toRatio(7n, 10n), toRatio(7n, 10n)] };
  const clearing = clearRet({ requests: [request('a', 1, 100)], offers: offers(200) }, { ...OPEN, consumerPenalties });
  t.deepEqual(clearing.keptRequests, [{ request: 'a', demandWh: 100, allowedWh: 49 }]);
  t.deepEqual([clearing.energyWh, clearing.fulfilledRequests], [49, 1]);
});

test('penalties come before the order', (t) => {
  const consumerPenalties = { 'c-a': [toRatio(1n, 2n)] };
  const book = { requests: [request('a', 10, 10), request('b', 10, 8)], offers: offers(10, 10) };
  t.deepEqual(pieces(book, { ...OPEN, consumerPenalties }), ['b v2 8', 'a v1 5']);
});

test('a demand floored to nothing is skipped and still counts as demand', (t) => {
  const clearing = clearRet({ requests: [request('a', 1, 1)], offers: offers(5) }, { ...OPEN, consumerPenalties: { 'c-a': [toRatio(9n, 10n)] } });
  t.deepEqual([clearing.allocations, clearing.fulfilledRequests, clearing.demandWh], [[], 0, 1]);
});

test('a quota counts requests as uploaded, duplicates included', (t) => {
  // Four rows of three consumers at 0.5: two may be fulfilled; counted after the duplicates went, it would be one.
  const requests = [request('a', 9, 1), request('b', 8, 1), request('c', 7, 1), request('d', 6, 1, { consumer: 'c-c', submittedAtUs: -1 })];
  const parameters = { ...OPEN, exchangePenalties: { E1: [toRatio(1n, 2n)], ghost: [toRatio(0n, 1n)] } };
  t.deepEqual(clearRet({ requests, offers: offers(1, 1, 1, 1) }, parameters).fulfilledIds, ['a', 'b']);
  t.is(clearRet({ requests, offers: offers(1, 1, 1, 1) }, { ...parameters, defence: false }).fulfilledRequests, 4);
  t.is(clearRet({ requests, offers: offers(1, 1, 1, 1) }, { ...OPEN, exchangePenalties: { E1: [] } }).fulfilledRequests, 3);
});

test('the pile capacity caps every offer', (t) => {
  t.deepEqual(pieces({ requests: [request('a', 1, 10)], offers: offers(20, 7) }, { ...OPEN, pileCapacityWh: 6 }), ['a v1 6', 'a v2 4']);
  t.deepEqual(pieces({ requests: [request('a', 1, 10)], offers: offers(20) }, { ...OPEN, pileCapacityWh: 0 }), []);
});

test('ids may be words that objects inherit', (t) => {
  const requests = [request('a', 1, 1, { exchange: 'toString', consumer: 'constructor' })];
  t.is(clearRet({ requests, offers: offers(1) }, OPEN).fulfilledRequests, 1);
});

test('a book that breaks the conditions is a programming error', (t) => {
  const broken: [Book, RetParameters][] = [
    [{ requests: [request('a', 1, -1)], offers: [] }, OPEN],
    [{ requests: [request('a', 0.5, 1)], offers: [] }, OPEN],
    [{ requests: [request('a', 1, 1), request('a', 2, 2)], offers: [] }, OPEN],
    [{ requests: [], offers: [...offers(1), ...offers(2)] }, OPEN],
    [{ requests: [], offers: offers(Number.MAX_SAFE_INTEGER, 1) }, OPEN],
    [{ requests: [], offers: [] }, { ...OPEN, pileCapacityWh: -1 }],
  ];
  for (const [book, parameters] of broken) t.throws(() => ret.clear(book, parameters), { instanceOf: RangeError });
});

test('the answer is that of the naive form: ties, duplicates, penalties, zero entries, caps', (t) => {
  fc.assert(
    fc.property(books(fc.nat(6), fc.nat(20)), parameters, (book, with_) => {
      t.deepEqual(clearRet(book, with_), clearRetNaive(book, with_));
    }),
    { numRuns: 2000 },
  );
});

test('the answer is that of the naive form: products around and beyond 2^53', (t) => {
  const bid = fc.integer({ min: 94906260, max: 94906270 });
  fc.assert(
    fc.property(books(bid, bid), parameters, (book, drawn) => {
      const with_ = { ...drawn, pileCapacityWh: Number.MAX_SAFE_INTEGER };
      t.deepEqual(clearRet(book, with_), clearRetNaive(book, with_));
    }),
    { numRuns: 500 },
  );
});

test('no offer gives more than it has, no request gets more than it asked, and the sums agree', (t) => {
  fc.assert(
    fc.property(books(fc.nat(9), fc.nat(40)), parameters, (book, with_) => {
      const clearing = clearRet(book, with_);
      const offered = new Map(book.offers.map((offer) => [offer.ev, Math.min(offer.energyWh, with_.pileCapacityWh ?? Infinity)]));
      const allowed = new Map(clearing.keptRequests.map((kept) => [kept.request, kept.allowedWh]));
      for (const piece of clearing.allocations) {
        t.true(piece.energyWh > 0 && piece.energyWh <= offered.get(piece.ev)!);
        t.true(offered.delete(piece.ev), 'an EV served twice');
        allowed.set(piece.request, allowed.get(piece.request)! - piece.energyWh);
      }
      t.true([...allowed.values()].every((leftWh) => leftWh >= 0));
      t.true(clearing.fulfilledIds.every((id) => allowed.get(id) === 0));
      t.is(clearing.energyWh, clearing.allocations.reduce((sum, piece) => sum + piece.energyWh, 0));
    }),
    { numRuns: 300 },
  );
});

test('the order of the rows does not matter while no two requests of a consumer tie', (t) => {
  const shuffled = books(fc.nat(6), fc.nat(20)).chain((book) => {
    const timed = book.requests.map((row, index) => ({ ...row, submittedAtUs: row.submittedAtUs * 100 + index }));
    return fc.record({
      book: fc.constant({ requests: timed, offers: book.offers }),
      again: fc.record({
        requests: fc.shuffledSubarray(timed, { minLength: timed.length }),
        offers: fc.shuffledSubarray([...book.offers], { minLength: book.offers.length }),
      }),
    });
  });
  fc.assert(fc.property(shuffled, parameters, ({ book, again }, with_) => void t.deepEqual(clearRet(again, with_), clearRet(book, with_))), { numRuns: 300 });
});
