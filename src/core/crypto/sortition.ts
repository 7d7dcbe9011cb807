import { bytesToNumberBE } from '@noble/curves/utils.js';

/**
 * Credit sortition (SEED A2, Algorithms 1 and 2): how many of a node's credit units a VRF hash selects.
 *
 * Exact: whether h/2^512 lies below a sum of binomial terms is decided by integers with directed rounding, and by the
 * whole rational number where the rounding leaves it open. No floating point takes part.
 */

export type SortitionFault = 'hash-length' | 'not-an-integer' | 'negative' | 'total-not-positive' | 'theta-exceeds-total';

/** What sortition is undefined for. `code` is for programs, `message` for people. */
export class SortitionInputError extends Error {
  readonly code: SortitionFault;

  constructor(code: SortitionFault, message: string) {
    super(message);
    this.name = 'SortitionInputError';
    this.code = code;
  }
}

/** Scale of the running sum: 512 bits of hash, and enough below them for the rounding of any run of terms. */
const SUM_BITS = 704;
/** Bits a term may have before it is rescaled, and by how much. */
const TERM_LIMIT = 1n << 768n;
const RESCALE_BITS = 64;

/**
 * The smallest j with `h/2^512 < Σ_{k=0..j} C(credit,k) p^k (1−p)^(credit−k)`, `p = theta/total`, where h is the 64-byte
 * big-endian hash: the units selected, from 0 to `credit`. Takes time proportional to the answer.
 * Throws `SortitionInputError` for another length of hash, `theta > total`, `total = 0`, negatives and non-integers.
 */
export function selectedUnits(hash: Uint8Array, credit: number, theta: number, total: number): number {
  if (hash.length !== 64) throw new SortitionInputError('hash-length', `expected a hash of 64 bytes, found ${hash.length}`);
  checkInputs(credit, theta, total);
  if (credit === 0 || theta === 0) return 0;
  if (theta === total) return credit;
  const h = bytesToNumberBE(hash);
  const scaledHash = h << BigInt(SUM_BITS - 512);
  const sum = startSum(credit, theta, total);
  for (let j = 0; j < credit; j += 1) {
    if (scaledHash < sum.low) return j;
    if (scaledHash < sum.high && isBelowExactly(h, j, sum)) return j;
    advance(sum, j + 1);
  }
  // All of the mass is used up: Σ_{k=0..credit} = 1 > h/2^512.
  return credit;
}

/**
 * The upper ends of the intervals of 0, 1, … `upTo` selected units in [0, 1], as doubles, at most `credit + 1` of them.
 * For drawing on a screen only: doubles are too coarse to decide a draw. Errors as `selectedUnits`.
 */
export function sortitionBoundaries(credit: number, theta: number, total: number, upTo: number): number[] {
  checkInputs(credit, theta, total);
  const count = Math.min(upTo, credit) + 1;
  if (credit === 0 || theta === 0) return Array.from({ length: count }, () => 1);
  if (theta === total) return Array.from({ length: count }, (_, j) => (j === credit ? 1 : 0));
  const sum = startSum(credit, theta, total);
  const ends: number[] = [];
  for (let j = 0; j < count; j += 1) {
    if (j > 0) advance(sum, j);
    ends.push(j === credit ? 1 : Math.min(1, Number(sum.low >> BigInt(SUM_BITS - 64)) / 2 ** 64));
  }
  return ends;
}

function checkInputs(credit: number, theta: number, total: number): void {
  for (const [name, value] of [['credit', credit], ['theta', theta], ['total', total]] as const) {
    if (!Number.isSafeInteger(value)) throw new SortitionInputError('not-an-integer', `${name} must be an integer, found ${value}`);
    if (value < 0) throw new SortitionInputError('negative', `${name} must not be negative, found ${value}`);
  }
  if (total === 0) throw new SortitionInputError('total-not-positive', 'total must be positive, found 0');
  if (theta > total) throw new SortitionInputError('theta-exceeds-total', `theta must not exceed total, found ${theta} of ${total}`);
}

