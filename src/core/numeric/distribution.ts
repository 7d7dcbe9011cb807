/**
 * Distributions over whole numbers, exact to a few roundings: what probabilities of committees are computed with.
 *
 * A distribution's terms come from the exact ratio of neighbours, multiplied out in integers from the greatest term on,
 * and are rounded once. Sums and convolutions add positive numbers only, so nothing cancels: a result that n terms went
 * into is within n·2^-53 of the truth, relative. Terms below `NEGLIGIBLE` are dropped.
 */
export interface Distribution {
  /** The number that the first weight belongs to. */
  readonly from: number;
  readonly weights: Float64Array;
}

/** Weights below this are dropped: the smallest double that keeps all its digits is 2.2e-308. */
export const NEGLIGIBLE = 2 ** -1000;

/** Bits of a term below the greatest one: 1024 for the range of doubles, 256 to keep their digits. */
const TERM_BITS = 1280n;

/** Bits that powers are carried with. */
const POWER_BITS = 256;

/** Everything at one number. */
export function certainly(value: number): Distribution {
  return { from: value, weights: Float64Array.of(1) };
}

/** Successes among `count` trials of chance `numerator/denominator`, at most 1. All are safe integers, from 0 on. */
export function binomial(count: number, numerator: number, denominator: number): Distribution {
  if (numerator === 0 || count === 0) return certainly(0);
  if (numerator === denominator) return certainly(count);
  const [n, p, q] = [BigInt(count), BigInt(numerator), BigInt(denominator - numerator)];
  const mode = Number(((n + 1n) * p) / (p + q));
  return fromRatios(mode, 0, count, (k) => [(n - BigInt(k)) * p, BigInt(k + 1) * q]);
}

/** Marked ones among `drawn` of `population` drawn without replacement, when `marked` of all are. Safe integers from 0 on. */
export function hypergeometric(drawn: number, marked: number, population: number): Distribution {
  const least = Math.max(0, drawn + marked - population);
  const most = Math.min(drawn, marked);
  const mode = Number(((BigInt(drawn) + 1n) * (BigInt(marked) + 1n)) / (BigInt(population) + 2n));
  const rest = population - marked - drawn;
  return fromRatios(Math.max(least, Math.min(mode, most)), least, most, (k) => [
    BigInt(marked - k) * BigInt(drawn - k),
    BigInt(k + 1) * BigInt(rest + k + 1),
  ]);
}

/** The sum of two independent numbers. */
export function convolve(left: Distribution, right: Distribution): Distribution {
  const weights = new Float64Array(Math.max(0, left.weights.length + right.weights.length - 1));
  for (let i = 0; i < left.weights.length; i += 1) {
    const weight = left.weights[i]!;
    for (let j = 0; j < right.weights.length; j += 1) weights[i + j] = weights[i + j]! + weight * right.weights[j]!;
  }
  return trimmed({ from: left.from + right.from, weights });
}

/** Either of two, weight by weight. */
export function mixture(left: Distribution, right: Distribution): Distribution {
  if (left.weights.length === 0) return right;
  if (right.weights.length === 0) return left;
  const from = Math.min(left.from, right.from);
  const end = Math.max(left.from + left.weights.length, right.from + right.weights.length);
  const weights = new Float64Array(end - from);
  for (const part of [left, right]) {
    for (let i = 0; i < part.weights.length; i += 1) weights[part.from - from + i] = weights[part.from - from + i]! + part.weights[i]!;
  }
  return { from, weights };
}

/** Every weight times a factor. */
export function scaled({ from, weights }: Distribution, factor: number): Distribution {
  return trimmed({ from, weights: weights.map((weight) => weight * factor) });
}

