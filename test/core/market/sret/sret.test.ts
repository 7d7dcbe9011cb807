import test from 'ava';
import fc from 'fast-check';
import type { Book, MarketOffer, MarketRequest } from '../../../../src/core/market/mechanism.js';
import { clearSretDouble } from '../../../../src/core/market/sret/double.js';
import { clearSretSingle } from '../../../../src/core/market/sret/single.js';
import type { MarketTerms } from '../../../../src/core/market/terms.js';
import { toRatio } from '../../../../src/core/units/ratio.js';
import { terms, timedBooks } from './books.js';

const HOUR_US = 3_600_000_000;
const OPEN: MarketTerms = { defence: true, consumerPenalties: {}, exchangePenalties: {} };

/** Hours, and kWh where energies. */
function request(id: string, bidMilliPerKWh: number, demandKWh: number, start: number, end: number, more: Partial<MarketRequest> = {}): MarketRequest {
  return { id, exchange: 'E1', consumer: `c-${id}`, bidMilliPerKWh, demandWh: Math.round(demandKWh * 1000), submittedAtUs: 0, window: { startUs: start * HOUR_US, endUs: end * HOUR_US }, ...more };
}

function offer(ev: string, energyKWh: number, start: number, end: number): MarketOffer {
  return { ev, energyWh: Math.round(energyKWh * 1000), window: { startUs: start * HOUR_US, endUs: end * HOUR_US } };
}

function doubled(book: Book, with_: MarketTerms = OPEN): string[] {
  return clearSretDouble(book, with_).allocations.map((piece) => `${piece.request} ${piece.ev} ${piece.energyWh}`);
}

function single(book: Book, with_: MarketTerms = OPEN): string[] {
  return clearSretSingle(book, with_).allocations.map(({ request, ev, energyWh, window }) => `${request} ${ev} ${energyWh} ${window!.startUs / HOUR_US}-${window!.endUs / HOUR_US}`);
}

test('requests by descending bid, whatever their demand; ties by id', (t) => {
  const book = { requests: [request('b', 5, 9, 1, 2), request('a', 5, 1, 1, 2), request('c', 6, 1, 1, 2)], offers: [offer('v', 9, 1, 2), offer('w', 1, 1, 2), offer('x', 1, 1, 2)] };
  t.deepEqual(clearSretDouble(book, OPEN).keptRequests.map((kept) => kept.request), ['c', 'a', 'b']);
  t.deepEqual(clearSretDouble(book, OPEN).fulfilledIds, ['c', 'a', 'b']);
});

test('no duplicate is dropped, and no pile capacity or quota applies', (t) => {
  const same = { consumer: 'c' };
  const book = { requests: [request('a', 5, 1, 1, 2, same), request('b', 4, 1, 1, 2, same)], offers: [offer('v', 1, 1, 2), offer('w', 1, 1, 2)] };
  const with_ = { ...OPEN, pileCapacityWh: 10, exchangePenalties: { E1: [toRatio(0n, 1n)] } };
  t.is(clearSretDouble(book, with_).fulfilledRequests, 2);
  t.is(clearSretSingle(book, with_).fulfilledRequests, 2);
});

test('with the defence on, consumer penalties shrink demand first; the fill rate divides by what was asked', (t) => {
  const book = { requests: [request('a', 5, 1, 1, 2)], offers: [offer('v', 0.5, 1, 2)] };
  const with_ = { ...OPEN, consumerPenalties: { 'c-a': [toRatio(1n, 2n)] } };
  for (const clear of [clearSretDouble, clearSretSingle]) {
    const { energyWh, demandWh, fulfilledRequests } = clear(book, with_);
    t.deepEqual([energyWh, demandWh, fulfilledRequests], [500, 1000, 1]);
    t.is(clear(book, { ...with_, defence: false }).fulfilledRequests, 0);
  }
});

test('double: who starts later or ends earlier is no candidate, to the microsecond', (t) => {
  const book = (start: number, end: number): Book => ({ requests: [request('a', 5, 1, 9, 10)], offers: [{ ...offer('v', 5, 9, 10), window: { startUs: 9 * HOUR_US + start, endUs: 10 * HOUR_US + end } }] });
  t.deepEqual([doubled(book(0, 0)).length, doubled(book(1, 0)).length, doubled(book(0, -1)).length], [1, 0, 0]);
});

