import test from 'ava';
import fc from 'fast-check';
import { decimalToRational, decimalToScaledInteger, reduce, scaledIntegerToDecimal } from '../../../src/core/units/decimal.js';

test('a decimal becomes the whole number of units it stands for', (t) => {
  const cases: [number | string, number, number][] = [
    [1.25, 3, 1250],
    [0.1, 3, 100],
    [1e-3, 3, 1],
    ['1e-3', 3, 1],
    ['1.5E+2', 3, 150000],
    ['12.500', 1, 125],
    [-0.001, 3, -1],
    [0, 3, 0],
    [-0, 3, 0],
    ['0.000e9', 3, 0],
    ['0e-999999999999', 3, 0],
    [8.115, 3, 8115],
    ['9007199254740.991', 3, Number.MAX_SAFE_INTEGER],
  ];
  for (const [value, digits, expected] of cases) t.deepEqual(decimalToScaledInteger(value, digits), { ok: true, value: expected }, String(value));
});

test('what cannot be taken exactly is refused with its code', (t) => {
  const cases: [number | string, string][] = [
    [0.0001, 'too-fine'],
    [1e-4, 'too-fine'],
    [0.1 + 0.2, 'too-fine'],
    ['1e-999999999999', 'too-fine'],
    [NaN, 'not-finite'],
    [-Infinity, 'not-finite'],
    ['', 'not-finite'],
    ['1,5', 'not-finite'],
    ['0x10', 'not-finite'],
    [9007199254740.992, 'too-large'],
    ['9007199254740.992', 'too-large'],
    ['1e999999999999', 'too-large'],
    [1e300, 'too-large'],
  ];
  for (const [value, code] of cases) t.deepEqual(decimalToScaledInteger(value, 3), { ok: false, code } as never, String(value));
});

test('scaled integers and decimals are each other’s inverse', (t) => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 9 }), (units, digits) => {
      const read = decimalToScaledInteger(scaledIntegerToDecimal(units, digits), digits);
      t.deepEqual(read, { ok: true, value: units === 0 ? 0 : units });
    }),
  );
  t.is(scaledIntegerToDecimal(-5n, 3), '-0.005');
  t.is(scaledIntegerToDecimal(1250, 3), '1.25');
  t.is(scaledIntegerToDecimal(7, 0), '7');
});

test('a decimal is an exact fraction in lowest terms', (t) => {
  t.deepEqual(decimalToRational(0.2), { ok: true, value: { numerator: 1n, denominator: 5n } });
  t.deepEqual(decimalToRational('1.50'), { ok: true, value: { numerator: 3n, denominator: 2n } });
  t.deepEqual(decimalToRational(-12), { ok: true, value: { numerator: -12n, denominator: 1n } });
  t.deepEqual(decimalToRational(1e21), { ok: true, value: { numerator: 10n ** 21n, denominator: 1n } });
  t.deepEqual(decimalToRational('1e999999999'), { ok: false, code: 'too-large' });
  t.deepEqual(decimalToRational('1e-999999999'), { ok: false, code: 'too-fine' });
  t.deepEqual(decimalToRational('one'), { ok: false, code: 'not-finite' });
  t.true(decimalToRational(Number.MIN_VALUE).ok);
  t.true(decimalToRational(Number.MAX_VALUE).ok);
  t.deepEqual(reduce(6n, -4n), { numerator: -3n, denominator: 2n });
  t.throws(() => reduce(1n, 0n), { instanceOf: RangeError });
});
