import { merklePath, merkleRoot } from '../crypto/merkle.js';
import { selectedUnits } from '../crypto/sortition.js';
import type { CryptoSuite } from '../crypto/suite.js';
import { deriveVrfKey, vrfProve, vrfVerify } from '../crypto/vrf.js';
import { type Hex, bytesToHex } from '../units/hex.js';
import { EvalInputError, asHex, childPath, hasField, readArray, readHex, readInteger, readObject } from './input-error.js';

/**
 * The eval units of the cryptography (DESIGN 6): parsed JSON in, plain JSON out. Each throws `EvalInputError` for what
 * is not hex, lacks a field, has a wrong type or an impossible value; `path` is where the input stands in the document.
 */

/** `{secretKey, alpha}` → `{publicKey, proof, hash}`, RFC 9381. A secret key that is not of 32 bytes proves nothing: all `null`. */
export function evalVrfProve(suite: CryptoSuite, input: unknown, path = '$'): { publicKey: Hex | null; proof: Hex | null; hash: Hex | null } {
  const object = readObject(input, path, ['secretKey', 'alpha']);
  const secretKey = readHex(object, 'secretKey');
  const alpha = readHex(object, 'alpha');
  if (secretKey.length !== 32) return { publicKey: null, proof: null, hash: null };
  const key = deriveVrfKey(secretKey, suite);
  const { proof, hash } = vrfProve(key, alpha, suite);
  return { publicKey: bytesToHex(key.publicKey), proof: bytesToHex(proof), hash: bytesToHex(hash) };
}

/** `{publicKey, alpha, proof}` → `{valid, hash}`, RFC 9381; `hash` is null when invalid. */
export function evalVrfVerify(suite: CryptoSuite, input: unknown, path = '$'): { valid: boolean; hash: Hex | null } {
  const object = readObject(input, path, ['publicKey', 'alpha', 'proof']);
  const hash = vrfVerify(readHex(object, 'publicKey'), readHex(object, 'alpha'), readHex(object, 'proof'), suite);
  return { valid: hash !== null, hash: hash === null ? null : bytesToHex(hash) };
}

/** `{hash, credit, theta, total}` → `{selected}`, SEED A2. The hash has 64 bytes, and theta is at most total. */
export function evalSortition(_suite: CryptoSuite, input: unknown, path = '$'): { selected: number } {
  const object = readObject(input, path, ['hash', 'credit', 'theta', 'total']);
  const hash = readHex(object, 'hash');
  if (hash.length !== 64) throw new EvalInputError(childPath(path, 'hash'), `expected 64 bytes, found ${hash.length}`);
  const credit = readInteger(object, 'credit', 0);
  const theta = readInteger(object, 'theta', 0);
  const total = readInteger(object, 'total', 1);
  if (theta > total) throw new EvalInputError(childPath(path, 'theta'), `expected at most total, ${total}, found ${theta}`);
  return { selected: selectedUnits(hash, credit, theta, total) };
}

/** `{publicKey, message, signature}` → `{valid}`, by the project's one rule of validity (DESIGN 5). */
export function evalEd25519Verify(suite: CryptoSuite, input: unknown, path = '$'): { valid: boolean } {
  const object = readObject(input, path, ['publicKey', 'message', 'signature']);
  return { valid: suite.verify(readHex(object, 'publicKey'), readHex(object, 'message'), readHex(object, 'signature')) };
}

/** `{leaves, index?}` → `{root, path?}`, RFC 6962; `path` is there exactly when `index` is. */
export function evalMerkle(suite: CryptoSuite, input: unknown, path = '$'): { root: Hex; path?: Hex[] } {
  const object = readObject(input, path, ['leaves'], ['index']);
  const leaves = readArray(object, 'leaves', asHex);
  const root = bytesToHex(merkleRoot(leaves, suite.sha256));
  if (!hasField(object, 'index')) return { root };
  const index = readInteger(object, 'index', 0);
  if (index >= leaves.length) throw new EvalInputError(childPath(path, 'index'), `expected the index of one of ${leaves.length} leaves, found ${index}`);
  return { root, path: merklePath(leaves, index, suite.sha256).map(bytesToHex) };
}
