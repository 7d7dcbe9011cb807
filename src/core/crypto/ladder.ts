import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import type { Point } from './group.js';

/**
 * Multiplication on edwards25519 by way of X25519 (RFC 7748), where a fast one is at hand. Both are one group in two
 * coordinates (RFC 7748, 4.1); X25519 gives the u of a multiple and not the sign of its v. That sign follows from the u
 * of the next multiple but seven: with Q = s·P and D = 8·P known, u(Q + D) fixes v(Q) by the addition law.
 */

/** X25519 of a clamped scalar and a u coordinate, 32 little-endian bytes each. */
export type X25519 = (scalar: Uint8Array, u: Uint8Array) => Uint8Array;

const { Fp } = ed25519.Point;
/** v² = u³ + A·u² + u. */
const A = 486662n;
/** A root of −(A + 2): x = ROOT·u/v. Which of the two it is does not matter, since the way there and back uses the same. */
const ROOT = Fp.sqrt(Fp.create(-486664n));

/**
 * The canonical encoding of `scalar·base` for a point of prime order and 32 clamped bytes. Null where the way does not
 * lead there, which a random input does not meet; every answer has been held against the curve's equation.
 */
export function ladderMultiple(base: Point, scalar: Uint8Array, x25519: X25519): Uint8Array | null {
  const next = plusEight(scalar);
  if (next === null) return null;
  const { baseU, u: uD, v: vD } = baseAndStep(base, base.double().double().double());
  const u = bytesToNumberLE(x25519(scalar, baseU));
  const uNext = bytesToNumberLE(x25519(next, baseU));
  const square = Fp.create(u * (Fp.create(u * (u + A)) + 1n));
  const width = Fp.create((uD - u) * (uD - u));
  // u(Q + D) = ((v(D) − v(Q)) / (u(D) − u(Q)))² − A − u(D) − u(Q), multiplied out and solved for 2·v(D)·v(Q).
  const product = Fp.create(vD * vD + square - (uNext + A + u + uD) * width);
  const twice = Fp.create(2n * vD);
  const isOnCurve = Fp.create(product * product) === Fp.create(Fp.create(twice * twice) * square);
  if (!isOnCurve || width === 0n || product === 0n || Fp.create(u + 1n) === 0n) return null;
  const inverse = Fp.inv(Fp.create(product * (u + 1n)));
  const x = Fp.create(Fp.create(ROOT * u) * Fp.create(twice * Fp.create((u + 1n) * inverse)));
  const y = Fp.create(Fp.create((u - 1n) * product) * inverse);
  const encoding = numberToBytesLE(y, 32);
  if ((x & 1n) === 1n) encoding[31]! |= 0x80;
  return encoding;
}

/** The u coordinate of one point as bytes, and both of another, with one inversion. */
function baseAndStep(base: Point, step: Point): { readonly baseU: Uint8Array; readonly u: bigint; readonly v: bigint } {
  const below = Fp.create(base.Z - base.Y);
  const belowStep = Fp.create((step.Z - step.Y) * step.X);
  const inverse = Fp.inv(Fp.create(below * belowStep));
  const above = Fp.create((step.Z + step.Y) * Fp.create(inverse * below));
  return {
    baseU: numberToBytesLE(Fp.create((base.Z + base.Y) * Fp.create(inverse * belowStep)), 32),
    u: Fp.create(above * step.X),
    v: Fp.create(ROOT * Fp.create(above * step.Z)),
  };
}

/** The scalar and eight; null where that is not clamped any more. */
function plusEight(scalar: Uint8Array): Uint8Array | null {
  const sum = scalar.slice();
  for (let index = 0, carry = 8; carry > 0 && index < 32; index += 1) {
    const digit = sum[index]! + carry;
    sum[index] = digit & 0xff;
    carry = digit >> 8;
  }
  return sum[31]! < 0x80 ? sum : null;
}