test('double: the smallest that covers, else the largest whole and on; too little in sum is skipped whole', (t) => {
  const offers = [offer('v1', 9, 1, 4), offer('v2', 5, 1, 4), offer('v3', 5, 1, 4), offer('v4', 3, 1, 4), offer('far', 50, 2, 4)];
  t.deepEqual(doubled({ requests: [request('a', 5, 4, 1, 2)], offers }), ['a v3 4000']);
  t.deepEqual(doubled({ requests: [request('a', 5, 12, 1, 2)], offers }), ['a v1 9000', 'a v4 3000']);
  t.deepEqual(doubled({ requests: [request('a', 5, 22.001, 1, 2), request('b', 4, 9, 1, 2)], offers }), ['b v1 9000']);
});

test('double: an EV serves one request', (t) => {
  t.deepEqual(doubled({ requests: [request('a', 5, 1, 1, 2), request('b', 4, 1, 3, 4)], offers: [offer('v', 9, 1, 4)] }), ['a v 1000']);
});

test('single: who is there at one end serves that end, the others the rest', (t) => {
  const book = { requests: [request('a', 5, 6, 9, 12)], offers: [offer('begin', 9, 8, 10), offer('end', 9, 10, 13)] };
  t.deepEqual(single(book), ['a end 4000 10-12', 'a begin 2000 9-10']);
});

test('single: who is there in the middle alone is no candidate, even when the gap has shrunk to it', (t) => {
  const book = { requests: [request('a', 5, 6, 9, 12)], offers: [offer('begin', 9, 8, 10), offer('middle', 9, 9.5, 11.5), offer('end', 9, 11, 13)] };
  t.deepEqual(single(book), []);
});

test('single: what an EV still has serves others, its free intervals on both sides too', (t) => {
  const book = { requests: [request('a', 9, 2, 10, 11), request('b', 8, 1, 9, 10), request('c', 7, 1, 11, 12), request('d', 6, 0.5, 10, 10.5)], offers: [offer('v', 9, 8, 13)] };
  t.deepEqual(single(book), ['a v 2000 10-11', 'b v 1000 9-10', 'c v 1000 11-12']);
});

test('single: who covers all but runs empty serves the begin, exactly what it has', (t) => {
  const book = { requests: [request('a', 9, 6, 9, 12)], offers: [offer('u', 4, 8, 13), offer('v', 2, 8, 13)] };
  t.deepEqual(single(book), ['a u 4000 9-11', 'a v 2000 11-12']);
});

test('single: a request is served wholly or not at all, and what was taken for it is free again', (t) => {
  const book = { requests: [request('a', 9, 6, 9, 12), request('b', 8, 2, 9, 10)], offers: [offer('v', 9, 8, 10), offer('w', 9, 11, 13)] };
  t.deepEqual(single(book), ['b v 2000 9-10']);
});

test('single: least energy takes who is used up most, fewest EVs who brings most', (t) => {
  const book = { requests: [request('a', 9, 4, 9, 11)], offers: [offer('large', 20, 7, 13), offer('small', 2, 9, 11), offer('well', 2, 9, 11)] };
  t.deepEqual(single(book, { ...OPEN, prefer: 'energy' }), ['a small 2000 9-10', 'a well 2000 10-11']);
  t.deepEqual(single(book, { ...OPEN, prefer: 'evs' }), ['a large 4000 9-11']);
});

test('single: equal worths go to the smaller id', (t) => {
  const offers = [offer('w', 9, 8, 12), offer('v', 9, 8, 12)];
  for (const prefer of ['energy', 'evs'] as const) t.deepEqual(single({ requests: [request('a', 9, 1, 9, 10)], offers }, { ...OPEN, prefer }), ['a v 1000 9-10']);
  // 8 kWh over 2 h and 4 over 3 are worth the same to one kWh at the end: E = 5/12.
  const tie = { requests: [request('a', 9, 6, 1, 5)], offers: [offer('x', 2, 0, 3), offer('y', 3, 0, 5), offer('c', 8, 4, 6), offer('d', 4, 2, 5)] };
  t.is(single(tie).at(-1), 'a c 1000 4.333333333333333-5');
});

