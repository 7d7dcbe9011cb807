import test from 'ava';
import fc from 'fast-check';
import { ed25519 } from '@noble/curves/ed25519.js';
import { encodePoints } from '../../src/core/crypto/group.js';
import { ladderMultiple } from '../../src/core/crypto/ladder.js';
import { deriveVrfKey, vrfHash } from '../../src/core/crypto/vrf.js';
import { nodeSuite } from '../../src/nodes/crypto/node-suite.js';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const x25519 = nodeSuite.x25519!;

test('a VRF hash by way of X25519 is the one that point arithmetic gives', (t) => {
  fc.assert(
    fc.property(bytes32, fc.uint8Array({ maxLength: 40 }), (secretKey, alpha) => {
      const key = deriveVrfKey(secretKey);
      t.not(ladderMultiple(ed25519.Point.BASE.multiplyUnsafe(key.x), key.scalar, x25519), null);
      t.deepEqual(vrfHash(key, alpha, nodeSuite.sha512, x25519), vrfHash(key, alpha));
    }),
    { numRuns: 40, seed: 1 },
  );
});

test('scalars at the ends of what is clamped', (t) => {
  const { BASE } = ed25519.Point;
  const smallest = new Uint8Array(32);
  smallest[31] = 0x40;
  const [expected] = encodePoints([BASE.multiplyUnsafe(2n ** 254n % ed25519.Point.Fn.ORDER)]);
  t.deepEqual(ladderMultiple(BASE, smallest, x25519), expected!);
  const largest = new Uint8Array(32).fill(0xff);
  largest[0] = 0xf8;
  largest[31] = 0x7f;
  t.is(ladderMultiple(BASE, largest, x25519), null);
  const carrying = largest.slice();
  carrying[31] = 0x7e;
  const [carried] = encodePoints([BASE.multiplyUnsafe((2n ** 255n - 8n - 2n ** 248n) % ed25519.Point.Fn.ORDER)]);
  t.deepEqual(ladderMultiple(BASE, carrying, x25519), carried!);
});

test('an X25519 that answers something else is found out', (t) => {
  const key = deriveVrfKey(new Uint8Array(32).fill(7));
  let calls = 0;
  const wrong = (scalar: Uint8Array, u: Uint8Array): Uint8Array => {
    const answer = x25519(scalar, u);
    calls += 1;
    if (calls === 2) answer[3]! ^= 1;
    return answer;
  };
  t.is(ladderMultiple(ed25519.Point.BASE, key.scalar, wrong), null);
  t.deepEqual(vrfHash(key, new Uint8Array(1), nodeSuite.sha512, () => new Uint8Array(32).fill(9)), vrfHash(key, new Uint8Array(1)));
});
