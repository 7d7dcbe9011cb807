import test from 'ava';
import fc from 'fast-check';
import { beginSide, createDivergence, feedSide, forgetFrom, movedSoFar, type Divergence } from '../../../src/core/metrics/divergence.js';

const SECOND = 1_000_000;
type Change = readonly [atUs: number, index: number, value: number];

const LENGTH = 3;

/** Feeds one future's changes in pieces that end at these times. */
function feeder(divergence: Divergence, side: 0 | 1, changes: readonly Change[], fromUs = 0): (toUs: number) => void {
  let base: number[] | null = baseAt(changes, fromUs);
  let doneUs = fromUs;
  beginSide(divergence, side, fromUs);
  return (toUs) => {
    const due = changes.filter(([atUs]) => atUs >= doneUs && atUs < toUs);
    feedSide(divergence, side, toUs, [{ shard: 0, base, changes: due.flat() }]);
    base = null;
    doneUs = toUs;
  };
}

function baseAt(changes: readonly Change[], atUs: number): number[] {
  const values = [0, 0, 0];
  for (const [timeUs, index, value] of changes) if (timeUs < atUs) values[index] = value;
  return values;
}

function found(divergence: Divergence): [number, number][] {
  return movedSoFar(divergence).map(({ index, atUs }) => [index, atUs]);
}

test('a difference counts once it stands at the end of a second, and its time is when it began', (t) => {
  const divergence = createDivergence(1, LENGTH);
  const a = feeder(divergence, 0, [[1.2 * SECOND, 0, 1], [2 * SECOND, 1, 5]]);
  const b = feeder(divergence, 1, [[1.2004 * SECOND, 0, 1], [2.7 * SECOND, 1, 6]]);
  a(1.9 * SECOND);
  b(1.9 * SECOND);
  t.deepEqual(found(divergence), []);
  a(2.9 * SECOND);
  b(2.9 * SECOND);
  t.deepEqual(found(divergence), []);
  a(3 * SECOND);
  b(3.1 * SECOND);
  t.deepEqual(found(divergence), [[1, 2 * SECOND]]);
  t.is(divergence.comparedUs, 3 * SECOND);
});

test('what is found after a rewind is what was found before it, unless something else is done', (t) => {
  const divergence = createDivergence(1, LENGTH);
  const changes: Change[] = [[0.5 * SECOND, 0, 1], [4.2 * SECOND, 1, 2]];
  let a = feeder(divergence, 0, []);
  let b = feeder(divergence, 1, changes);
  for (const go of [a, b]) go(6 * SECOND);
  t.deepEqual(found(divergence), [[0, 0.5 * SECOND], [1, 4.2 * SECOND]]);
  // The first future stands at the earlier time before the second one is brought there too.
  a = feeder(divergence, 0, [], 2.1 * SECOND);
  a(3 * SECOND);
  b = feeder(divergence, 1, changes, 2.1 * SECOND);
  b(3 * SECOND);
  t.deepEqual(found(divergence), [[0, 0.5 * SECOND], [1, 4.2 * SECOND]]);
  forgetFrom(divergence, 3 * SECOND);
  t.deepEqual(found(divergence), [[0, 0.5 * SECOND]]);
  for (const go of [a, b]) go(6 * SECOND);
  t.deepEqual(found(divergence), [[0, 0.5 * SECOND], [1, 4.2 * SECOND]]);
});

const CHANGES = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: LENGTH - 1 }), fc.integer({ min: 0, max: 2 })), { maxLength: 25 })
  .map((changes) => changes.map(([tenths, index, value]): Change => [(tenths * SECOND) / 10, index, value]).toSorted((a, b) => a[0] - b[0]));

/** The same from the definition: at the end of each second, what differs and since when. */
function expected(a: readonly Change[], b: readonly Change[], endUs: number): [number, number][] {
  const first = new Map<number, number>();
  const times = [...new Set([...a, ...b].map(([atUs]) => atUs))].toSorted((one, other) => one - other);
  for (let secondUs = SECOND; secondUs <= endUs; secondUs += SECOND) {
    for (let index = 0; index < LENGTH; index++) {
      const differs = (atUs: number): boolean => baseAt(a, atUs)[index] !== baseAt(b, atUs)[index];
      if (first.has(index) || !differs(secondUs)) continue;
      const before = times.filter((atUs) => atUs < secondUs);
      const equalLast = before.findLastIndex((atUs) => !differs(atUs + 1));
      first.set(index, before[equalLast + 1]!);
    }
  }
  return [...first].toSorted((one, other) => one[1] - other[1] || one[0] - other[0]);
}

test('however the windows of the two interleave, it finds what the definition says', (t) => {
  const steps = fc.array(fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.integer({ min: 1, max: 9 })), { maxLength: 30 });
  fc.assert(
    fc.property(CHANGES, CHANGES, steps, (a, b, order) => {
      const divergence = createDivergence(1, LENGTH);
      const go = [feeder(divergence, 0, a), feeder(divergence, 1, b)] as const;
      const atUs = [0, 0];
      for (const [side, tenths] of order) {
        atUs[side] = Math.min(5 * SECOND, atUs[side]! + (tenths * SECOND) / 10);
        go[side](atUs[side]!);
      }
      for (const side of [0, 1] as const) go[side](5 * SECOND);
      t.deepEqual(found(divergence), expected(a, b, 5 * SECOND));
    }),
    { numRuns: 200 },
  );
});
