import test from 'ava';
import fc from 'fast-check';
import {
  createQueue,
  nextTimeUs,
  popSlot,
  pushEvent,
  releaseSlot,
  type EventQueue,
} from '../../../src/core/kernel/queue.js';

type Key = readonly [timeUs: number, destination: number, source: number, sequence: number];

// Few values each, so that ties at every level are the rule.
const key: fc.Arbitrary<Key> = fc.tuple(
  fc.oneof(fc.nat(3), fc.constant(9_000_000_000_000)),
  fc.integer({ min: -1, max: 2 }),
  fc.integer({ min: -2, max: 2 }),
  fc.nat(3),
);

function compare(a: Key, b: Key): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}

function pop(queue: EventQueue): Key {
  const timeUs = nextTimeUs(queue);
  const slot = popSlot(queue);
  const popped: Key = [timeUs, queue.destinations[slot]!, queue.sources[slot]!, queue.sequences[slot]!];
  releaseSlot(queue, slot);
  return popped;
}

function push(queue: EventQueue, [timeUs, destination, source, sequence]: Key): void {
  pushEvent(queue, timeUs, destination, source, sequence, -1, null);
}

test('events come by time, destination, source, sequence, whatever the order of arrival', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(key, { maxLength: 300 }), (keys) => {
        const queue = createQueue(4);
        for (const each of keys) push(queue, each);
        t.deepEqual(keys.map(() => pop(queue)), keys.toSorted(compare));
        t.is(nextTimeUs(queue), Infinity);
      }),
    ),
  );
});

test('pushes and pops may be mixed, as in a model that sorts a list', (t) => {
  const command = fc.oneof({ weight: 3, arbitrary: key }, { weight: 2, arbitrary: fc.constant(null) });
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(command, { maxLength: 400 }), (commands) => {
        const queue = createQueue(4);
        const model: Key[] = [];
        for (const each of commands) {
          if (each !== null) {
            push(queue, each);
            model.push(each);
            model.sort(compare);
          } else if (model.length > 0) {
            t.deepEqual(pop(queue), model.shift()!);
          }
          t.is(queue.size, model.length);
          t.is(nextTimeUs(queue), model[0]?.[0] ?? Infinity);
        }
      }),
    ),
  );
});

test('a copy of the queue goes on as the queue does, and slots are used again', (t) => {
  const queue = createQueue(4);
  for (let index = 0; index < 1000; index++) {
    push(queue, [(index * 7919) % 1013, index % 5, 0, index]);
    if (index % 3 === 0) pop(queue);
  }
  const capacity = queue.payloads.length;
  const copy = structuredClone(queue);
  while (queue.size > 0) t.deepEqual(pop(copy), pop(queue));
  for (let index = 0; index < 600; index++) push(queue, [index, 0, 0, index]);
  t.is(queue.payloads.length, capacity);
});