/** Bounds of a positive number: `low/2^scale ≤ number ≤ high/2^scale`. */
interface Bounds {
  low: bigint;
  high: bigint;
  scale: number;
}

/** The sum up to a term, at the fixed scale SUM_BITS, with the term itself at a scale of its own. */
interface RunningSum {
  readonly credit: number;
  /** `theta` and `total − theta`, divided by the greatest common divisor of theta and total. */
  readonly selected: bigint;
  readonly rest: bigint;
  readonly term: Bounds;
  low: bigint;
  high: bigint;
}

function startSum(credit: number, theta: number, total: number): RunningSum {
  const divisor = greatestCommonDivisor(BigInt(theta), BigInt(total));
  const selected = BigInt(theta) / divisor;
  const rest = BigInt(total) / divisor - selected;
  const sum: RunningSum = { credit, selected, rest, term: powerBounds(rest, selected + rest, credit), low: 0n, high: 0n };
  addTerm(sum);
  return sum;
}

/** From the term of k − 1 to that of k: times (credit − k + 1)·theta, over k·(total − theta). */
function advance(sum: RunningSum, k: number): void {
  const { term } = sum;
  const numerator = BigInt(sum.credit - k + 1) * sum.selected;
  const denominator = BigInt(k) * sum.rest;
  term.low = (term.low * numerator) / denominator;
  term.high = divideUp(term.high * numerator, denominator);
  while (term.high > TERM_LIMIT && term.scale > SUM_BITS) rescale(term, Math.min(RESCALE_BITS, term.scale - SUM_BITS));
  addTerm(sum);
}

function addTerm(sum: RunningSum): void {
  const shift = BigInt(sum.term.scale - SUM_BITS);
  sum.low += sum.term.low >> shift;
  sum.high += shiftUp(sum.term.high, shift);
}

/** Bounds of `(numerator/denominator)^exponent`, less than 1, by repeated squaring; the scale comes out at SUM_BITS or more. */
function powerBounds(numerator: bigint, denominator: bigint, exponent: number): Bounds {
  // The base's scale gives its mantissa SUM_BITS bits, however small it is.
  const scale = SUM_BITS + bitLength(denominator) - bitLength(numerator);
  const base: Bounds = {
    low: (numerator << BigInt(scale)) / denominator,
    high: divideUp(numerator << BigInt(scale), denominator),
    scale,
  };
  const bits = exponent.toString(2);
  let power: Bounds = { ...base };
  for (const bit of bits.slice(1)) {
    power = product(power, power);
    if (bit === '1') power = product(power, base);
  }
  return power;
}

function product(left: Bounds, right: Bounds): Bounds {
  const bounds: Bounds = { low: left.low * right.low, high: left.high * right.high, scale: left.scale + right.scale };
  rescale(bounds, Math.min(bitLength(bounds.low) - SUM_BITS, bounds.scale - SUM_BITS));
  return bounds;
}

/** Drops low bits, outwards. */
function rescale(bounds: Bounds, bits: number): void {
  if (bits <= 0) return;
  bounds.low >>= BigInt(bits);
  bounds.high = shiftUp(bounds.high, BigInt(bits));
  bounds.scale -= bits;
}

/**
 * `h · total^credit < 2^512 · Σ_{k≤j} C(credit,k) theta^k (total−theta)^(credit−k)` in whole integers. Reached when a
 * boundary is a multiple of 2^−512 that the rounding could not settle, or by a chance of about 2^−160: slow is no matter.
 */
function isBelowExactly(h: bigint, j: number, { credit, selected, rest }: RunningSum): boolean {
  let term = rest ** BigInt(credit);
  let sum = term;
  for (let k = 1; k <= j; k += 1) {
    // C(credit,k) theta^k rest^(credit−k) is whole for every k ≤ credit, so this division leaves nothing over.
    term = (term * BigInt(credit - k + 1) * selected) / (BigInt(k) * rest);
    sum += term;
  }
  return h * (selected + rest) ** BigInt(credit) < sum << 512n;
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

function shiftUp(value: bigint, bits: bigint): bigint {
  return -(-value >> bits);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
