import { isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import test from 'ava';
import fc from 'fast-check';
import { isSameData } from '../../../src/core/units/same-data.js';

const plain = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.double(), fc.string(), fc.constant(null), fc.constant(undefined), tie('array'), tie('record'), tie('map'), tie('set'), fc.uint8Array(), fc.float64Array()),
  array: fc.array(tie('value')),
  record: fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
  map: fc.array(fc.tuple(fc.string(), tie('value'))).map((entries) => new Map(entries)),
  set: fc.array(fc.integer()).map((values) => new Set(values)),
})).value;

test('a copy is the same data', (t) => {
  fc.assert(fc.property(plain, (value) => isSameData(value, deserialize(serialize(value)))));
  t.pass();
});

test('what is written as the same bytes is the same data, and what is the same data is deeply equal', (t) => {
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      if (Buffer.compare(serialize(a), serialize(b)) === 0) t.true(isSameData(a, b));
      if (isSameData(a, b)) t.true(isDeepStrictEqual(a, b));
    }),
  );
  t.pass();
});

test('one difference, however deep, makes it other data', (t) => {
  const wraps: ((inner: unknown) => unknown)[] = [(inner) => [1, inner], (inner) => ({ a: 1, inner }), (inner) => new Map([['a', inner]]), (inner) => new Map([[inner, 1]]), (inner) => new Set([1, inner])];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...wraps), { maxLength: 6 }), fc.integer(), fc.integer(), (path, one, other) => {
      const within = (leaf: unknown): unknown => path.reduce((inner, wrap) => wrap(inner), leaf);
      return isSameData(within(`leaf ${one}`), within(`leaf ${other}`)) === (one === other);
    }),
  );
  t.pass();
});

test('order, kinds, signs of zero and missing entries make a difference', (t) => {
  const pairs: [unknown, unknown][] = [
    [new Map([['a', 1], ['b', 2]]), new Map([['b', 2], ['a', 1]])],
    [new Map([['a', 1]]), new Map([['a', 1], ['b', 2]])],
    [new Set([1, 2]), new Set([2, 1])],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [[1, 2], [1]],
    [[], {}],
    [new Uint8Array([1]), new Int8Array([1])],
    [new Uint8Array([1]), new Uint8Array([1, 2])],
    [0, -0],
    ['1', 1],
    [null, {}],
  ];
  for (const [a, b] of pairs) {
    t.false(isSameData(a, b));
    t.false(isSameData(b, a));
  }
});