test('single: more power than a pile gives is skipped, exactly that much is not', (t) => {
  const book = { requests: [request('a', 9, 7.4, 9, 10)], offers: [offer('v', 9, 8, 12)] };
  t.is(single(book, { ...OPEN, pilePowerW: 7_400 }).length, 1);
  t.is(single(book, { ...OPEN, pilePowerW: 7_399 }).length, 0);
  t.is(single(book, { ...OPEN, pilePowerW: 0 }).length, 0);
});

test('single: pieces split where no Wh ends still sum to the demand, and no EV gives a Wh too much', (t) => {
  const book = { requests: [request('a', 9, 10, 0, 3), request('b', 8, 5, 3, 6)], offers: [offer('u', 3.333, 0, 1), offer('v', 5, 0, 9), offer('w', 9, 2, 9)] };
  t.log(single(book));
  const clearing = clearSretSingle(book, OPEN);
  t.is(clearing.energyWh, clearing.allocations.reduce((sum, piece) => sum + piece.energyWh, 0));
});

for (const [name, clear] of [['double', clearSretDouble], ['single', clearSretSingle]] as const) {
  test(`${name}: an EV is at one place at a time, within its window, and a request is covered from begin to end`, (t) => {
    const books = fc.oneof(timedBooks(HOUR_US / 7, 9, fc.nat(9_999), 24), timedBooks(HOUR_US, 5, fc.nat(9), 24));
    fc.assert(
      fc.property(books, terms, (book, with_) => {
        const { allocations, fulfilledIds } = clear(book, with_);
        const requests = new Map(book.requests.map((one) => [one.id, one]));
        const pieces = allocations.map((one) => ({ ...one, window: one.window ?? requests.get(one.request)!.window! }));
        for (const { ev, window } of book.offers) {
          const own = pieces.filter((piece) => piece.ev === ev).toSorted((a, b) => a.window.startUs - b.window.startUs);
          if (name === 'double' && own.length > 1) throw new Error(`${ev} serves twice`);
          for (const [at, piece] of own.entries()) {
            const from = at === 0 ? window!.startUs : own[at - 1]!.window.endUs;
            if (!(piece.window.startUs >= from && piece.window.startUs < piece.window.endUs && piece.window.endUs <= window!.endUs)) throw new Error(`${ev}: ${JSON.stringify(own)}`);
          }
        }
        if (name === 'double') return;
        for (const id of fulfilledIds) {
          const own = pieces.filter((piece) => piece.request === id).toSorted((a, b) => a.window.startUs - b.window.startUs);
          const { startUs, endUs } = requests.get(id)!.window!;
          // Pieces of less than a Wh are not listed, so a gap may be left as long as that takes.
          const gapUs = own.reduce((sum, piece) => sum - (piece.window.endUs - piece.window.startUs), endUs - startUs);
          const whUs = (endUs - startUs) / own.reduce((sum, piece) => sum + piece.energyWh, 0);
          if (gapUs < 0 || gapUs > 3 * whUs || own[0]!.window.startUs < startUs || own.at(-1)!.window.endUs > endUs) throw new Error(`${id}: ${JSON.stringify(own)}`);
        }
      }),
      { numRuns: 200 },
    );
    t.pass();
  });

  test(`${name}: a book that breaks the conditions is a programming error`, (t) => {
    const fine = { requests: [request('a', 1, 1, 1, 2)], offers: [offer('v', 1, 1, 2)] };
    t.notThrows(() => clear(fine, OPEN));
    const { window: _, ...without } = fine.offers[0]!;
    t.throws(() => clear({ ...fine, offers: [without] }, OPEN), { instanceOf: RangeError, message: /no window/ });
    t.throws(() => clear({ ...fine, requests: [request('a', 1, 1, 2, 2)] }, OPEN), { instanceOf: RangeError });
    t.throws(() => clear({ ...fine, offers: [offer('v', 1, 3, 2)] }, OPEN), { instanceOf: RangeError });
    t.throws(() => clear({ ...fine, offers: [offer('v', 1, 1, 2), offer('v', 1, 1, 2)] }, OPEN), { instanceOf: RangeError });
  });
}
