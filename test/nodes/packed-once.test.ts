import test from 'ava';
import { packOnce, unpackOnce } from '../../src/nodes/packed-once.js';
import { pack } from '../../src/nodes/messages.js';

test('an object is packed once, and found again while it lives', (t) => {
  const block = { number: 1, transactions: [{ id: 'a', args: new Map([['x', 1]]) }] };
  const bytes = packOnce(block);
  t.is(packOnce(block), bytes);
  t.is(unpackOnce(bytes), block);
  t.is(unpackOnce(bytes.slice()), block);
});

test('bytes of another thread make one object, which is packed as the same bytes', (t) => {
  const bytes = pack({ number: 2, transactions: [{ id: 'b' }] });
  const made = unpackOnce(bytes);
  t.deepEqual(made, { number: 2, transactions: [{ id: 'b' }] });
  t.is(unpackOnce(pack({ number: 2, transactions: [{ id: 'b' }] })), made);
  t.deepEqual(packOnce(made), bytes);
  t.not(unpackOnce(pack({ number: 3 })), made);
});
