import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { concatBytes, equalBytes } from './bytes.js';
import { isLowOrderEncoding } from './ed25519-rule.js';
import { GROUP_ORDER, type Group, reduceModOrder } from './group.js';
import { nobleSuite } from './noble-suite.js';
import type { CryptoSuite } from './suite.js';

/**
 * ECVRF-EDWARDS25519-SHA512-TAI of RFC 9381 (5.5), suite 0x03. Step numbers are the RFC's.
 *
 * Not in constant time: a simulator's keys derive from a published seed and guard nothing. Do not take this file for
 * real keys.
 */

/** Four encoded points. */
type Strings4 = [Uint8Array, Uint8Array, Uint8Array, Uint8Array];

/** What the VRF takes of a suite. */
export type VrfSuite = Pick<CryptoSuite, 'sha512' | 'group'>;

/** What proving needs of a secret key. A node that proves often derives it once. */
export interface VrfKey {
  /** The secret scalar modulo q. */
  readonly x: bigint;
  /** The second half of SHA-512 of the secret key, which nonces come from. */
  readonly prefix: Uint8Array;
  /** The 32-byte public key; it is the Ed25519 public key of the same secret key. */
  readonly publicKey: Uint8Array;
}

/** An 80-byte proof (Gamma, c, s) and the 64-byte hash (beta) that it proves. */
export interface VrfOutput {
  readonly proof: Uint8Array;
  readonly hash: Uint8Array;
}

const SUITE_STRING = 0x03;
const PROOF_LENGTH = 80;
const CHALLENGE_LENGTH = 16;
const COFACTOR = 8n;

/**
 * Proves `alpha` under a 32-byte secret key (or what `deriveVrfKey` made of it). Throws `RangeError` for a secret key
 * of another length. RFC 9381, 5.1 (ECVRF_prove) and 5.2 (ECVRF_proof_to_hash).
 */
export function vrfProve(secretKey: Uint8Array | VrfKey, alpha: Uint8Array, suite: VrfSuite = nobleSuite): VrfOutput {
  // 1. Use SK to derive the VRF secret scalar x and the VRF public key Y = x*B.
  const key = secretKey instanceof Uint8Array ? deriveVrfKey(secretKey, suite) : secretKey;
  const { group } = suite;
  // 2. H = ECVRF_encode_to_curve(encode_to_curve_salt, alpha_string), the salt being PK_string.
  // 3. h_string = point_to_string(H)
  const h = encodeToCurve(key.publicKey, alpha, suite);
  const [hString] = group.encode([h]) as [Uint8Array];
  // 5. k = ECVRF_nonce_generation(SK, h_string), RFC 8032's way (5.4.2.2).
  const k = reduceModOrder(suite.sha512(concatBytes(key.prefix, hString)));
  // 4. Gamma = x*H, computed with k*H of step 6 because a group may share their doublings.
  const [gamma, kH] = group.multiplyTwice(h, key.x, k);
  const [gammaString, kBString, kHString, betaPoint] = group.encode([gamma, group.multiplyBase(k), kH, group.timesCofactor(gamma)]) as Strings4;
  // 6. c = ECVRF_challenge_generation(Y, H, Gamma, k*B, k*H)
  const cString = challenge([key.publicKey, hString, gammaString, kBString, kHString], suite);
  // 7. s = (k + c*x) mod q
  const s = (k + bytesToNumberLE(cString) * key.x) % GROUP_ORDER;
  // 8. pi_string = point_to_string(Gamma) || int_to_string(c, cLen) || int_to_string(s, qLen)
  const proof = concatBytes(gammaString, cString, numberToBytesLE(s, 32));
  return { proof, hash: hashOfGamma(betaPoint, suite) };
}

/**
 * The 64-byte hash that `proof` proves for `alpha` under a 32-byte public key, or null when the proof or the key is
 * invalid in any way. The key is always validated. RFC 9381, 5.3 (ECVRF_verify), 5.4.4 and 5.4.5.
 */
export function vrfVerify(publicKey: Uint8Array, alpha: Uint8Array, proof: Uint8Array, suite: VrfSuite = nobleSuite): Uint8Array | null {
  // 1–2. Y = string_to_point(PK_string); "INVALID" if that fails.
  const { group } = suite;
  const y = group.decode(publicKey);
  if (y === null) return null;
  // 3. ECVRF_validate_key: 8*Y must not be the identity (5.4.5). The encoding is canonical here, so a table decides.
  if (isLowOrderEncoding(publicKey)) return null;
  // 4–6. D = ECVRF_decode_proof(pi_string); (Gamma, c, s) = D
  const decoded = decodeProof(proof, group);
  if (decoded === null) return null;
  const { gamma, gammaString, c, cString, s } = decoded;
  // 7. H = ECVRF_encode_to_curve(encode_to_curve_salt, alpha_string)
  const h = encodeToCurve(publicKey, alpha, suite);
  // 8. U = s*B - c*Y
  const u = group.subtract(group.multiplyBase(s), group.multiply(c, y));
  // 9. V = s*H - c*Gamma
  const v = group.multiplySubtract(s, h, c, gamma);
  const [hString, uString, vString, betaPoint] = group.encode([h, u, v, group.timesCofactor(gamma)]) as Strings4;
  // 10. c' = ECVRF_challenge_generation(Y, H, Gamma, U, V)
  // 11. Valid if c = c', and then the output is ECVRF_proof_to_hash(pi_string).
  const recomputed = challenge([publicKey, hString, gammaString, uString, vString], suite);
  return equalBytes(cString, recomputed) ? hashOfGamma(betaPoint, suite) : null;
}

