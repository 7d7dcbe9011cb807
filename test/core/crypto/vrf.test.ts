import test from 'ava';
import fc from 'fast-check';
import { ed25519 } from '@noble/curves/ed25519.js';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { multiplyAdd, multiplyTwice } from '../../../src/core/crypto/group.js';
import { deriveVrfKey, vrfHash, vrfProve, vrfPublicKey, vrfVerify } from '../../../src/core/crypto/vrf.js';
import { bytesToHex, hexToBytes } from '../../../src/core/units/hex.js';
import { flipBit, littleEndian, toLittleEndian } from './byte-tools.js';
import { readVectors } from './vectors.js';

interface VrfVectors {
  examples: { example: number; secretKey: string; publicKey: string; alpha: string; tries: number; proof: string; hash: string }[];
  rejected: { why: string; publicKey: string; alpha: string; proof: string }[];
  lowOrderKeys: { canonical: string[]; nonCanonical: string[] };
}

const vectors = readVectors<VrfVectors>('rfc9381/vrf.json');
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

for (const { example, secretKey, publicKey, alpha, tries, proof, hash } of vectors.examples) {
  test(`RFC 9381 B.3, example ${example}: proving`, (t) => {
    t.is(bytesToHex(vrfPublicKey(hexToBytes(secretKey))), publicKey);
    const output = vrfProve(hexToBytes(secretKey), hexToBytes(alpha));
    t.is(bytesToHex(output.proof), proof);
    t.is(bytesToHex(output.hash), hash);
    t.is(bytesToHex(vrfHash(deriveVrfKey(hexToBytes(secretKey)), hexToBytes(alpha))), hash);
  });

  test(`RFC 9381 B.3, example ${example}: verifying`, (t) => {
    const verified = vrfVerify(hexToBytes(publicKey), hexToBytes(alpha), hexToBytes(proof));
    t.is(verified && bytesToHex(verified), hash);
  });

  test(`RFC 9381 B.3, example ${example}: try-and-increment takes ${tries} tries`, (t) => {
    // A key that is already derived hashes the secret key no more; what remains are the tries, nonce, challenge and beta.
    let hashes = 0;
    const counting = (bytes: Uint8Array) => {
      hashes += 1;
      return nobleSuite.sha512(bytes);
    };
    vrfProve(deriveVrfKey(hexToBytes(secretKey)), hexToBytes(alpha), counting);
    t.is(hashes, tries + 3);
  });
}

for (const { why, publicKey, alpha, proof } of vectors.rejected) {
  test(`rejected: ${why}`, (t) => {
    t.is(vrfVerify(hexToBytes(publicKey), hexToBytes(alpha), hexToBytes(proof)), null);
  });
}

test('validate_key: under every low-order key a proof can be forged, and is refused', (t) => {
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
      if (forged !== null) t.is(vrfVerify(publicKey, alpha, forged), null, key);
    }
    t.not(forged, null, `a forgery under ${key} exists`);
  }
  for (const key of vectors.lowOrderKeys.nonCanonical) {
    t.is(vrfVerify(hexToBytes(key), Uint8Array.of(1), hexToBytes(vectors.examples[0]!.proof)), null);
  }
});

test('a proof is exactly 80 bytes and its s is below q', (t) => {
  const { publicKey, alpha, proof } = vectors.examples[1]!;
  const bytes = hexToBytes(proof);
  const sPlusQ = littleEndian(bytes.subarray(48)) + ed25519.Point.Fn.ORDER;
  const malleated = Uint8Array.from([...bytes.subarray(0, 48), ...toLittleEndian(sPlusQ)]);
  t.is(vrfVerify(hexToBytes(publicKey), hexToBytes(alpha), malleated), null);
  for (const other of [bytes.subarray(0, 79), Uint8Array.from([...bytes, 0]), new Uint8Array(0)]) {
    t.is(vrfVerify(hexToBytes(publicKey), hexToBytes(alpha), other), null);
  }
});

test('keys of other lengths: verifying is invalid, proving a RangeError', (t) => {
  const { alpha, proof } = vectors.examples[0]!;
  for (const length of [0, 31, 33]) {
    t.is(vrfVerify(new Uint8Array(length), hexToBytes(alpha), hexToBytes(proof)), null);
    t.throws(() => vrfProve(new Uint8Array(length), hexToBytes(alpha)), { instanceOf: RangeError });
  }
});

test('what is proved verifies to the same hash, and no bit of key, alpha or proof may change', (t) => {
  fc.assert(
    fc.property(bytes32, fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(), (secretKey, alpha, at) => {
      const key = deriveVrfKey(secretKey);
      const { proof, hash } = vrfProve(key, alpha);
      t.deepEqual(vrfVerify(key.publicKey, alpha, proof), hash);
      t.deepEqual(vrfHash(key, alpha), hash);
      t.deepEqual(key.publicKey, nobleSuite.publicKey(secretKey));
      t.is(vrfVerify(flipBit(key.publicKey, at), alpha, proof), null);
      t.is(vrfVerify(key.publicKey, flipBit(alpha, at), proof), null);
      t.is(vrfVerify(key.publicKey, alpha, flipBit(proof, at)), null);
    }),
    { numRuns: 15 },
  );
});

test('two products over one chain of doublings are what noble computes apart', (t) => {
  const { BASE, Fn } = ed25519.Point;
  const edge = fc.constantFrom(0n, 1n, 2n, 7n, 8n, 15n, 16n, 0x7777n, (1n << 252n) - 1n, Fn.ORDER - 1n);
  const scalar = fc.oneof(edge, fc.bigInt(0n, Fn.ORDER - 1n));
  fc.assert(
    fc.property(scalar, scalar, fc.bigInt(1n, Fn.ORDER - 1n), (a, b, at) => {
      const point = BASE.multiply(at);
      const [first, second] = multiplyTwice(point, a, b);
      t.true(first.equals(point.multiplyUnsafe(a)));
      t.true(second.equals(point.multiplyUnsafe(b)));
      t.true(multiplyAdd(a, point, b, BASE).equals(point.multiplyUnsafe(a).add(BASE.multiplyUnsafe(b))));
    }),
    { numRuns: 40 },
  );
});

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
