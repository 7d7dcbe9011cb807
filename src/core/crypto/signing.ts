import { type Hex, bytesToHex, hexToBytes } from '../units/hex.js';
import { hexToBytesOrNull } from './bytes.js';
import { contentHash } from './encoding.js';
import type { CryptoSuite } from './suite.js';

/** The Ed25519 signature, 64 bytes in hex, over the 32 bytes of `contentHash(suite, domain, content)`. */
export function signContent(suite: CryptoSuite, secretKey: Uint8Array, domain: string, content: unknown): Hex {
  return bytesToHex(suite.sign(secretKey, hexToBytes(contentHash(suite, domain, content))));
}

/**
 * Whether `signature` is what the holder of `publicKey` signed for this domain and content. Anything that is not
 * lower-case hex of the right length is invalid. Verifies anew each time: nodes go through a verification cache.
 */
export function verifyContent(suite: CryptoSuite, publicKey: Hex, domain: string, content: unknown, signature: Hex): boolean {
  const key = hexToBytesOrNull(publicKey);
  const signatureBytes = hexToBytesOrNull(signature);
  if (key === null || signatureBytes === null) return false;
  return suite.verify(key, hexToBytes(contentHash(suite, domain, content)), signatureBytes);
}
