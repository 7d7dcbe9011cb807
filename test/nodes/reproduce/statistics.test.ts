import test from 'ava';
import { estimate, studentT95 } from '../../../src/nodes/reproduce/statistics.js';

// Student's t, two-sided 95 %, as in any table (e.g. NIST/SEMATECH e-Handbook 1.3.6.7.2).
for (const [n, expected] of [[2, 12.706], [3, 4.303], [5, 2.776], [11, 2.228], [31, 2.042], [101, 1.984]] as const) {
  test(`t of ${n} repetitions is ${expected}`, (t) => {
    t.is(studentT95(n).toFixed(3), expected.toFixed(3));
  });
}

// Mean 5, s = √2.5, t(4) = 2.7764: 5 ± 2.7764 · √(2.5 / 5) = 5 ± 1.9632, worked out by hand.
test('the interval of a plain mean is the textbook’s', (t) => {
  const found = estimate([3, 4, 5, 6, 7].map((x) => ({ x })), (mean) => mean('x'))!;
  t.is(found.mean, 5);
  t.is(found.n, 5);
  t.is((found.high! - 5).toFixed(4), '1.9632');
  t.is((5 - found.low!).toFixed(4), '1.9632');
});

test('a ratio is of the means, and what both share does not widen its interval', (t) => {
  const rows = [1, 2, 3, 4].map((x) => ({ x, y: 2 * x }));
  const found = estimate(rows, (mean) => mean('y') / mean('x'))!;
  t.is(found.mean, 2);
  t.true(found.high! - found.low! < 1e-12);
  const loose = estimate([{ x: 1, y: 8 }, { x: 2, y: 1 }, { x: 3, y: 6 }], (mean) => mean('y') / mean('x'))!;
  t.is(loose.mean, 2.5);
  t.true(loose.high! - loose.low! > 1);
});

test('one repetition has a mean and no interval', (t) => {
  t.deepEqual(estimate([{ x: 3 }], (mean) => mean('x')), { mean: 3, low: null, high: null, n: 1 });
});

test('repetitions that lack a key are left out of what asks for it, and of nothing else', (t) => {
  const rows = [{ x: 1, y: 1 }, { x: 2 }, { x: 3, y: 3 }] as Record<string, number>[];
  t.is(estimate(rows, (mean) => mean('x'))!.n, 3);
  t.deepEqual([estimate(rows, (mean) => mean('y'))!.n, estimate(rows, (mean) => mean('y'))!.mean], [2, 2]);
  t.is(estimate(rows, (mean) => mean('z')), null);
  t.is(estimate([], (mean) => mean('x')), null);
});
