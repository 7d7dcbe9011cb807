import test from 'ava';
import fc from 'fast-check';
import { ed25519 } from '@noble/curves/ed25519.js';
import { nobleSuite } from '../../src/core/crypto/noble-suite.js';
import type { CryptoSuite } from '../../src/core/crypto/suite.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/core/units/hex.js';
import { nodeSuite } from '../../src/nodes/crypto/node-suite.js';
import { flipBit, littleEndian, toLittleEndian } from '../core/crypto/byte-tools.js';
import { readSharedVectors, readVectors } from '../core/crypto/vectors.js';

const suites: [string, CryptoSuite][] = [
  ['noble', nobleSuite],
  ['node', nodeSuite],
];

interface Rfc8032 {
  vectors: { name: string; secretKey: string; publicKey: string; message: string; signature: string }[];
}

interface Wycheproof {
  testGroups: { publicKey: { pk: string }; tests: { tcId: number; comment: string; msg: string; sig: string; result: 'valid' | 'invalid' }[] }[];
}

const rfc8032 = readVectors<Rfc8032>('rfc8032/ed25519.json');
const lowOrder = readVectors<{ lowOrderKeys: { canonical: string[]; nonCanonical: string[] } }>('rfc9381/vrf.json').lowOrderKeys;
const wycheproof = readSharedVectors<Wycheproof>('wycheproof-ed25519.json');

const { Point } = ed25519;
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** A point of order 8: added to a key or to R it leaves the equation with the cofactor true and breaks the one without. */
const TORSION = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');

