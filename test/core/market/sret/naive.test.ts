import test from 'ava';
import fc from 'fast-check';
import { hourBook } from '../../../../bench/sret.js';
import { clearSretDoubleNaive, clearSretSingleNaive } from '../../../../bench/sret-naive.js';
import { clearSretDouble } from '../../../../src/core/market/sret/double.js';
import { clearSretSingle } from '../../../../src/core/market/sret/single.js';
import type { MarketTerms } from '../../../../src/core/market/terms.js';
import { terms, timedBooks } from './books.js';

const HOUR = 3_600_000_000;
const OPEN: MarketTerms = { defence: false, consumerPenalties: {}, exchangePenalties: {} };
const BOOKS = {
  'hours and few Wh': timedBooks(HOUR, 5, fc.nat(12)),
  'hours and any energy': timedBooks(HOUR, 4, fc.nat(12_000)),
  'thirds of hours, crowded': timedBooks(HOUR / 3, 6, fc.integer({ min: 500, max: 4_000 }), 30),
  'windows of a few microseconds': timedBooks(1, 6, fc.nat(9)),
  'odd windows, huge energies': timedBooks(1_234_567_891, 5, fc.nat(2 ** 40)),
};

for (const [what, books] of Object.entries(BOOKS)) {
  test(`double boundary, ${what}: the answer is that of the naive form`, (t) => {
    fc.assert(fc.property(books, terms, (book, with_) => t.deepEqual(clearSretDouble(book, with_), clearSretDoubleNaive(book, with_)) === true), { numRuns: 150 });
  });

  test(`single boundary, ${what}: the answer is that of the naive form`, (t) => {
    fc.assert(fc.property(books, terms, (book, with_) => t.deepEqual(clearSretSingle(book, with_), clearSretSingleNaive(book, with_)) === true), { numRuns: 150 });
  });
}

test('in books where the searches skip most rows, the answers are those of the naive forms', (t) => {
  for (const [requests, evs, seed] of [[160, 160, 5], [300, 60, 7], [60, 300, 9]] as const) {
    const book = hourBook(requests, evs, seed);
    // Offers of a few hundred Wh need many EVs for a request, and leave many intervals.
    const small = { ...book, offers: book.offers.map((offer) => ({ ...offer, energyWh: Math.ceil(offer.energyWh / 20) })) };
    for (const one of [book, small]) {
      for (const prefer of ['energy', 'evs'] as const) {
        const with_ = { ...OPEN, pilePowerW: 15_000, prefer };
        t.deepEqual(clearSretSingle(one, with_), clearSretSingleNaive(one, with_));
      }
      t.deepEqual(clearSretDouble(one, OPEN), clearSretDoubleNaive(one, OPEN));
    }
  }
});
