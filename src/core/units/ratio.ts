import { type BigRational, reduce } from './decimal.js';

/**
 * An exact fraction as plain data that JSON can carry: integers in decimal text, lowest terms, positive denominator.
 * Equal fractions have equal text, so states that hold them compare and hash alike.
 */
export interface Ratio {
  readonly numerator: string;
  readonly denominator: string;
}

/** The fraction as plain data, in lowest terms. Throws on a zero denominator. */
export function toRatio(numerator: bigint, denominator: bigint): Ratio {
  const reduced = reduce(numerator, denominator);
  return { numerator: reduced.numerator.toString(), denominator: reduced.denominator.toString() };
}

/** The product of the fractions, exact and not reduced; 1/1 for none. */
export function productOfRatios(ratios: readonly Ratio[]): BigRational {
  let numerator = 1n;
  let denominator = 1n;
  for (const ratio of ratios) {
    numerator *= BigInt(ratio.numerator);
    denominator *= BigInt(ratio.denominator);
  }
  return { numerator, denominator };
}

/** `floor(value · factor)` for whole numbers from 0 on, rounded that once. */
export function floorTimes(value: number, factor: BigRational): bigint {
  return (BigInt(value) * factor.numerator) / factor.denominator;
}
