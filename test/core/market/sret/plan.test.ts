import test from 'ava';
import fc from 'fast-check';
import type { Book } from '../../../../src/core/market/mechanism.js';
import { clearRet } from '../../../../src/core/market/ret/ret.js';
import { clearSretDouble } from '../../../../src/core/market/sret/double.js';
import { countVisits, planWithin } from '../../../../src/core/market/sret/plan.js';
import { clearSretSingle } from '../../../../src/core/market/sret/single.js';
import type { MarketTerms } from '../../../../src/core/market/terms.js';
import { timedBooks } from './books.js';

const TERMS: MarketTerms = { defence: false, consumerPenalties: {}, exchangePenalties: {}, pilePowerW: 9 };
const books = timedBooks(1_000, 6, fc.nat(9));

test('visits are those of eq. 6.6 and 6.7 for the very book', (t) => {
  fc.assert(
    fc.property(books, (book) => {
      const requests = book.requests.filter((request) => request.demandWh > 0).map((request) => request.window!);
      const offers = book.offers.filter((offer) => offer.energyWh > 0).map((offer) => offer.window!);
      const scan = requests.length + requests.length * offers.length;
      let [double, single] = [scan, scan + offers.length];
      for (const { startUs, endUs } of requests) {
        const inTime = offers.filter((one) => one.startUs <= startUs || one.endUs >= endUs).filter((one) => one.startUs < endUs && one.endUs > startUs).length;
        double += 2 * offers.filter((one) => one.startUs <= startUs && one.endUs >= endUs).length;
        single += inTime ** 2 + 2 * inTime;
      }
      return t.deepEqual(countVisits(book, TERMS), { ret: scan, 'sret-double': double, 'sret-single': single }) === true;
    }),
  );
});

const window = { startUs: 0, endUs: 1_000_000 };
const BOOK: Book = {
  requests: [{ id: 'a', exchange: 'x', consumer: 'c', bidMilliPerKWh: 5, demandWh: 4, submittedAtUs: 0, window }],
  offers: ['u', 'v', 'w'].map((ev) => ({ ev, energyWh: 3, window })),
};

test('the first that fits the planning time is used, RET when nothing does', (t) => {
  // N = 1, M = M_i = 3: 4 visits for RET, 10 for double, 4 + 3 + 3 + 12 = 22 for single boundary.
  const cost = { matchNs: 500 };
  const plan = (budgetUs: number) => planWithin(BOOK, TERMS, budgetUs, cost);
  t.deepEqual(plan(11), { mechanism: 'sret-single', clearing: clearSretSingle(BOOK, TERMS), visits: 22, estimates: [{ mechanism: 'sret-single', visits: 22, timeUs: 11 }] });
  t.deepEqual([plan(10.9).mechanism, plan(5).mechanism, plan(4.9).mechanism, plan(0).mechanism], ['sret-double', 'sret-double', 'ret', 'ret']);
  t.deepEqual(plan(5).clearing, clearSretDouble(BOOK, TERMS));
  t.deepEqual(plan(0).clearing, clearRet(BOOK, TERMS));
  t.deepEqual(plan(0).estimates.map(({ mechanism, timeUs }) => [mechanism, timeUs]), [['sret-single', 11], ['sret-double', 5], ['ret', 2]]);
});

test('who asks for double boundary falls back to RET alone', (t) => {
  t.is(planWithin(BOOK, TERMS, 1_000, { matchNs: 500 }, 'sret-double').mechanism, 'sret-double');
  t.is(planWithin(BOOK, TERMS, 4, { matchNs: 500 }, 'sret-double').mechanism, 'ret');
});
