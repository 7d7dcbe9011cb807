import test from 'ava';
import fc from 'fast-check';
import { ed25519 } from '@noble/curves/ed25519.js';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import type { CryptoSuite } from '../../../src/core/crypto/suite.js';
import { deriveVrfKey, vrfHash, vrfProve, vrfPublicKey, vrfVerify } from '../../../src/core/crypto/vrf.js';
import { bytesToHex, hexToBytes } from '../../../src/core/units/hex.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';
import { flipBit, littleEndian, toLittleEndian } from './byte-tools.js';
import { readVectors } from './vectors.js';

interface VrfVectors {
  examples: { example: number; secretKey: string; publicKey: string; alpha: string; tries: number; proof: string; hash: string }[];
  rejected: { why: string; publicKey: string; alpha: string; proof: string }[];
  lowOrderKeys: { canonical: string[]; nonCanonical: string[] };
}

const vectors = readVectors<VrfVectors>('rfc9381/vrf.json');
const suites: readonly [string, CryptoSuite][] = [
  ['noble', nobleSuite],
  ['node', nodeSuite],
];
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

for (const [name, suite] of suites) {
  for (const { example, secretKey, publicKey, alpha, tries, proof, hash } of vectors.examples) {
    test(`${name}: RFC 9381 B.3, example ${example}: proving`, (t) => {
      t.is(bytesToHex(vrfPublicKey(hexToBytes(secretKey), suite)), publicKey);
      const output = vrfProve(hexToBytes(secretKey), hexToBytes(alpha), suite);
      t.is(bytesToHex(output.proof), proof);
      t.is(bytesToHex(output.hash), hash);
      t.is(bytesToHex(vrfHash(deriveVrfKey(hexToBytes(secretKey), suite), hexToBytes(alpha), suite)), hash);
    });

    test(`${name}: RFC 9381 B.3, example ${example}: verifying`, (t) => {
      const verified = vrfVerify(hexToBytes(publicKey), hexToBytes(alpha), hexToBytes(proof), suite);
      t.is(verified && bytesToHex(verified), hash);
    });

    test(`${name}: RFC 9381 B.3, example ${example}: try-and-increment takes ${tries} tries`, (t) => {
      // A key that is already derived hashes the secret key no more; what remains are the tries, nonce, challenge and beta.
      let hashes = 0;
      const counting = (bytes: Uint8Array) => {
        hashes += 1;
        return suite.sha512(bytes);
      };
      vrfProve(deriveVrfKey(hexToBytes(secretKey)), hexToBytes(alpha), { ...suite, sha512: counting });
      t.is(hashes, tries + 3);
    });
  }

  for (const { why, publicKey, alpha, proof } of vectors.rejected) {
    test(`${name}: rejected: ${why}`, (t) => {
      t.is(vrfVerify(hexToBytes(publicKey), hexToBytes(alpha), hexToBytes(proof), suite), null);
    });
  }

  test(`${name}: validate_key: under every low-order key a proof can be forged, and is refused`, (t) => {
    // With Y of low order and Gamma the identity, c·Y vanishes for c a multiple of 8, and any s satisfies the equations:
    // the forger picks s and asks for the c that the challenge then is.
    const { Point } = ed25519;
    const gamma = Point.ZERO.toBytes();
    for (const key of vectors.lowOrderKeys.canonical) {
      const publicKey = hexToBytes(key);
      let forged: Uint8Array | null = null;
      for (let index = 1; index < 200 && forged === null; index += 1) {
        const alpha = Uint8Array.of(index);
        forged = forgery(publicKey, alpha, gamma);
        if (forged !== null) t.is(vrfVerify(publicKey, alpha, forged, suite), null, key);
      }
      t.not(forged, null, `a forgery under ${key} exists`);
    }
    for (const key of vectors.lowOrderKeys.nonCanonical) {
      t.is(vrfVerify(hexToBytes(key), Uint8Array.of(1), hexToBytes(vectors.examples[0]!.proof), suite), null);
    }
  });

  test(`${name}: a proof is exactly 80 bytes and its s is below q`, (t) => {
    const { publicKey, alpha, proof } = vectors.examples[1]!;
    const bytes = hexToBytes(proof);
    const sPlusQ = littleEndian(bytes.subarray(48)) + ed25519.Point.Fn.ORDER;
    const malleated = Uint8Array.from([...bytes.subarray(0, 48), ...toLittleEndian(sPlusQ)]);
    t.is(vrfVerify(hexToBytes(publicKey), hexToBytes(alpha), malleated, suite), null);
    for (const other of [bytes.subarray(0, 79), Uint8Array.from([...bytes, 0]), new Uint8Array(0)]) {
      t.is(vrfVerify(hexToBytes(publicKey), hexToBytes(alpha), other, suite), null);
    }
  });

  test(`${name}: keys of other lengths: verifying is invalid, proving a RangeError`, (t) => {
    const { alpha, proof } = vectors.examples[0]!;
    for (const length of [0, 31, 33]) {
      t.is(vrfVerify(new Uint8Array(length), hexToBytes(alpha), hexToBytes(proof), suite), null);
      t.throws(() => vrfProve(new Uint8Array(length), hexToBytes(alpha), suite), { instanceOf: RangeError });
    }
  });

  test(`${name}: what is proved verifies to the same hash, and no bit of key, alpha or proof may change`, (t) => {
    fc.assert(
      fc.property(bytes32, fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(), (secretKey, alpha, at) => {
        const key = deriveVrfKey(secretKey, suite);
        const { proof, hash } = vrfProve(key, alpha, suite);
        t.deepEqual(vrfVerify(key.publicKey, alpha, proof, suite), hash);
        t.deepEqual(vrfHash(key, alpha, suite), hash);
        t.deepEqual(key.publicKey, nobleSuite.publicKey(secretKey));
        t.is(vrfVerify(flipBit(key.publicKey, at), alpha, proof, suite), null);
        t.is(vrfVerify(key.publicKey, flipBit(alpha, at), proof, suite), null);
        t.is(vrfVerify(key.publicKey, alpha, flipBit(proof, at), suite), null);
      }),
      { numRuns: 15 },
    );
  });
}

/** A proof under a low-order key made without any secret: null when the challenge for this alpha does not suit. */
function forgery(publicKey: Uint8Array, alpha: Uint8Array, gamma: Uint8Array): Uint8Array | null {
  const { Point } = ed25519;
  const s = 5n;
  const h = encodeToCurve(publicKey, alpha);
  const [u, v] = [Point.BASE.multiply(s).toBytes(), h.multiply(s).toBytes()];
  const input = Uint8Array.from([3, 2, ...publicKey, ...h.toBytes(), ...gamma, ...u, ...v, 0]);
  const c = nobleSuite.sha512(input).slice(0, 16);
  return c[0]! % 8 === 0 ? Uint8Array.from([...gamma, ...c, ...toLittleEndian(s)]) : null;
}

function encodeToCurve(publicKey: Uint8Array, alpha: Uint8Array): typeof ed25519.Point.BASE {
  for (let counter = 0; ; counter += 1) {
    try {
      const hash = nobleSuite.sha512(Uint8Array.from([3, 1, ...publicKey, ...alpha, counter, 0]));
      return ed25519.Point.fromBytes(hash.slice(0, 32)).clearCofactor();
    } catch {
      // Not a point: the next counter.
    }
  }
}
