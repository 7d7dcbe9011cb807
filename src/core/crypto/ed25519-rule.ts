import { ed25519 } from '@noble/curves/ed25519.js';
import { type Hex, bytesToHex } from '../units/hex.js';

/**
 * The project's one rule of Ed25519 validity (DESIGN 5) beyond the equation itself: what a fast verifier may leave
 * unchecked. All checks compare bytes, so they cost next to nothing beside the equation.
 */

/** Why bytes are no public key that this project admits. */
export type PublicKeyFault = 'key-length' | 'key-not-canonical' | 'key-low-order' | 'key-not-on-curve';

/** The field's order p = 2^255 − 19 and the group's order L (RFC 8032, 5.1), little-endian. */
const P_BYTES = Uint8Array.from([0xed, ...Array<number>(30).fill(0xff), 0x7f]);
const L_BYTES = Uint8Array.from([
  0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
]);

/**
 * Every encoding of the eight points whose order divides 8, the ones that strict decoding refuses included. The
 * y coordinates are 1, −1, 0 and the two of the points of order 8; each stands with both signs of x.
 */
const LOW_ORDER_ENCODINGS: ReadonlySet<Hex> = new Set(
  [
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
    // y = p and y = p + 1 are 0 and 1 written a second way.
    'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  ].flatMap((encoding) => [encoding, encoding.slice(0, 62) + (Number.parseInt(encoding.slice(62), 16) | 0x80).toString(16)]),
);

/** First bytes of low-order encodings: almost every honest key is cleared without turning it into text. */
const LOW_ORDER_FIRST_BYTES: ReadonlySet<number> = new Set([...LOW_ORDER_ENCODINGS].map((encoding) => Number.parseInt(encoding.slice(0, 2), 16)));

/** Whether 32 bytes encode, canonically or not, a point whose order divides 8. */
export function isLowOrderEncoding(encoding: Uint8Array): boolean {
  return LOW_ORDER_FIRST_BYTES.has(encoding[0]!) && LOW_ORDER_ENCODINGS.has(bytesToHex(encoding));
}

/**
 * Whether the y coordinate in 32 bytes is below p. The other half of RFC 8032, 5.1.3 (no sign bit where x = 0) concerns
 * y = ±1 only: those are of low order as keys, and as R no verifier's recomputed encoding carries that bit.
 */
export function hasCanonicalY(encoding: Uint8Array): boolean {
  return isBelow(encoding, P_BYTES, 0x7f);
}

/** Whether the 32 little-endian bytes of S are below L, so that no signature has a second form. */
export function isCanonicalScalar(scalar: Uint8Array): boolean {
  return isBelow(scalar, L_BYTES, 0xff);
}

/** The cheap conditions of validity, for any verifier: lengths, canonical A and R, S < L, A not of low order. */
export function passesCheapChecks(publicKey: Uint8Array, signature: Uint8Array): boolean {
  return (
    publicKey.length === 32 &&
    signature.length === 64 &&
    hasCanonicalY(publicKey) &&
    !isLowOrderEncoding(publicKey) &&
    hasCanonicalY(signature.subarray(0, 32)) &&
    isCanonicalScalar(signature.subarray(32))
  );
}

/** What keeps bytes from being an admissible public key, or null. Decodes the point: for admission, not for every message. */
export function publicKeyFault(publicKey: Uint8Array): PublicKeyFault | null {
  if (publicKey.length !== 32) return 'key-length';
  if (isLowOrderEncoding(publicKey)) return 'key-low-order';
  if (!hasCanonicalY(publicKey)) return 'key-not-canonical';
  try {
    ed25519.Point.fromBytes(publicKey);
    return null;
  } catch {
    return 'key-not-on-curve';
  }
}

/** Little-endian comparison; `lastMask` hides the sign bit of a point's last byte. */
function isBelow(bytes: Uint8Array, bound: Uint8Array, lastMask: number): boolean {
  for (let i = 31; i >= 0; i -= 1) {
    const byte = i === 31 ? bytes[i]! & lastMask : bytes[i]!;
    if (byte !== bound[i]) return byte < bound[i]!;
  }
  return false;
}
