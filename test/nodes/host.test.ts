import test from 'ava';
import fc from 'fast-check';
import { assignShards } from '../../src/nodes/host.js';

test('shards are spread by their number of nodes, the largest first', (t) => {
  t.deepEqual(assignShards([10, 10, 10, 10], 2), [0, 1, 0, 1]);
  t.deepEqual(assignShards([1, 1, 10, 1], 2), [1, 1, 0, 1]);
  t.deepEqual(assignShards([5], 1), [0]);
  t.deepEqual(assignShards([0, 0], 2), [0, 1]);
});

test('every slot has a shard, and no slot exceeds another by more than its largest shard', (t) => {
  const counts = fc.array(fc.nat(200), { minLength: 1, maxLength: 40 });
  t.notThrows(() =>
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 8 }), (nodeCounts, slots) => {
        const slotCount = Math.min(slots, nodeCounts.length);
        const loads = Array.from({ length: slotCount }, () => 0);
        for (const [shard, slot] of assignShards(nodeCounts, slotCount).entries()) loads[slot]! += nodeCounts[shard]! + 1;
        t.true(loads.every((load) => load > 0));
        t.true(Math.max(...loads) - Math.min(...loads) <= Math.max(...nodeCounts) + 1);
      }),
    ),
  );
});
