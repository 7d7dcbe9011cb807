import test from 'ava';
import type { Batch } from '../../src/core/kernel/shard.js';
import { pack, packBatches, unpack, unpackBatches } from '../../src/nodes/messages.js';

test('batches come back as they were packed, shard by shard', (t) => {
  const first: Batch = { keys: [25_000, 3, 1, 7, 25_001, 4, 1, 8], messages: [{ kind: 'a' }, { kind: 'b' }] };
  const second: Batch = { keys: [9_007_199_254_740_991, 9, 2, 0], messages: [{ kind: 'c' }] };
  const batches = [
    { shard: 2, batch: first },
    { shard: 5, batch: second },
  ];
  t.deepEqual(unpackBatches(packBatches(batches)), batches);
});

test('a message that two nodes get stays one object, and is another than the sender’s', (t) => {
  const message = { kind: 'shared', text: 'x'.repeat(1000) };
  const batch: Batch = { keys: [1, 2, 3, 4, 1, 3, 3, 5], messages: [message, message] };
  const packed = packBatches([{ shard: 0, batch }]);
  t.true(packed.byteLength < 1500);
  const [received] = unpackBatches(packed);
  t.is(received!.batch.messages[0], received!.batch.messages[1]);
  t.not(received!.batch.messages[0], message);
});

test('maps, sets and typed arrays survive packing', (t) => {
  const value = { map: new Map([['a', new Set([1])]]), array: Float64Array.of(1, Infinity), nothing: null };
  t.deepEqual(unpack(pack(value)), value);
});