for (const [name, suite] of suites) {
  for (const vector of rfc8032.vectors) {
    test(`${name}: RFC 8032 ${vector.name}`, (t) => {
      const secretKey = hexToBytes(vector.secretKey);
      const message = hexToBytes(vector.message);
      t.is(bytesToHex(suite.publicKey(secretKey)), vector.publicKey);
      t.is(bytesToHex(suite.sign(secretKey, message)), vector.signature);
      t.true(suite.verify(hexToBytes(vector.publicKey), message, hexToBytes(vector.signature)));
    });
  }

  const check = wycheproof === null ? test.skip : test;
  check(`${name}: every wycheproof Ed25519 verdict${wycheproof === null ? ' (skipped: ../shared/vectors is absent)' : ''}`, (t) => {
    let count = 0;
    for (const group of wycheproof!.testGroups) {
      for (const { tcId, comment, msg, sig, result } of group.tests) {
        const valid = suite.verify(hexToBytes(group.publicKey.pk), hexToBytes(msg), hexToBytes(sig));
        t.is(valid, result === 'valid', `tcId ${tcId} ${comment}`);
        count += 1;
      }
    }
    t.true(count >= 150);
  });

  test(`${name}: SHA-256 and SHA-512 of FIPS 180-4's "abc"`, (t) => {
    t.is(bytesToHex(suite.sha256(utf8ToBytes('abc'))), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    t.is(
      bytesToHex(suite.sha512(utf8ToBytes('abc'))),
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    );
  });

  test(`${name}: results are plain byte arrays, which threads copy as they are`, (t) => {
    const secretKey = new Uint8Array(32).fill(7);
    for (const bytes of [suite.sha256(secretKey), suite.sha512(secretKey), suite.publicKey(secretKey), suite.sign(secretKey, secretKey)]) {
      t.is(Object.getPrototypeOf(bytes), Uint8Array.prototype);
      t.is(bytes.byteLength, bytes.buffer.byteLength);
    }
  });

  test(`${name}: no signature is valid under a low-order key, where the equation holds for R = S·B`, (t) => {
    // With A = identity, S = 0 and R = identity satisfy the equation for every message.
    const identity = hexToBytes(`01${'00'.repeat(31)}`);
    for (const key of [...lowOrder.canonical, ...lowOrder.nonCanonical]) {
      for (let message = 0; message < 16; message += 1) {
        for (const r of lowOrder.canonical) {
          const signature = new Uint8Array(64);
          signature.set(hexToBytes(r));
          t.false(suite.verify(hexToBytes(key), Uint8Array.of(message), signature));
        }
      }
    }
    t.false(suite.verify(identity, new Uint8Array(0), new Uint8Array(64)));
  });

  test(`${name}: R of low order is valid when the equation holds`, (t) => {
    // S = k·a and R = identity: the signer chose the nonce 0. Foolish, but the rule speaks of A only.
    const { scalar, pointBytes } = ed25519.utils.getExtendedPublicKey(new Uint8Array(32).fill(3));
    const message = utf8ToBytes('nonce zero');
    const signature = signWith(scalar, 0n, Point.ZERO, pointBytes, message);
    t.true(suite.verify(pointBytes, message, signature));
  });

  test(`${name}: the equation is the one without the cofactor`, (t) => {
    const { scalar, point, pointBytes } = ed25519.utils.getExtendedPublicKey(new Uint8Array(32).fill(4));
    const message = utf8ToBytes('torsion');
    const nonce = 12345n;
    const honestR = Point.BASE.multiply(nonce);
    t.true(suite.verify(pointBytes, message, signWith(scalar, nonce, honestR, pointBytes, message)));
    const torsionInR = signWith(scalar, nonce, honestR.add(TORSION), pointBytes, message);
    t.true(ed25519.verify(torsionInR, message, pointBytes, { zip215: false }), 'the equation with the cofactor accepts it');
    t.false(suite.verify(pointBytes, message, torsionInR));

    // A mixed-order key is canonical and not of low order: valid exactly where k·T vanishes, which both suites must see alike.
    const mixedKey = point.add(TORSION).toBytes();
    let accepted = 0;
    for (let index = 0; index < 64; index += 1) {
      const text = Uint8Array.of(index);
      const signature = signWith(scalar, nonce, honestR, mixedKey, text);
      const k = challenge(honestR.toBytes(), mixedKey, text);
      t.is(suite.verify(mixedKey, text, signature), k % 8n === 0n, `message ${index}`);
      if (k % 8n === 0n) accepted += 1;
    }
    t.true(accepted > 0 && accepted < 64);
  });

  test(`${name}: S + L is refused`, (t) => {
    const secretKey = new Uint8Array(32).fill(5);
    const signature = suite.sign(secretKey, secretKey);
    const s = littleEndian(signature.subarray(32)) + Point.Fn.ORDER;
    const malleated = Uint8Array.from([...signature.subarray(0, 32), ...toLittleEndian(s)]);
    t.true(suite.verify(suite.publicKey(secretKey), secretKey, signature));
    t.false(suite.verify(suite.publicKey(secretKey), secretKey, malleated));
  });

  test(`${name}: what is signed verifies, and no bit of it may change`, (t) => {
    fc.assert(
      fc.property(bytes32, fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (secretKey, message, at) => {
        const publicKey = suite.publicKey(secretKey);
        const signature = suite.sign(secretKey, message);
        t.true(suite.verify(publicKey, message, signature));
        t.false(suite.verify(publicKey, flipBit(message, at), signature));
        t.false(suite.verify(publicKey, message, flipBit(signature, at)));
        t.false(suite.verify(flipBit(publicKey, at), message, signature));
      }),
      { numRuns: 30 },
    );
  });

  test(`${name}: keys and signatures of other lengths are invalid, never an error`, (t) => {
    for (let length = 0; length < 100; length += 1) {
      if (length !== 32) t.false(suite.verify(new Uint8Array(length), new Uint8Array(3), new Uint8Array(64)));
      if (length !== 64) t.false(suite.verify(new Uint8Array(32).fill(9), new Uint8Array(3), new Uint8Array(length)));
    }
  });
}

test('both suites make the same keys, hashes and signatures', (t) => {
  fc.assert(
    fc.property(bytes32, fc.uint8Array({ maxLength: 300 }), (secretKey, message) => {
      t.deepEqual(nodeSuite.publicKey(secretKey), nobleSuite.publicKey(secretKey));
      t.deepEqual(nodeSuite.sign(secretKey, message), nobleSuite.sign(secretKey, message));
      t.deepEqual(nodeSuite.sha256(message), nobleSuite.sha256(message));
      t.deepEqual(nodeSuite.sha512(message), nobleSuite.sha512(message));
    }),
    { numRuns: 40 },
  );
});

test('both suites judge every signature alike, edge encodings of A and R included', (t) => {
  const edgeY = fc.constantFrom(...lowOrder.canonical, ...lowOrder.nonCanonical, 'ff'.repeat(32), `f0${'ff'.repeat(30)}7f`, `03${'00'.repeat(31)}`).map(hexToBytes);
  const encoding = fc.oneof(edgeY, bytes32);
  const scalar = fc.oneof(
    bytes32,
    fc.bigInt(0n, 5n).map(toLittleEndian),
    fc.bigInt(-2n, 2n).map((offset) => toLittleEndian(Point.Fn.ORDER + offset)),
  );
  fc.assert(
    fc.property(encoding, encoding, scalar, fc.uint8Array({ maxLength: 3 }), (publicKey, r, s, message) => {
      const signature = Uint8Array.from([...r, ...s]);
      t.is(nodeSuite.verify(publicKey, message, signature), nobleSuite.verify(publicKey, message, signature));
    }),
    { numRuns: 300 },
  );
});

/** A signature with a chosen nonce and a chosen R, as only the holder of the scalar can make it. */
function signWith(scalar: bigint, nonce: bigint, r: typeof TORSION, publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  const encodedR = r.toBytes();
  const k = challenge(encodedR, publicKey, message);
  return Uint8Array.from([...encodedR, ...toLittleEndian((nonce + k * scalar) % Point.Fn.ORDER)]);
}

function challenge(encodedR: Uint8Array, publicKey: Uint8Array, message: Uint8Array): bigint {
  return littleEndian(nobleSuite.sha512(Uint8Array.from([...encodedR, ...publicKey, ...message]))) % Point.Fn.ORDER;
}
