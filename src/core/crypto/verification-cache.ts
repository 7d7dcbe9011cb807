import { type Hex, bytesToHex } from '../units/hex.js';
import { hexToBytesOrNull } from './bytes.js';
import type { CryptoSuite } from './suite.js';
import { vrfVerify } from './vrf.js';

/** How often something was really verified, and how often a kept result answered. */
export interface VerificationCounters {
  signaturesVerified: number;
  signatureHits: number;
  proofsVerified: number;
  proofHits: number;
}

export interface VerificationCache {
  /** Whether the signature over the 32 bytes of a content hash is valid. */
  verify(publicKey: Hex, hash: Hex, signature: Hex): boolean;
  /** The 64-byte VRF hash that the proof proves for alpha, or null. */
  vrfVerify(publicKey: Hex, alpha: Hex, proof: Hex): Hex | null;
  readonly counters: Readonly<VerificationCounters>;
}

/**
 * Verifies every distinct (key, hash, signature) and (key, alpha, proof) really, once per worker, and keeps the result
 * by content: the nodes of a thread that receive one message share one verification, while each still pays virtual
 * time for it (DESIGN 5). A result is a pure function of what it is kept under, so it makes no difference to a run what
 * the cache still holds; it is no part of a node's state, of a checkpoint or of the digest.
 *
 * `limit` is the greatest number of results kept of each kind; the oldest goes first. Text that is not lower-case hex
 * of whole bytes is invalid.
 */
export function createVerificationCache(suite: CryptoSuite, limit: number): VerificationCache {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`a verification cache keeps at least one result, not ${limit}`);
  const signatures = new Map<Hex, KeptSignature>();
  let kept = 0;
  const proofs = new Map<string, Hex | null>();
  const counters: VerificationCounters = { signaturesVerified: 0, signatureHits: 0, proofsVerified: 0, proofHits: 0 };
  return {
    counters,
    verify(publicKey, hash, signature) {
      const first = signatures.get(signature);
      for (let known = first; known !== undefined; known = known.next) {
        if (known.hash !== hash || known.publicKey !== publicKey) continue;
        counters.signatureHits += 1;
        return known.valid;
      }
      counters.signaturesVerified += 1;
      if (kept >= limit) kept -= dropOldest(signatures);
      kept += 1;
      const valid = verifyHex(suite, publicKey, hash, signature);
      // What was known of it may just have been dropped, so it is looked up again.
      signatures.set(signature, { publicKey, hash, valid, next: signatures.get(signature) });
      return valid;
    },
    vrfVerify(publicKey, alpha, proof) {
      // No part may contain the separator without being refused as hex, so different triples have different names.
      const name = `${publicKey}|${alpha}|${proof}`;
      const known = proofs.get(name);
      if (known !== undefined) {
        counters.proofHits += 1;
        return known;
      }
      counters.proofsVerified += 1;
      return keep(proofs, name, vrfVerifyHex(suite, publicKey, alpha, proof), limit);
    },
  };
}

/**
 * A result, found by its signature alone: messages share that text, so its hash as a key is worked out once, and hardly
 * two results have one signature.
 */
interface KeptSignature {
  readonly publicKey: Hex;
  readonly hash: Hex;
  readonly valid: boolean;
  /** Another result for the same signature. */
  readonly next: KeptSignature | undefined;
}

/** Drops what is kept of the signature that was seen first; returns how many results that were. */
function dropOldest(signatures: Map<Hex, KeptSignature>): number {
  const [signature, first] = signatures.entries().next().value!;
  signatures.delete(signature);
  let dropped = 0;
  for (let result: KeptSignature | undefined = first; result !== undefined; result = result.next) dropped += 1;
  return dropped;
}

function verifyHex(suite: CryptoSuite, publicKey: Hex, hash: Hex, signature: Hex): boolean {
  const [key, message, signatureBytes] = [hexToBytesOrNull(publicKey), hexToBytesOrNull(hash), hexToBytesOrNull(signature)];
  return key !== null && message !== null && signatureBytes !== null && suite.verify(key, message, signatureBytes);
}

function vrfVerifyHex(suite: CryptoSuite, publicKey: Hex, alpha: Hex, proof: Hex): Hex | null {
  const [key, message, proofBytes] = [hexToBytesOrNull(publicKey), hexToBytesOrNull(alpha), hexToBytesOrNull(proof)];
  if (key === null || message === null || proofBytes === null) return null;
  const hash = vrfVerify(key, message, proofBytes, suite);
  return hash === null ? null : bytesToHex(hash);
}

function keep<Result>(results: Map<string, Result>, name: string, result: Result, limit: number): Result {
  if (results.size >= limit) results.delete(results.keys().next().value!);
  results.set(name, result);
  return result;
}
