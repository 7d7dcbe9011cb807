import test from 'ava';
import { nextWindow } from '../../../src/core/kernel/windows.js';

test('a window begins at the least next event over all shards and lasts the lookahead', (t) => {
  t.deepEqual(nextWindow(Float64Array.of(70, 40, Infinity), 25), { startUs: 40, endUs: 65 });
});

test('idle time is skipped, and nothing pending is no window', (t) => {
  t.deepEqual(nextWindow(Float64Array.of(3_600_000_000), 25_000), { startUs: 3_600_000_000, endUs: 3_600_025_000 });
  t.is(nextWindow(Float64Array.of(Infinity, Infinity), 25), null);
});
