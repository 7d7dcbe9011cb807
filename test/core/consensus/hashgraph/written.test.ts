import { deserialize, serialize } from 'node:v8';
import test from 'ava';
import fc from 'fast-check';
import { readGraph, writtenGraph, type WrittenGraph } from '../../../../src/core/consensus/hashgraph/written.js';
import type { HashgraphState } from '../../../../src/core/consensus/hashgraph/state.js';
import { isSameData } from '../../../../src/core/units/same-data.js';
import type { NaiveGraph } from './naive.js';
import { graphs, run } from './random-graphs.js';
import { withoutSpareRoom } from './spare-room.js';

const throughBytes = (state: HashgraphState, { events }: NaiveGraph): HashgraphState =>
  readGraph(deserialize(serialize(writtenGraph(state))) as WrittenGraph, events.slice(0, state.count));

/** The graph of the first events, and the one that took the others after it. */
function inTwoParts(graph: NaiveGraph, first: number, between: (state: HashgraphState) => HashgraphState): { before: HashgraphState; after: HashgraphState; received: unknown[] } {
  const { state: before } = run({ ...graph, events: graph.events.slice(0, first) });
  const { state: after, received } = run(graph, graph.events.map((_, x) => x).slice(first), true, between(before));
  return { before, after, received };
}

test('a hashgraph that was written and read is the same, goes on the same, and makes room for what comes', (t) => {
  let forks = 0;
  let ordered = 0;
  fc.assert(fc.property(graphs({ minority: true, maxEvents: 150 }), fc.nat(100), (graph, percent) => {
    const first = Math.floor((graph.events.length * percent) / 100);
    const written = inTwoParts(graph, first, (state) => throughBytes(state, graph));
    const untouched = inTwoParts(graph, first, (state) => state);
    t.true(isSameData(throughBytes(written.before, graph), withoutSpareRoom(written.before)));
    t.true(isSameData(withoutSpareRoom(written.after), withoutSpareRoom(untouched.after)));
    t.deepEqual(written.received, untouched.received);
    forks += written.before.forkPairs.length;
    ordered += written.received.length;
  }), { numRuns: 150, seed: 20161122 });
  t.true(forks > 50 && ordered > 500, `the graphs must exercise what they test: ${forks} forks before, ${ordered} ordered after`);
});