/**
 * The hash alone that `vrfProve` would prove: less than half its cost. A node that draws many times and wins
 * rarely looks at the hash first and proves only what it publishes. RFC 9381, 5.2, on Gamma = x*H.
 */
export function vrfHash(key: VrfKey, alpha: Uint8Array, suite: VrfSuite = nobleSuite): Uint8Array {
  const h = encodeToCurve(key.publicKey, alpha, suite);
  // H has order q, so that cofactor*(x*H) is one multiple of it.
  const [betaPoint] = suite.group.encode([suite.group.multiply((COFACTOR * key.x) % GROUP_ORDER, h)]) as [Uint8Array];
  return hashOfGamma(betaPoint, suite);
}

/** The 32-byte public key of a 32-byte secret key: the same as Ed25519's. */
export function vrfPublicKey(secretKey: Uint8Array, suite: VrfSuite = nobleSuite): Uint8Array {
  return deriveVrfKey(secretKey, suite).publicKey;
}

/** What proving needs of a 32-byte secret key. Throws `RangeError` for another length. RFC 8032, 5.1.5. */
export function deriveVrfKey(secretKey: Uint8Array, suite: VrfSuite = nobleSuite): VrfKey {
  if (secretKey.length !== 32) throw new RangeError(`a VRF secret key has 32 bytes, not ${secretKey.length}`);
  const digest = suite.sha512(secretKey);
  const head = digest.slice(0, 32);
  head[0]! &= 0xf8;
  head[31] = (head[31]! & 0x7f) | 0x40;
  // Reduced modulo q, which changes neither x*B, x*H nor s: both points have order q.
  const x = reduceModOrder(head);
  const [publicKey] = suite.group.encode([suite.group.multiplyBase(x)]) as [Uint8Array];
  return { x, prefix: digest.slice(32, 64), publicKey };
}

/** ECVRF_encode_to_curve_try_and_increment, RFC 9381, 5.4.1.1. The salt is the public key. */
function encodeToCurve(salt: Uint8Array, alpha: Uint8Array, { group, sha512 }: VrfSuite): unknown {
  // 1–5. hash_string = Hash(suite_string || 0x01 || salt || alpha_string || ctr_string || 0x00)
  const input = concatBytes(Uint8Array.of(SUITE_STRING, 0x01), salt, alpha, Uint8Array.of(0, 0));
  // 6. While H is "INVALID" or H is the identity element of the elliptic curve group:
  for (let ctr = 0; ctr < 256; ctr += 1) {
    input[input.length - 2] = ctr;
    // D. H = interpret_hash_value_as_a_point(hash_string): its first 32 bytes, decoded strictly.
    const candidate = group.decode(sha512(input).slice(0, 32));
    // E. If H is not "INVALID" and cofactor > 1, set H = cofactor * H.
    if (candidate === null) continue;
    const h = group.timesCofactor(candidate);
    if (!group.isIdentity(h)) return h;
  }
  // Each try succeeds about every second time: no input is known, or expected, to get here.
  throw new Error('ECVRF encode_to_curve found no point in 256 tries');
}

/** ECVRF_challenge_generation, RFC 9381, 5.4.3: 16 bytes, the little-endian integer c. */
function challenge(points: readonly Uint8Array[], suite: VrfSuite): Uint8Array {
  const digest = suite.sha512(concatBytes(Uint8Array.of(SUITE_STRING, 0x02), ...points, Uint8Array.of(0x00)));
  return digest.slice(0, CHALLENGE_LENGTH);
}

interface DecodedProof {
  readonly gamma: unknown;
  readonly gammaString: Uint8Array;
  readonly c: bigint;
  readonly cString: Uint8Array;
  readonly s: bigint;
}

/** ECVRF_decode_proof, RFC 9381, 5.4.4, or null for its "INVALID". */
function decodeProof(proof: Uint8Array, group: Group): DecodedProof | null {
  // The proof is exactly ptLen + cLen + qLen bytes.
  if (proof.length !== PROOF_LENGTH) return null;
  // 1–3. gamma_string, c_string and s_string
  const gammaString = proof.slice(0, 32);
  const cString = proof.slice(32, 48);
  // 4–5. Gamma = string_to_point(gamma_string), "INVALID" if that fails.
  const gamma = group.decode(gammaString);
  if (gamma === null) return null;
  // 6–8. c and s as integers; "INVALID" unless s < q.
  const s = bytesToNumberLE(proof.slice(48));
  if (s >= GROUP_ORDER) return null;
  return { gamma, gammaString, c: bytesToNumberLE(cString), cString, s };
}

/** ECVRF_proof_to_hash, RFC 9381, 5.2, step 6: Hash(suite_string || 0x03 || point_to_string(cofactor * Gamma) || 0x00). */
function hashOfGamma(betaPoint: Uint8Array, suite: VrfSuite): Uint8Array {
  return suite.sha512(concatBytes(Uint8Array.of(SUITE_STRING, 0x03), betaPoint, Uint8Array.of(0x00)));
}
