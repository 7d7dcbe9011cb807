import test from 'ava';
import fc from 'fast-check';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { below, createStream, nextUint32 } from '../../../src/core/kernel/random.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';

test('xoshiro128** gives the values of its authors’ program from state 1, 2, 3, 4', (t) => {
  const state = Uint32Array.of(1, 2, 3, 4);
  // First outputs of the reference C code (prng.di.unimi.it/xoshiro128starstar.c, 1.1) for this state, as the tests of
  // the Rust crate rand_xoshiro publish them.
  const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
  t.deepEqual(expected.map(() => nextUint32(state)), expected);
});

function draws(seed: number, label: string, suite = nobleSuite): number[] {
  const stream = createStream(suite, seed, label);
  return Array.from({ length: 4 }, () => nextUint32(stream));
}

test('a stream is a function of seed and label, on either suite, and labels do not meet', (t) => {
  t.deepEqual(draws(7, 'a'), draws(7, 'a', nodeSuite));
  t.notDeepEqual(draws(7, 'a'), draws(7, 'b'));
  t.notDeepEqual(draws(7, 'a'), draws(8, 'a'));
  t.notDeepEqual(draws(1, '1\n2'), draws(11, '2'));
});

test('a copied state goes on alike', (t) => {
  const stream = createStream(nobleSuite, 1, 'copy');
  nextUint32(stream);
  const copy = structuredClone(stream);
  t.is(below(1_000_003, copy), below(1_000_003, stream));
});

test('below stays in its range for every limit up to 2^53', (t) => {
  const stream = createStream(nobleSuite, 3, 'range');
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 2 ** 53 - 1 })), (limit) => {
        const draw = below(limit, stream);
        t.true(Number.isSafeInteger(draw) && draw >= 0 && draw < limit);
      }),
    ),
  );
  t.true(below(2 ** 53, stream) < 2 ** 53);
  for (const limit of [0, -1, 1.5, Number.NaN, 2 ** 53 + 2]) t.throws(() => below(limit, stream), { instanceOf: RangeError });
});

test('below is even where a plain remainder would not be', (t) => {
  // Three quarters of 2^32: a remainder would give the first third of the range twice as often as the rest.
  const limit = 3 * 2 ** 30;
  const stream = createStream(nobleSuite, 5, 'even');
  const thirds = [0, 0, 0];
  for (let draw = 0; draw < 30_000; draw++) thirds[Math.floor(below(limit, stream) / 2 ** 30)]! += 1;
  for (const count of thirds) t.true(Math.abs(count - 10_000) < 500, `${thirds.join(' ')}`);
});
