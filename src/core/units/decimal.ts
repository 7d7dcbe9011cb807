/** Why a decimal could not be taken as asked: finer than the digits allowed, no finite decimal at all, or out of range. */
export type DecimalFailure = 'too-fine' | 'not-finite' | 'too-large';

export type DecimalResult<T> = { ok: true; value: T } | { ok: false; code: DecimalFailure };

/** An exact fraction; the denominator is positive and the two have no common factor. */
export interface BigRational {
  numerator: bigint;
  denominator: bigint;
}

/**
 * Takes a decimal to a whole number of `10^-digits` units without any rounding: `(1.25, 3)` gives 1250. This is the
 * door for kWh → Wh and for bids → milli-units (DESIGN 6), both with three digits.
 *
 * A JavaScript number stands for the shortest decimal that reads back as it, which is what JSON text held; a string is
 * read by JSON's number grammar, exponents included. Failures: `too-fine` (a non-zero digit beyond `digits`),
 * `not-finite` (NaN, an infinity, text that is no decimal), `too-large` (beyond 2^53 - 1 in units).
 */
export function decimalToScaledInteger(value: number | string, digits: number): DecimalResult<number> {
  const parts = readDecimal(value);
  if (parts === null) return { ok: false, code: 'not-finite' };
  if (parts.coefficient === '0') return { ok: true, value: 0 };
  const shift = parts.exponent + digits;
  // The coefficient ends in a non-zero digit, so a negative shift always leaves a fraction.
  if (shift < 0) return { ok: false, code: 'too-fine' };
  if (parts.coefficient.length + shift > 16) return { ok: false, code: 'too-large' };
  const magnitude = BigInt(parts.coefficient + '0'.repeat(shift));
  if (magnitude > BigInt(Number.MAX_SAFE_INTEGER)) return { ok: false, code: 'too-large' };
  return { ok: true, value: parts.negative ? -Number(magnitude) : Number(magnitude) };
}

/**
 * The exact fraction a decimal stands for, in lowest terms: `0.2` gives 1/5. Read as in `decimalToScaledInteger`.
 * Failures: `not-finite`, and `too-large` or `too-fine` for exponents no double can have (a guard against `1e999999999`).
 */
export function decimalToRational(value: number | string): DecimalResult<BigRational> {
  const parts = readDecimal(value);
  if (parts === null) return { ok: false, code: 'not-finite' };
  if (parts.exponent > LARGEST_EXPONENT) return { ok: false, code: 'too-large' };
  if (parts.exponent < -LARGEST_EXPONENT) return { ok: false, code: 'too-fine' };
  const coefficient = BigInt(parts.coefficient) * (parts.negative ? -1n : 1n);
  const scale = 10n ** BigInt(Math.abs(parts.exponent));
  return { ok: true, value: parts.exponent >= 0 ? { numerator: coefficient * scale, denominator: 1n } : reduce(coefficient, scale) };
}

/** The same fraction in lowest terms with a positive denominator. Throws on a zero denominator. */
export function reduce(numerator: bigint, denominator: bigint): BigRational {
  if (denominator === 0n) throw new RangeError('a fraction with denominator 0');
  let a = numerator < 0n ? -numerator : numerator;
  let b = denominator < 0n ? -denominator : denominator;
  while (b !== 0n) [a, b] = [b, a % b];
  const divisor = denominator < 0n ? -a : a;
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/**
 * The decimal text of `units · 10^-digits`, exact and without trailing zeros: `(1250n, 3)` gives `1.25`. `Number()` of
 * it is the double nearest to the exact value.
 */
export function scaledIntegerToDecimal(units: bigint | number, digits: number): string {
  const whole = BigInt(units);
  const negative = whole < 0n;
  const text = (negative ? -whole : whole).toString().padStart(digits + 1, '0');
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  const integer = text.slice(0, text.length - digits);
  return `${negative ? '-' : ''}${integer}${digits > 0 && fraction !== '' ? `.${fraction}` : ''}`;
}

const LARGEST_EXPONENT = 400;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

interface DecimalParts {
  negative: boolean;
  /** Digits without leading or trailing zeros; `0` alone for zero. */
  coefficient: string;
  exponent: number;
}

function readDecimal(value: number | string): DecimalParts | null {
  const match = DECIMAL.exec(String(value));
  if (match === null) return null;
  const [, sign, integer = '', fraction = '', exponent = '0'] = match;
  const digits = (integer + fraction).replace(/^0+/, '');
  const coefficient = digits.replace(/0+$/, '');
  if (coefficient === '') return { negative: false, coefficient: '0', exponent: 0 };
  const dropped = digits.length - coefficient.length;
  return { negative: sign === '-', coefficient, exponent: Number(exponent) - fraction.length + dropped };
}
