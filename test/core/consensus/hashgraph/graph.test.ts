import { createHash } from 'node:crypto';
import test from 'ava';
import { isAncestor, isFork, isSelfAncestor, sees, stronglySees } from '../../../../src/core/consensus/hashgraph/ancestry.js';
import { advance, createGraph, insertEvent } from '../../../../src/core/consensus/hashgraph/graph.js';
import { uniqueFamousWitnesses } from '../../../../src/core/consensus/hashgraph/order.js';
import { isWitness } from '../../../../src/core/consensus/hashgraph/rounds.js';
import type { HashgraphState } from '../../../../src/core/consensus/hashgraph/state.js';
import { readVectors, type HashgraphVector, type VectorAnswer } from './vectors.js';

const vectors = readVectors();
const signature = new Uint8Array(64);

test('all eight graphs are recorded', (t) => {
  t.is(vectors.length, 8);
});

for (const vector of vectors) {
  for (const answer of vector.answers) {
    test(`${vector.name}, coin round ${answer.coinRound}: the recorded answers`, (t) => {
      const { state, order, indexOf } = load(vector, answer.coinRound);
      t.deepEqual(answersOf(vector, state, order, indexOf), answer);
    });
  }
  test(`${vector.name}: relations and forks`, (t) => {
    const { state, indexOf } = load(vector, 10);
    const relation = { ancestor: isAncestor, selfAncestor: isSelfAncestor, see: sees, stronglySee: stronglySees };
    for (const query of vector.queries) {
      t.is(relation[query.relation](state, indexOf.get(query.x)!, indexOf.get(query.y)!), query.expected, `${query.relation}(${query.x}, ${query.y})`);
    }
    const pairs: [string, string][] = [];
    for (const [i, a] of vector.events.entries()) {
      for (const b of vector.events.slice(i + 1)) if (isFork(state, indexOf.get(a.id)!, indexOf.get(b.id)!)) pairs.push([a.id, b.id]);
    }
    t.deepEqual(pairs.map((pair) => pair.toSorted()).toSorted(), vector.forkPairs.map((pair) => pair.toSorted()).toSorted());
    t.true(state.forkPairs.every(({ first, second }) => isFork(state, first, second)));
    t.is(state.forkPairs.length > 0, vector.forkPairs.length > 0);
  });
}

test('a second event without self-parent is a fork, and is reported with the first', (t) => {
  const state = createGraph({ members: 2, weights: [1, 1] });
  const first = insertEvent(state, { creator: 0, selfParent: -1, otherParent: -1, timestampUs: 1, signature });
  insertEvent(state, { creator: 1, selfParent: -1, otherParent: -1, timestampUs: 1, signature });
  const second = insertEvent(state, { creator: 0, selfParent: -1, otherParent: -1, timestampUs: 2, signature });
  t.deepEqual(state.forkPairs, [{ creator: 0, first, second }]);
});

test('weights are seats: five of seven are a supermajority alone, and the others are none without them', (t) => {
  const state = createGraph({ members: 3, weights: [5, 1, 1] });
  const heads = [0, 1, 2].map((creator) => insertEvent(state, { creator, selfParent: -1, otherParent: -1, timestampUs: 1, signature }));
  const alone = insertEvent(state, { creator: 0, selfParent: heads[0]!, otherParent: -1, timestampUs: 2, signature });
  t.is(state.round[alone], 2);
  const without = insertEvent(state, { creator: 1, selfParent: heads[1]!, otherParent: heads[2]!, timestampUs: 2, signature });
  t.is(state.round[without], 1);
});

test('the state is plain data: a structured clone goes on like the original', (t) => {
  const vector = vectors.find(({ name }) => name === 'computed-n4-forker')!;
  const half = { ...vector, events: vector.events.slice(0, 50) };
  const { state, order, indexOf } = load(half, 10);
  const clone = structuredClone(state);
  const rest = insertAll(clone, vector, vector.events.slice(50), new Map(indexOf));
  t.deepEqual([...order, ...rest], vector.answers[0]!.order);
  t.is(state.count, 50);
});

test('what the caller got wrong throws', (t) => {
  t.throws(() => createGraph({ members: 0, weights: [] }), { instanceOf: RangeError });
  t.throws(() => createGraph({ members: 2, weights: [1, 0] }), { instanceOf: RangeError });
  t.throws(() => createGraph({ members: 1, weights: [1], coinRound: 2 }), { instanceOf: RangeError });
  const state = createGraph({ members: 2, weights: [1, 1] });
  const root = { creator: 0, selfParent: -1, otherParent: -1, timestampUs: 0, signature };
  for (const wrong of [{ creator: 2 }, { selfParent: 0 }, { otherParent: 7 }, { timestampUs: 0.5 }, { signature: new Uint8Array(3) }]) {
    t.throws(() => insertEvent(state, { ...root, ...wrong }), { instanceOf: RangeError });
  }
  t.is(state.count, 0);
});

function load(vector: HashgraphVector, coinRound: number): { state: HashgraphState; order: string[]; indexOf: Map<string, number> } {
  const state = createGraph({ members: vector.members.length, weights: vector.members.map(() => 1), coinRound });
  const indexOf = new Map<string, number>();
  return { state, order: insertAll(state, vector, vector.events, indexOf), indexOf };
}

function insertAll(state: HashgraphState, vector: HashgraphVector, events: HashgraphVector['events'], indexOf: Map<string, number>): string[] {
  const order: string[] = [];
  const ids = [...indexOf.keys()];
  for (const { id, creator, selfParent, otherParent, timestamp } of events) {
    ids.push(id);
    indexOf.set(id, insertEvent(state, {
      creator: vector.members.indexOf(creator),
      selfParent: selfParent === null ? -1 : indexOf.get(selfParent)!,
      otherParent: otherParent === null ? -1 : indexOf.get(otherParent)!,
      timestampUs: timestamp,
      signature: createHash('sha512').update(id).digest(),
    }));
    for (const received of advance(state)) order.push(ids[received.event]!);
  }
  return order;
}

function answersOf(vector: HashgraphVector, state: HashgraphState, order: string[], indexOf: Map<string, number>): VectorAnswer {
  const each = <T>(value: (x: number) => T): Record<string, T> => Object.fromEntries(vector.events.map(({ id }) => [id, value(indexOf.get(id)!)]));
  const ids = [...indexOf.keys()];
  const witnesses = ids.filter((id) => isWitness(state, indexOf.get(id)!));
  const rounds = Array.from({ length: state.lastCompleteRound }, (_, index) => index + 1);
  return {
    coinRound: state.coinRound,
    round: each((x) => state.round[x]!),
    witnesses,
    famous: Object.fromEntries(witnesses.map((id) => [id, [null, true, false].at(state.fame[indexOf.get(id)!]!)!])),
    uniqueFamousWitnesses: Object.fromEntries(rounds.map((round) => [round, uniqueFamousWitnesses(state, round).map((x) => ids[x]!)])),
    lastCompleteRound: state.lastCompleteRound === 0 ? null : state.lastCompleteRound,
    roundReceived: each((x) => (state.roundReceived[x] === 0 ? null : state.roundReceived[x]!)),
    consensusTimestamp: Object.fromEntries(ids.filter((id) => state.roundReceived[indexOf.get(id)!] !== 0).map((id) => [id, state.consensusTimestampUs[indexOf.get(id)!]!])),
    order,
  };
}
