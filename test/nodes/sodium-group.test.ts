import test from 'ava';
import fc from 'fast-check';
import { ed25519 } from '@noble/curves/ed25519.js';
import { GROUP_ORDER } from '../../src/core/crypto/group.js';
import { nobleGroup } from '../../src/core/crypto/noble-group.js';
import { bytesToHex, hexToBytes } from '../../src/core/units/hex.js';
import { sodiumGroup } from '../../src/nodes/crypto/sodium-group.js';
import { readVectors } from '../core/crypto/vectors.js';

const { Point } = ed25519;
const { lowOrderKeys } = readVectors<{ lowOrderKeys: { canonical: string[]; nonCanonical: string[] } }>('rfc9381/vrf.json');
/** Of order 8: what is added to it has a torsion component, which libsodium does not multiply. */
const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');

const edgeScalar = fc.constantFrom(0n, 1n, 2n, 7n, 8n, 15n, 16n, 0x7777n, (1n << 252n) - 1n, GROUP_ORDER - 1n);
const scalar = fc.oneof(edgeScalar, fc.bigInt(0n, GROUP_ORDER - 1n));
const inSubgroup = fc.bigInt(1n, GROUP_ORDER - 1n).map((n) => Point.BASE.multiply(n));
const withTorsion = fc.tuple(fc.bigInt(0n, GROUP_ORDER - 1n), fc.integer({ min: 0, max: 7 })).map(([n, times]) => Point.BASE.multiplyUnsafe(n).add(torsion.multiplyUnsafe(BigInt(times))));
const point = fc.oneof(inSubgroup, withTorsion, fc.constantFrom(...lowOrderKeys.canonical).map((encoding) => Point.fromHex(encoding)));
const encoding = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.constantFrom(...lowOrderKeys.canonical, ...lowOrderKeys.nonCanonical, 'ff'.repeat(32), `f0${'ff'.repeat(30)}7f`, `01${'00'.repeat(30)}80`, `ec${'ff'.repeat(31)}`).map(hexToBytes),
  point.map((value) => value.toBytes()),
);

test('both groups decode the same encodings, and to the same point', (t) => {
  fc.assert(
    fc.property(encoding, (bytes) => {
      const [noble, sodium] = [nobleGroup.decode(bytes), sodiumGroup.decode(bytes)];
      t.is(sodium === null, noble === null, bytesToHex(bytes));
      if (noble === null || sodium === null) return;
      t.deepEqual(sodiumGroup.encode([sodium, sodiumGroup.timesCofactor(sodium)]), nobleGroup.encode([noble, noble.clearCofactor()]));
      t.is(sodiumGroup.isIdentity(sodium), noble.is0());
      t.is(sodiumGroup.isIdentity(sodiumGroup.timesCofactor(sodium)), noble.isSmallOrder());
    }),
    { numRuns: 300 },
  );
  for (const length of [0, 31, 33]) t.is(sodiumGroup.decode(new Uint8Array(length)), null);
});

test('both groups multiply, add and subtract alike, points of any order and scalars at the ends included', (t) => {
  fc.assert(
    fc.property(scalar, scalar, point, point, (a, b, p, q) => {
      const [encodedP, encodedQ] = [sodiumGroup.decode(p.toBytes())!, sodiumGroup.decode(q.toBytes())!];
      const [aP, bP] = [p.multiplyUnsafe(a), p.multiplyUnsafe(b)];
      const expected = [Point.BASE.multiplyUnsafe(a), aP, aP, bP, p.subtract(q), aP.subtract(q.multiplyUnsafe(b))];
      for (const [group, left, right] of [[nobleGroup, p, q], [sodiumGroup, encodedP, encodedQ]] as const) {
        const answers = [group.multiplyBase(a), group.multiply(a, left as never), ...group.multiplyTwice(left as never, a, b), group.subtract(left as never, right as never), group.multiplySubtract(a, left as never, b, right as never)];
        t.deepEqual(group.encode(answers as never), expected.map((value) => value.toBytes()));
      }
    }),
    { numRuns: 60 },
  );
});
