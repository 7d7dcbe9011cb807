import test from 'ava';
import { keyPair } from '../../../src/core/crypto/keys.js';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { createVerificationCache } from '../../../src/core/crypto/verification-cache.js';
import { vrfProve } from '../../../src/core/crypto/vrf.js';
import { bytesToHex, hexToBytes } from '../../../src/core/units/hex.js';

const { secretKey, publicKey } = keyPair(nobleSuite, 1, 'node');

function signed(index: number): { hash: string; signature: string } {
  const hash = nobleSuite.sha256(Uint8Array.of(index));
  return { hash: bytesToHex(hash), signature: bytesToHex(nobleSuite.sign(secretKey, hash)) };
}

test('verifies each distinct signature once, valid or not', (t) => {
  const cache = createVerificationCache(nobleSuite, 10);
  const { hash, signature } = signed(1);
  const other = signed(2).signature;
  for (let node = 0; node < 3; node += 1) {
    t.true(cache.verify(publicKey, hash, signature));
    t.false(cache.verify(publicKey, hash, other));
  }
  t.like(cache.counters, { signaturesVerified: 2, signatureHits: 4, proofsVerified: 0 });
});

test('verifies each distinct VRF proof once and gives its hash', (t) => {
  const cache = createVerificationCache(nobleSuite, 10);
  const output = vrfProve(secretKey, hexToBytes('0102'));
  const [proof, hash] = [bytesToHex(output.proof), bytesToHex(output.hash)];
  for (let node = 0; node < 3; node += 1) {
    t.is(cache.vrfVerify(publicKey, '0102', proof), hash);
    t.is(cache.vrfVerify(publicKey, '0103', proof), null);
  }
  t.like(cache.counters, { proofsVerified: 2, proofHits: 4, signaturesVerified: 0 });
});

test('keeps no more than its limit; what was dropped is verified again with the same result', (t) => {
  const cache = createVerificationCache(nobleSuite, 2);
  const messages = [signed(1), signed(2), signed(3)];
  for (const { hash, signature } of messages) t.true(cache.verify(publicKey, hash, signature));
  t.is(cache.counters.signaturesVerified, 3);
  t.true(cache.verify(publicKey, messages[2]!.hash, messages[2]!.signature));
  t.is(cache.counters.signaturesVerified, 3);
  t.true(cache.verify(publicKey, messages[0]!.hash, messages[0]!.signature));
  t.is(cache.counters.signaturesVerified, 4);
});

test('what is not lower-case hex is invalid', (t) => {
  const cache = createVerificationCache(nobleSuite, 10);
  const { hash, signature } = signed(1);
  t.false(cache.verify(publicKey.toUpperCase(), hash, signature));
  t.false(cache.verify(publicKey, `${hash}0`, signature));
  t.false(cache.verify('|', '|', '|'));
  t.is(cache.vrfVerify(publicKey, 'zz', ''), null);
  t.throws(() => createVerificationCache(nobleSuite, 0), { instanceOf: RangeError });
});
