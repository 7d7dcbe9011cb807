import { bytesToNumberLE } from '@noble/curves/utils.js';
import { ed25519 } from '@noble/curves/ed25519.js';

/**
 * Arithmetic on edwards25519 as the VRF needs it. Core composes it of noble's point operations (`noble-group.ts`);
 * `src/nodes` supplies one over WebAssembly. Both give the same points for every input: which one a run uses makes a
 * difference to time only. Nothing runs in constant time, not even with secret scalars: keys of a simulator derive from
 * a published seed (DESIGN 5) and guard nothing.
 *
 * A `Point` is whatever the group holds points in; scalars are integers from 0 to q − 1.
 */
export interface Group<Point = unknown> {
  /** The point that 32 bytes encode, by the strict decoding of RFC 8032, 5.1.3, or null. */
  decode(encoding: Uint8Array): Point | null;
  /** The canonical encodings of the points. */
  encode(points: readonly Point[]): Uint8Array[];
  isIdentity(point: Point): boolean;
  /** `8·P`. */
  timesCofactor(point: Point): Point;
  /** `n·B` for the base point. */
  multiplyBase(n: bigint): Point;
  /** `n·P`. */
  multiply(n: bigint, point: Point): Point;
  /** `[a·P, b·P]`. */
  multiplyTwice(point: Point, a: bigint, b: bigint): [Point, Point];
  /** `P − Q`. */
  subtract(p: Point, q: Point): Point;
  /** `a·P − b·Q`. */
  multiplySubtract(a: bigint, p: Point, b: bigint, q: Point): Point;
}

/** The prime order of the base point, `q` of RFC 9381 and `L` of RFC 8032. */
export const GROUP_ORDER: bigint = ed25519.Point.Fn.ORDER;

/** A 32-byte hash or scalar as an integer modulo q. */
export function reduceModOrder(littleEndian: Uint8Array): bigint {
  return ed25519.Point.Fn.create(bytesToNumberLE(littleEndian));
}
