import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '../units/hex.js';
import { concatBytes, equalBytes } from './bytes.js';
import { passesCheapChecks } from './ed25519-rule.js';
import { nobleGroup } from './noble-group.js';
import type { CryptoSuite } from './suite.js';

/**
 * The default suite: JavaScript only, for core on its own, for tests and for checking the fast one.
 *
 * `ed25519.verify` of noble decides the equation with the cofactor (and by default ZIP-215), so a signature whose R or
 * A carries a torsion component may pass there and fail in OpenSSL. `verify` here decides the project's rule instead.
 */
export const nobleSuite: CryptoSuite = {
  sha256: (bytes) => sha256(bytes),
  sha512: (bytes) => sha512(bytes),
  sha256Text: (text) => bytesToHex(sha256(utf8ToBytes(text))),
  publicKey: (secretKey) => ed25519.getPublicKey(secretKey),
  sign: (secretKey, message) => ed25519.sign(message, secretKey),
  verify,
  group: nobleGroup,
};

/** RFC 8032, 5.1.7 without the cofactor: R must be the encoding of [S]B − [k]A. */
function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (!passesCheapChecks(publicKey, signature)) return false;
  const { Point } = ed25519;
  const encodedR = signature.subarray(0, 32);
  let minusA;
  try {
    minusA = Point.fromBytes(publicKey).negate();
  } catch {
    return false;
  }
  const s = bytesToNumberLE(signature.subarray(32));
  const k = Point.Fn.create(bytesToNumberLE(sha512(concatBytes(encodedR, publicKey, message))));
  const recomputed = Point.BASE.multiplyUnsafe(s).add(minusA.multiplyUnsafe(k));
  // Comparing encodings refuses every R that is not canonical, since toBytes writes the canonical one.
  return equalBytes(recomputed.toBytes(), encodedR);
}
