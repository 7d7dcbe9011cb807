import { type Hex, bytesToHex, hexToBytes } from '../units/hex.js';
import { contentHashOfMutable } from './encoding.js';
import type { CryptoSuite } from './suite.js';

/** A node's key pair: the secret key as bytes for its signer alone, the public key as everyone writes it. */
export interface KeyPair {
  readonly secretKey: Uint8Array;
  readonly publicKey: Hex;
}

const SECRET_KEY_DOMAIN = 'v2g-tui/secret-key';

/**
 * The 32-byte Ed25519 (and VRF) secret key of a node: SHA-256 of the canonical text of domain, seed and node id. Anyone
 * who knows the seed knows every key: a run folder proves consistency, not authorship (DESIGN 5). The seeds `1` and
 * `'1'` give different keys.
 */
export function deriveSecretKey(suite: CryptoSuite, seed: number | string, nodeId: string): Uint8Array {
  return hexToBytes(contentHashOfMutable(suite, SECRET_KEY_DOMAIN, [seed, nodeId]));
}

/** The key pair of a node: `deriveSecretKey` with its public key. */
export function keyPair(suite: CryptoSuite, seed: number | string, nodeId: string): KeyPair {
  const secretKey = deriveSecretKey(suite, seed, nodeId);
  return { secretKey, publicKey: bytesToHex(suite.publicKey(secretKey)) };
}
