import test from 'ava';
import fc from 'fast-check';
import { clearSretDoubleNaive, clearSretSingleNaive } from '../../../../bench/sret-naive.js';
import { clearSretDouble } from '../../../../src/core/market/sret/double.js';
import { clearSretSingle } from '../../../../src/core/market/sret/single.js';
import { terms, timedBooks } from './books.js';

const HOUR = 3_600_000_000;
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

test('in books of a few hundred rows, where the searches skip most of them, the answers are those of the naive forms', (t) => {
  const books = [
    ['many small offers', timedBooks(HOUR / 60, 60, fc.integer({ min: 1, max: 900 }), 150)],
    ['large offers', timedBooks(HOUR / 60, 60, fc.integer({ min: 1, max: 12_000 }), 150)],
  ] as const;
  for (const [what, arbitrary] of books) {
    for (const [at, book] of fc.sample(fc.tuple(arbitrary, terms).filter(([one]) => one.requests.length > 40 && one.offers.length > 60), { numRuns: 6, seed: 11 }).entries()) {
      t.deepEqual(clearSretSingle(...book), clearSretSingleNaive(...book), `${what} ${at}`);
      t.deepEqual(clearSretDouble(...book), clearSretDoubleNaive(...book), `${what} ${at}`);
    }
  }
});
