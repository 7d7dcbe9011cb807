import test from 'ava';
import fc from 'fast-check';
import { closest } from '../../../../src/core/forecast/aggregation/multi-krum.js';
import { mixNearest } from '../../../../src/core/forecast/aggregation/mixing.js';
import { AGGREGATION_RULES, aggregationRule } from '../../../../src/core/forecast/aggregation/registry.js';
import type { AggregationTerms, Update } from '../../../../src/core/forecast/aggregation/rule.js';

function updates(...changes: number[][]): Update[] {
  return changes.map((change, index) => ({ client: `c${index}`, rows: 10, change: Int32Array.from(change) }));
}

function aggregate(rule: string, sent: Update[], byzantine: number, errorAfter: AggregationTerms['errorAfter'] = null): number[] {
  return [...aggregationRule(rule)!.aggregate(sent, { byzantine, errorAfter })];
}

test('fedavg is the mean weighed by rows, and no more than 10,000 of them count', (t) => {
  const sent = updates([10, 0], [40, 6]);
  t.deepEqual(aggregate('fedavg', sent, 0), [25, 3]);
  t.deepEqual(aggregate('fedavg', [{ ...sent[0]!, rows: 20 }, sent[1]!], 0), [20, 2]);
  t.deepEqual(aggregate('fedavg', [{ ...sent[0]!, rows: 1e15 }, { ...sent[1]!, rows: 10_000 }], 0), [25, 3]);
});

test('the trimmed mean cuts f at either end of every coordinate', (t) => {
  const sent = updates([1, 50], [2, 40], [3, 30], [100, 20], [-100, 10]);
  t.deepEqual(aggregate('trimmed-mean', sent, 1), [2, 30]);
  t.deepEqual(aggregate('trimmed-mean', sent, 2), [2, 30]);
  t.deepEqual(aggregate('trimmed-mean', sent, 0), [1, 30]);
  // More than a minority cannot be cut: what is left is the median.
  t.deepEqual(aggregate('trimmed-mean', sent, 4), [2, 30]);
});

test('the median of an even count is the mean of the middle two', (t) => {
  t.deepEqual(aggregate('median', updates([1], [2], [9]), 1), [2]);
  t.deepEqual(aggregate('median', updates([1], [2], [6], [900]), 1), [4]);
  t.deepEqual(aggregate('median', updates([5]), 0), [5]);
});

test('multi-krum keeps the n - f - 2 updates that are closest to their neighbours', (t) => {
  const sent = updates([10, 10], [11, 10], [10, 12], [500, 500], [9, 11], [-400, 0], [10, 9]);
  t.deepEqual(closest(sent, 2).map((update) => update.client), ['c0', 'c1', 'c6']);
  t.deepEqual(aggregate('multi-krum', sent, 2), [10, 10]);
  t.deepEqual(aggregate('multi-krum', updates([4], [6]), 2), [5]);
});

test('zeno drops the f updates that do worst on its own rows; without rows it is the mean', (t) => {
  const sent = updates([1], [2], [3], [10]);
  t.deepEqual(aggregate('zeno', sent, 1, (change) => Math.abs(change[0]! - 10)), [5]);
  t.deepEqual(aggregate('zeno', sent, 1, (change) => (change[0] === 10 ? NaN : 1)), [2]);
  t.deepEqual(aggregate('zeno', sent, 1), [4]);
});

test('mixing brings neighbours together and leaves a stranger outvoted', (t) => {
  const mixed = mixNearest(updates([0], [2], [4], [1000]), 1);
  t.deepEqual(mixed.map((update) => update.change[0]), [2, 2, 2, 335]);
  t.deepEqual(mixed.map((update) => update.client), ['c0', 'c1', 'c2', 'c3']);
});

/** Honest changes near one another and bad ones anywhere. */
const MIX = fc
  .record({ honest: fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 3 }), { minLength: 7, maxLength: 9 }), bad: fc.array(fc.array(fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }), { minLength: 3, maxLength: 3 }), { minLength: 0, maxLength: 4 }) })
  .filter(({ honest, bad }) => honest.length >= bad.length + 3);

test('median and trimmed mean stay between the honest changes in every coordinate, whatever f others send', (t) => {
  fc.assert(
    fc.property(MIX, ({ honest, bad }) => {
      const sent = updates(...honest, ...bad);
      return ['median', 'trimmed-mean'].every((rule) =>
        aggregate(rule, sent, bad.length).every((value, at) => {
          const column = honest.map((change) => change[at]!);
          return value >= Math.min(...column) && value <= Math.max(...column);
        }),
      );
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('one bad update moves fedavg anywhere and multi-krum nowhere', (t) => {
  const honest = [[0], [1], [2], [3], [4], [5]];
  const sent = updates(...honest, [2_000_000_000]);
  t.true(aggregate('fedavg', sent, 1)[0]! > 200_000_000);
  const [kept] = aggregate('multi-krum', sent, 1);
  t.true(kept! >= 0 && kept! <= 5);
});

for (const rule of AGGREGATION_RULES) {
  test(`${rule.name} does not depend on the order of updates without ties, and keeps equal updates as they are`, (t) => {
    const sent = updates([5, 1], [17, 40], [-60, 3], [200, -300], [901, 77], [-1500, 1000], [3000, 2999]);
    const terms = { byzantine: 2, errorAfter: (change: Int32Array): number => Math.abs(change[0]!) };
    t.deepEqual(rule.aggregate(sent.toReversed(), terms), rule.aggregate(sent, terms));
    const same = updates([7, -7], [7, -7], [7, -7], [7, -7], [7, -7], [7, -7], [7, -7]);
    t.deepEqual([...rule.aggregate(same, terms)], [7, -7]);
    t.deepEqual(rule.aggregate(updates([1, 2]), { byzantine: 12, errorAfter: null }).length, 2);
  });
}