/** The weight of all numbers. */
export function mass({ weights }: Distribution): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** `Σ_k left(k) · (weight of right at or below limit(k))`; `limit` must not fall with k. */
export function massWhere(left: Distribution, right: Distribution, limit: (k: number) => number): number {
  let sum = 0;
  let below = 0;
  let at = 0;
  for (let i = 0; i < left.weights.length; i += 1) {
    const most = limit(left.from + i);
    for (; at < right.weights.length && right.from + at <= most; at += 1) below += right.weights[at]!;
    sum += left.weights[i]! * below;
  }
  return sum;
}

/** The chance that at least one of `count` independent things of chance `chance` comes true, without cancellation. */
export function atLeastOnce(chance: number, count: number): number {
  let result = 0;
  let power = chance;
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = either(result, power);
    power = either(power, power);
  }
  return result;
}

/** The chance of one of two independent things. */
export function either(left: number, right: number): number {
  return left + right * (1 - left);
}

/** `(numerator/denominator)^exponent`, at most 1, within one part in 2^52 for exponents below 2^128; 0 where a double is too coarse. */
export function powerOfRatio(numerator: number, denominator: number, exponent: number): number {
  if (numerator === 0) return exponent === 0 ? 1 : 0;
  const base = normalised({ digits: (BigInt(numerator) << BigInt(POWER_BITS)) / BigInt(denominator), scale: POWER_BITS });
  let result = { digits: 1n, scale: 0 };
  for (const bit of exponent.toString(2)) {
    result = normalised({ digits: result.digits * result.digits, scale: 2 * result.scale });
    if (bit === '1') result = normalised({ digits: result.digits * base.digits, scale: result.scale + base.scale });
  }
  if (result.scale > 2 * POWER_BITS + 1024) return 0;
  return quotient(result.digits, 1n << BigInt(result.scale));
}

/** `digits/2^scale` cut to the bits that powers are carried with. */
function normalised({ digits, scale }: { digits: bigint; scale: number }): { digits: bigint; scale: number } {
  const excess = Math.min(scale, digits.toString(2).length - POWER_BITS);
  return excess > 0 ? { digits: digits >> BigInt(excess), scale: scale - excess } : { digits, scale };
}

/** `ratio(k)` is weight(k + 1) over weight(k), as numerator and denominator. */
function fromRatios(mode: number, least: number, most: number, ratio: (k: number) => readonly [bigint, bigint]): Distribution {
  const one = 1n << TERM_BITS;
  const up: bigint[] = [];
  for (let k = mode, term = one; k < most && term > 0n; k += 1) {
    const [numerator, denominator] = ratio(k);
    term = (term * numerator) / denominator;
    up.push(term);
  }
  const down: bigint[] = [];
  for (let k = mode, term = one; k > least && term > 0n; k -= 1) {
    const [numerator, denominator] = ratio(k - 1);
    term = (term * denominator) / numerator;
    down.push(term);
  }
  const terms = [...down.toReversed(), one, ...up];
  const sum = terms.reduce((total, term) => total + term, 0n);
  const weights = Float64Array.from(terms, (term) => quotient(term, sum));
  return trimmed({ from: mode - down.length, weights });
}

/** `part/whole` for `0 ≤ part ≤ whole`, within one part in 2^52, or 0 below the doubles' normal range. */
function quotient(part: bigint, whole: bigint): number {
  if (part === 0n) return 0;
  // 64 bits of quotient, however small it is: a shift by whole words keeps the division cheap.
  const lack = Math.max(0, whole.toString(16).length - part.toString(16).length) * 4 + 64;
  let value = Number((part << BigInt(lack)) / whole);
  for (let left = lack; left > 0; left -= 32) value /= 2 ** Math.min(32, left);
  return value;
}

function trimmed({ from, weights }: Distribution): Distribution {
  let start = 0;
  let end = weights.length;
  while (start < end && weights[start]! < NEGLIGIBLE) start += 1;
  while (end > start && weights[end - 1]! < NEGLIGIBLE) end -= 1;
  return { from: from + start, weights: weights.slice(start, end) };
}
