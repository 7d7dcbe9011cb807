import test from 'ava';
import fc from 'fast-check';
import { formatDuration, parseDurationUs } from '../../../src/core/units/duration.js';

test('durations read as whole microseconds', (t) => {
  const cases: [string, number][] = [
    ['250ms', 250_000],
    ['90s', 90_000_000],
    ['2m', 120_000_000],
    ['2h', 7_200_000_000],
    ['1.5m', 90_000_000],
    ['0.001ms', 1],
    ['0.0000001m', 6],
    ['0s', 0],
  ];
  for (const [text, us] of cases) t.is(parseDurationUs(text), us, text);
});

test('what is no duration in whole microseconds reads as null', (t) => {
  for (const text of ['', '5', 's', '-1s', '1 s', '1e3s', '.5s', '1.s', '2d', '0.0001ms', '2H', '999999999999999h', '1s\n']) {
    t.is(parseDurationUs(text), null, JSON.stringify(text));
  }
});

test('a duration is written in its largest whole unit', (t) => {
  const written = [0, 1, 1_500, 250_000, 90_000_000, 120_000_000, 7_200_000_000].map(formatDuration);
  t.deepEqual(written, ['0s', '0.001ms', '1.5ms', '250ms', '90s', '2m', '2h']);
  for (const us of [-1, 0.5, NaN, 2 ** 53]) t.throws(() => formatDuration(us), { instanceOf: RangeError });
});

test('every duration reads back as it was written', (t) => {
  fc.assert(fc.property(fc.maxSafeNat(), (us) => parseDurationUs(formatDuration(us)) === us));
  t.pass();
});
