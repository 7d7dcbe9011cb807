import { mulAddUnsafe, normalizeZ } from '@noble/curves/abstract/curve.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { Group } from './group.js';

type Point = ReturnType<typeof ed25519.Point.fromBytes>;

const { Point: Edwards } = ed25519;

/** The default group: noble's points, in JavaScript only. */
export const nobleGroup: Group<Point> = {
  decode(encoding) {
    if (encoding.length !== 32) return null;
    try {
      return Edwards.fromBytes(encoding);
    } catch {
      return null;
    }
  },
  // One field inversion for all of them.
  encode: (points) => normalizeZ(Edwards, [...points]).map((point) => point.toBytes()),
  isIdentity: (point) => point.is0(),
  timesCofactor: (point) => point.clearCofactor(),
  multiplyBase: (n) => Edwards.BASE.multiplyUnsafe(n),
  multiply: (n, point) => point.multiplyUnsafe(n),
  multiplyTwice,
  subtract: (p, q) => p.subtract(q),
  multiplySubtract: (a, p, b, q) => mulAddUnsafe(Edwards, [p, q.negate()], [a, b]),
};

/**
 * Both products walk the same doublings of P (Yao's method): an odd signed digit d at bit i puts 2^i·P into the bucket
 * of d, and Σ d·bucket[d] is the product. Two thirds of the cost of two multiplications.
 */
function multiplyTwice(p: Point, a: bigint, b: bigint): [Point, Point] {
  const digitsA = signedOddDigits(a);
  const digitsB = signedOddDigits(b);
  const bucketsA: (Point | null)[] = [null, null, null, null];
  const bucketsB: (Point | null)[] = [null, null, null, null];
  const length = Math.max(digitsA.length, digitsB.length);
  let power = p;
  for (let i = 0; i < length; i += 1) {
    if (i > 0) power = power.double();
    throwInto(bucketsA, digitsA[i] ?? 0, power);
    throwInto(bucketsB, digitsB[i] ?? 0, power);
  }
  return [sumBuckets(bucketsA), sumBuckets(bucketsB)];
}

/** Width-4 non-adjacent form: digits 0, ±1, ±3, ±5, ±7, lowest bit first, any two nonzero ones at least 4 apart. */
function signedOddDigits(scalar: bigint): number[] {
  const bits = scalar.toString(2);
  const digits: number[] = [];
  let carry = 0;
  for (let i = 0; i < bits.length || carry > 0; i += 1) {
    if ((bitAt(bits, i) + carry) % 2 === 0) {
      // An even remainder: carry stays 1 exactly when bit and carry are both 1.
      digits.push(0);
      continue;
    }
    const window = carry + bitAt(bits, i) + 2 * bitAt(bits, i + 1) + 4 * bitAt(bits, i + 2) + 8 * bitAt(bits, i + 3);
    carry = window > 8 ? 1 : 0;
    digits.push(carry === 1 ? window - 16 : window, 0, 0, 0);
    i += 3;
  }
  return digits;
}

function bitAt(bits: string, index: number): number {
  return bits[bits.length - 1 - index] === '1' ? 1 : 0;
}

function throwInto(buckets: (Point | null)[], digit: number, power: Point): void {
  if (digit === 0) return;
  const index = (Math.abs(digit) - 1) / 2;
  const term = digit < 0 ? power.negate() : power;
  const bucket = buckets[index]!;
  buckets[index] = bucket === null ? term : bucket.add(term);
}

/** b1 + 3·b3 + 5·b5 + 7·b7 = 2·(s7 + s5 + s3) + s1, where s_d is the sum of the buckets from d up. */
function sumBuckets(buckets: readonly (Point | null)[]): Point {
  let running = Edwards.ZERO;
  let doubled = Edwards.ZERO;
  for (let index = 3; index >= 1; index -= 1) {
    const bucket = buckets[index]!;
    if (bucket !== null) running = running.add(bucket);
    doubled = doubled.add(running);
  }
  const lowest = buckets[0]!;
  if (lowest !== null) running = running.add(lowest);
  return doubled.double().add(running);
}
