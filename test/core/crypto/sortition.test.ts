import test from 'ava';
import fc from 'fast-check';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { SortitionInputError, selectedUnits, sortitionBoundaries } from '../../../src/core/crypto/sortition.js';
import { hexToBytes, utf8ToBytes } from '../../../src/core/units/hex.js';
import { readVectors } from './vectors.js';

interface SortitionVectors {
  vectors: { hash: string; credit: number; theta: number; total: number; selected: number; note: string }[];
}

const { vectors } = readVectors<SortitionVectors>('sortition/sortition.json');

for (const [index, { hash, credit, theta, total, selected, note }] of vectors.entries()) {
  test(`vector ${index + 1}: credit ${credit}, ${theta} of ${total}: ${note}`, (t) => {
    t.is(selectedUnits(hexToBytes(hash), credit, theta, total), selected);
  });
}

test('agrees with the definition in whole rational numbers, on boundaries and beside them', (t) => {
  const inputs = fc.integer({ min: 1, max: 12 }).chain((total) =>
    fc.record({ total: fc.constant(total), theta: fc.integer({ min: 0, max: total }), credit: fc.integer({ min: 0, max: 40 }), at: fc.nat(40), offset: fc.integer({ min: -2, max: 2 }) }),
  );
  fc.assert(
    fc.property(inputs, ({ credit, theta, total, at, offset }) => {
      const ends = exactEnds(credit, theta, total);
      const scale = BigInt(total) ** BigInt(credit);
      const boundary = (ends[at % ends.length]! << 512n) / scale + BigInt(offset);
      const h = boundary < 0n ? 0n : boundary >= 1n << 512n ? (1n << 512n) - 1n : boundary;
      const expected = ends.findIndex((end) => h * scale < end << 512n);
      t.is(selectedUnits(toHash(h), credit, theta, total), expected);
    }),
    { numRuns: 1500 },
  );
});

test('a boundary inside the rounding of the fast path is decided by the whole rational number', (t) => {
  // Of an odd credit and p = 1/2, the lower half of the outcomes has exactly half of the mass, so 2^511 is a boundary;
  // the terms before it have a thousand binary digits, more than the fast path keeps.
  for (const credit of [1001, 1003, 2047]) {
    const middle = (credit - 1) / 2;
    t.is(selectedUnits(toHash((1n << 511n) - 1n), credit, 1, 2), middle);
    t.is(selectedUnits(toHash(1n << 511n), credit, 1, 2), middle + 1);
    t.is(selectedUnits(toHash(1n << 511n), credit, 500, 1000), middle + 1);
  }
});

test('a binary boundary of many factors falls on the right side', (t) => {
  const credit = 12;
  const total = 2 ** 40;
  const boundary = BigInt(total - 1) ** BigInt(credit) << (512n - 480n);
  t.is(selectedUnits(toHash(boundary - 1n), credit, 1, total), 0);
  t.is(selectedUnits(toHash(boundary), credit, 1, total), 1);
});

test('unreduced theta and total give the same answer as reduced ones', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 999 }), (hash, credit, theta, factor) => {
      t.is(selectedUnits(hash, credit, theta * factor, 30 * factor), selectedUnits(hash, credit, theta, 30));
    }),
    { numRuns: 200 },
  );
});

test('the intervals give each credit its binomial share: the expectation is credit·theta/total, exactly', (t) => {
  for (const [credit, theta, total] of [[7, 2, 9], [30, 5, 40], [64, 26, 1000]] as const) {
    const ends = exactEnds(credit, theta, total);
    const expectation = ends.reduce((sum, end, j) => sum + BigInt(j) * (end - (j === 0 ? 0n : ends[j - 1]!)), 0n);
    t.is(expectation * BigInt(total), BigInt(credit * theta) * BigInt(total) ** BigInt(credit));
  }
});

