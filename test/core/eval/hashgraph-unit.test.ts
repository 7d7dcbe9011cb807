import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import type { CryptoSuite } from '../../../src/core/crypto/suite.js';
import { evalHashgraph } from '../../../src/core/eval/hashgraph-unit.js';
import { EvalInputError } from '../../../src/core/eval/input-error.js';
import { readVectors, type HashgraphVector, type VectorAnswer } from '../consensus/hashgraph/vectors.js';

const refused = (): never => {
  throw new Error('virtual voting needs SHA-512 only');
};
const suite: CryptoSuite = {
  ...nobleSuite, sha256: refused, sha256Text: refused, publicKey: refused, sign: refused, verify: refused,
  sha512: (bytes) => Uint8Array.from(createHash('sha512').update(bytes).digest()),
};

for (const vector of readVectors()) {
  for (const answer of vector.answers) {
    test(`${vector.name}, coin round ${answer.coinRound}: the recorded answer, events in any order`, (t) => {
      fc.assert(fc.property(fc.shuffledSubarray(vector.events, { minLength: vector.events.length }), (events) => {
        const input = { members: vector.members, events, coinRound: answer.coinRound };
        t.deepEqual(evalHashgraph(suite, input), expected(events, answer));
      }), { numRuns: 10, seed: 1 });
    });
  }
}

test('a given signature takes the place of the synthetic one', (t) => {
  const vector = readVectors().find(({ name }) => name === 'computed-n4-hidden-a')!;
  const signed = vector.events.map((event) => ({ ...event, id: `x${event.id}`, selfParent: event.selfParent && `x${event.selfParent}`, otherParent: event.otherParent && `x${event.otherParent}`, signature: createHash('sha512').update(event.id).digest('hex').toUpperCase() }));
  t.deepEqual(evalHashgraph(suite, { members: vector.members, events: signed }).order, vector.answers[0]!.order.map((id) => `x${id}`));
});

test('a chain of twenty thousand events, last first, and as many forks of one event', (t) => {
  const length = 20_000;
  const chain = Array.from({ length }, (_, k) => ({ id: `e${k}`, creator: 'a', selfParent: k === 0 ? null : `e${k - 1}`, otherParent: null, timestamp: k })).toReversed();
  const answer = evalHashgraph(suite, { members: ['a', 'b'], events: chain });
  t.is(answer.events.length, length);
  t.deepEqual(answer.order, []);
  const forks = Array.from({ length: 4_000 }, (_, k) => ({ id: `e${k}`, creator: 'a', selfParent: null, otherParent: null, timestamp: k }));
  t.is(evalHashgraph(suite, { members: ['a', 'b'], events: forks }).events.filter(({ witness }) => witness).length, 4_000);
});

const root = { id: 'a0', creator: 'a', selfParent: null, otherParent: null, timestamp: 0 };
const wrong: [string, unknown, string][] = [
  ['not an object', [], '$'],
  ['no members', { members: [], events: [] }, '$.members'],
  ['a member twice', { members: ['a', 'a'], events: [] }, '$.members[1]'],
  ['an unknown key', { members: ['a'], events: [], coin: 3 }, '$.coin'],
  ['a coin round too small', { members: ['a'], events: [], coinRound: 2 }, '$.coinRound'],
  ['a missing field', { members: ['a'], events: [{ ...root, timestamp: undefined }] }, '$.events[0].timestamp'],
  ['a fractional timestamp', { members: ['a'], events: [{ ...root, timestamp: 1.5 }] }, '$.events[0].timestamp'],
  ['an unknown member', { members: ['b'], events: [root] }, '$.events[0].creator'],
  ['an unknown self-parent', { members: ['a'], events: [{ ...root, selfParent: 'x' }] }, '$.events[0].selfParent'],
  ['an unknown other-parent', { members: ['a'], events: [{ ...root, otherParent: 'x' }] }, '$.events[0].otherParent'],
  ['another member’s self-parent', { members: ['a', 'b'], events: [root, { ...root, id: 'b0', creator: 'b', selfParent: 'a0' }] }, '$.events[1].selfParent'],
  ['one id twice', { members: ['a'], events: [root, root] }, '$.events[1].id'],
  ['an event that is its own parent', { members: ['a'], events: [{ ...root, selfParent: 'a0' }] }, '$.events[0]'],
  ['a cycle below other events', { members: ['a'], events: [{ ...root, id: 'z', otherParent: 'x' }, { ...root, id: 'x', otherParent: 'y' }, { ...root, id: 'y', otherParent: 'x' }] }, '$.events[1]'],
  ['a signature that is not hex', { members: ['a'], events: [{ ...root, signature: 'zz' }] }, '$.events[0].signature'],
  ['a short signature', { members: ['a'], events: [{ ...root, signature: '00' }] }, '$.events[0].signature'],
];
for (const [what, input, path] of wrong) {
  test(`input error: ${what}`, (t) => {
    const error = t.throws(() => evalHashgraph(suite, input), { instanceOf: EvalInputError });
    t.is(error?.path, path);
  });
}

test('no events is an empty answer', (t) => {
  t.deepEqual(evalHashgraph(suite, { members: ['a'], events: [] }), { events: [], order: [] });
});

function expected(events: HashgraphVector['events'], answer: VectorAnswer): unknown {
  return {
    events: events.map(({ id }) => ({
      id,
      round: answer.round[id],
      witness: answer.witnesses.includes(id),
      famous: answer.famous[id] ?? null,
      roundReceived: answer.roundReceived[id],
      consensusTimestamp: answer.consensusTimestamp[id] ?? null,
    })),
    order: answer.order,
  };
}
