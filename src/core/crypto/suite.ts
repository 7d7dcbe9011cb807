import type { Hex } from '../units/hex.js';
import type { Group } from './group.js';

/**
 * The fast functions that core takes as an argument (DESIGN 5): bytes in, bytes out, nothing ambient.
 *
 * `nobleSuite` (this folder) is the default; `src/nodes` supplies one over `node:crypto`. Both obey one rule of
 * validity: canonical A and R, S < L, A not of low order, and the cofactorless equation.
 */
export interface CryptoSuite {
  sha256(bytes: Uint8Array): Uint8Array;
  sha512(bytes: Uint8Array): Uint8Array;
  /** SHA-256 of the UTF-8 of well-formed text, as hex: what content hashes are, without the bytes in between. */
  sha256Text(text: string): Hex;
  /** The 32-byte public key of a 32-byte Ed25519 secret key (RFC 8032 seed). */
  publicKey(secretKey: Uint8Array): Uint8Array;
  /** The deterministic 64-byte Ed25519 signature of a message. */
  sign(secretKey: Uint8Array, message: Uint8Array): Uint8Array;
  /** Whether the signature is valid under the project's one rule. Bytes of a wrong length are invalid, never an error. */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** Points of edwards25519, for the VRF. */
  readonly group: Group;
}