test('splitting credit over Sybils does not change how many units are selected on average', (t) => {
  // 4000 draws of one node with credit 60 against 4000 draws of six with credit 10 each, p = 1/20: 3 units expected in
  // both. The standard deviation of a mean is sqrt(60·p·(1−p)/4000) = 0.027; five of them are allowed. Fixed hashes.
  const draws = 4000;
  let whole = 0;
  let split = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    whole += selectedUnits(nobleSuite.sha512(utf8ToBytes(`whole ${draw}`)), 60, 50, 1000);
    for (let part = 0; part < 6; part += 1) split += selectedUnits(nobleSuite.sha512(utf8ToBytes(`part ${part} of ${draw}`)), 10, 50, 1000);
  }
  t.true(Math.abs(whole / draws - 3) < 0.14, `whole: ${whole / draws}`);
  t.true(Math.abs(split / draws - 3) < 0.14, `split: ${split / draws}`);
});

test('a larger hash never selects fewer units', (t) => {
  fc.assert(
    fc.property(fc.bigInt(0n, (1n << 512n) - 1n), fc.bigInt(0n, (1n << 512n) - 1n), fc.integer({ min: 0, max: 300 }), (a, b, credit) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      t.true(selectedUnits(toHash(low), credit, 3, 50) <= selectedUnits(toHash(high), credit, 3, 50));
    }),
    { numRuns: 300 },
  );
});

test('what sortition is undefined for is refused with a code', (t) => {
  const hash = new Uint8Array(64);
  const code = (run: () => unknown) => t.throws(run, { instanceOf: SortitionInputError })?.code;
  t.is(code(() => selectedUnits(hash, 5, 11, 10)), 'theta-exceeds-total');
  t.is(code(() => selectedUnits(hash, 5, 0, 0)), 'total-not-positive');
  t.is(code(() => selectedUnits(hash, -1, 1, 10)), 'negative');
  t.is(code(() => selectedUnits(hash, 1, -1, 10)), 'negative');
  t.is(code(() => selectedUnits(hash, 1.5, 1, 10)), 'not-an-integer');
  t.is(code(() => selectedUnits(hash, 1, 1, Number.NaN)), 'not-an-integer');
  t.is(code(() => selectedUnits(hash, 1, 1, 2 ** 53)), 'not-an-integer');
  t.is(code(() => selectedUnits(hash.subarray(1), 5, 1, 10)), 'hash-length');
  t.is(code(() => sortitionBoundaries(5, 11, 10, 5)), 'theta-exceeds-total');
});

test('boundaries for drawing are the interval ends as doubles', (t) => {
  for (const [credit, theta, total] of [[10, 1, 2], [7, 2, 9], [40, 3, 12]] as const) {
    const scale = BigInt(total) ** BigInt(credit);
    const expected = exactEnds(credit, theta, total).map((end) => Number((end << 64n) / scale) / 2 ** 64);
    const ends = sortitionBoundaries(credit, theta, total, credit + 3);
    t.is(ends.length, credit + 1);
    for (const [j, end] of ends.entries()) t.true(Math.abs(end - expected[j]!) < 1e-15);
  }
  t.deepEqual(sortitionBoundaries(3, 0, 10, 1), [1, 1]);
  t.deepEqual(sortitionBoundaries(3, 10, 10, 5), [0, 0, 0, 1]);
  t.deepEqual(sortitionBoundaries(0, 5, 10, 5), [1]);
});

/** Σ_{k≤j} C(credit,k) theta^k (total−theta)^(credit−k) for every j: the interval ends over total^credit. */
function exactEnds(credit: number, theta: number, total: number): bigint[] {
  const ends: bigint[] = [];
  let binomial = 1n;
  let sum = 0n;
  for (let k = 0; k <= credit; k += 1) {
    sum += binomial * BigInt(theta) ** BigInt(k) * BigInt(total - theta) ** BigInt(credit - k);
    ends.push(sum);
    binomial = (binomial * BigInt(credit - k)) / BigInt(k + 1);
  }
  return ends;
}

function toHash(h: bigint): Uint8Array {
  return hexToBytes(h.toString(16).padStart(128, '0'));
}
