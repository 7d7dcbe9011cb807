import test from 'ava';
import fc from 'fast-check';
import canonicalize from 'canonicalize';
import { EncodingError, canonicalText, contentHash, contentHashOfMutable } from '../../../src/core/crypto/encoding.js';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import type { CryptoSuite } from '../../../src/core/crypto/suite.js';
import { bytesToHex, utf8ToBytes } from '../../../src/core/units/hex.js';

test('RFC 8785, 3.2.2 and 3.2.3: numbers, escapes and the order of keys', (t) => {
  const example = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  t.is(
    canonicalText(example),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const keys = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' };
  const order = ['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh'];
  t.deepEqual(Object.values(JSON.parse(canonicalText(keys)) as Record<string, string>).toSorted(), order.toSorted());
  const written = canonicalText(keys);
  t.deepEqual(order, [...order].toSorted((a, b) => written.indexOf(a) - written.indexOf(b)));
});

test('minus zero is zero', (t) => {
  t.is(canonicalText([-0]), '[0]');
});

const plain = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }) as fc.Arbitrary<unknown>;

test('is the library\'s text for any plain data, whichever order its keys stand in', (t) => {
  fc.assert(
    fc.property(plain, (value) => {
      const expected = canonicalize(value);
      t.is(canonicalText(value), expected!);
      t.is(canonicalText(sortKeys(value)), expected!);
      t.is(canonicalText(JSON.parse(expected!)), expected!);
    }),
    { numRuns: 500 },
  );
});

test('what has no canonical form is refused with its place', (t) => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const refused: [unknown, string][] = [
    [undefined, '$'],
    [{ a: undefined }, '$.a'],
    [[1, undefined], '$[1]'],
    // A hole reads as undefined and must not become null.
    // oxlint-disable-next-line no-sparse-arrays
    [[1, , 2], '$[1]'],
    [{ a: [Number.NaN] }, '$.a[0]'],
    [{ a: Infinity }, '$.a'],
    [{ a: 1n }, '$.a'],
    [{ a: () => 1 }, '$.a'],
    [{ a: Symbol('a') }, '$.a'],
    [{ a: new Map() }, '$.a'],
    [{ a: new Set([1]) }, '$.a'],
    [{ a: new Uint8Array(2) }, '$.a'],
    [{ a: new Date(0) }, '$.a'],
    [{ a: { toJSON: () => 1 } }, '$.a'],
    ['\ud800', '$'],
    [{ a: ['ok \ude00 lone'] }, '$.a[0]'],
    [{ '\ud800': 1 }, '$'],
  ];
  for (const [value, path] of refused) {
    t.is(t.throws(() => canonicalText(value), { instanceOf: EncodingError })?.path, path);
  }
  t.throws(() => canonicalText(circle), { instanceOf: EncodingError });
});

test('keys that no object holds in canonical order are written in it all the same', (t) => {
  t.is(canonicalText({ b: 1, 10: 2, 9: 3 }), '{"10":2,"9":3,"b":1}');
  t.is(canonicalText([{ z: [{ b: 1, 10: 2, 9: 3 }], a: { d: 1, c: 2 } }]), '[{"a":{"c":2,"d":1},"z":[{"10":2,"9":3,"b":1}]}]');
  t.is(canonicalText(JSON.parse('{"z":{"b":1,"a":2},"__proto__":{"d":1,"c":2}}')), '{"__proto__":{"c":2,"d":1},"z":{"a":2,"b":1}}');
});

test('text that only looks like an escaped surrogate is taken', (t) => {
  t.is(canonicalText(['\\ud800']), '["\\\\ud800"]');
});

test('a content hash is SHA-256 of the UTF-8 of [domain, content]', (t) => {
  const expected = bytesToHex(nobleSuite.sha256(utf8ToBytes('["greeting",{"a":"é","b":[1]}]')));
  t.is(contentHash(nobleSuite, 'greeting', { b: [1], a: 'é' }), expected);
  t.is(contentHashOfMutable(nobleSuite, 'greeting', { b: [1], a: 'é' }), expected);
  t.not(contentHash(nobleSuite, 'farewell', { b: [1], a: 'é' }), expected);
  t.is(contentHash(nobleSuite, 'greeting', 5), contentHash(nobleSuite, 'greeting', 5));
});

test('an object is hashed once per domain', (t) => {
  let hashed = 0;
  const counting: CryptoSuite = {
    ...nobleSuite,
    sha256Text: (text) => {
      hashed += 1;
      return nobleSuite.sha256Text(text);
    },
  };
  const message = { kind: 'offer', energyWh: 1200 };
  const first = contentHash(counting, 'test/once', message);
  t.is(contentHash(counting, 'test/once', message), first);
  t.is(hashed, 1);
  t.is(contentHash(counting, 'test/once', { ...message }), first);
  contentHash(counting, 'test/twice', message);
  t.is(hashed, 3);
  contentHashOfMutable(counting, 'test/once', message);
  t.is(hashed, 4);
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sortKeys(field)]));
}
