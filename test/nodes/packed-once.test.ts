import test from 'ava';
import type { Packed } from '../../src/nodes/messages.js';
import { createParts, packOnce, unpackOnce } from '../../src/nodes/packed-once.js';

test('an object is packed once, and found again while it lives', (t) => {
  const block = { number: 1, transactions: [{ id: 'a', args: new Map([['x', 1]]) }] };
  const packed = packOnce(block);
  t.is(packOnce(block), packed);
  t.is(unpackOnce(packed), block);
  t.is(unpackOnce({ ...packed, bytes: packed.bytes.slice() }), block);
});

test('objects of one content are packed as one', (t) => {
  const [first, second] = [{ number: 4, codes: ['VALID'] }, { number: 4, codes: ['VALID'] }];
  t.is(packOnce(first), packOnce(second));
  t.not(packOnce({ number: 4, codes: ['BAD_ROOT'] }), packOnce(first));
});

test('what another thread packed makes one object, which is packed as the same', (t) => {
  const packed = structuredClone(packOnce({ number: 2, transactions: [{ id: 'b' }] }));
  const elsewhere: Packed = { name: `not ${packed.name}`, bytes: packed.bytes };
  const made = unpackOnce(elsewhere);
  t.deepEqual(made, { number: 2, transactions: [{ id: 'b' }] });
  t.is(unpackOnce(structuredClone(elsewhere)), made);
  t.deepEqual(packOnce(made), elsewhere);
  t.not(unpackOnce(packOnce({ number: 3 })), made);
});

test('a part that stands twice is there once', (t) => {
  const parts = createParts();
  const [first, second] = [{ words: Uint32Array.of(1, 2, 3) }, { words: Uint32Array.of(4) }];
  t.deepEqual([first, second, first, { words: Uint32Array.of(1, 2, 3) }].map((each) => parts.leaveOut(each)), [0, 1, 0, 0]);
  t.is(unpackOnce(parts.all[0]!), first);
  t.is(unpackOnce(parts.all[1]!), second);
});

test('threads that have the bytes have them together', (t) => {
  const { bytes } = packOnce({ number: 5 });
  t.true(bytes.buffer instanceof SharedArrayBuffer);
  t.is(structuredClone(bytes).buffer.byteLength, bytes.byteLength);
});
