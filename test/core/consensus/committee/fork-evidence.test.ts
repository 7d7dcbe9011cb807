import test from 'ava';
import { verifyForkEvidence } from '../../../../src/core/consensus/committee/fork-evidence.js';
import type { EventContent, SignedEvent } from '../../../../src/core/consensus/hashgraph/member-state.js';
import { GENESIS, port, sign } from './consortium.js';

const parent = 'ab'.repeat(32);

/** An event that a member of the genesis committee has really signed. */
function event(changes: Partial<EventContent> = {}, signer?: string): SignedEvent {
  const content: EventContent = { epoch: 0, shard: 0, creator: 2, selfParent: parent, otherParent: null, timestampUs: 5, payload: [], ...changes };
  const name = signer ?? GENESIS.members[content.creator]?.node ?? 'ev-1';
  return { content, signature: sign(name, port.hash('hashgraph-event', content)) };
}

const convict = (first: SignedEvent, second: SignedEvent, epoch = 0) => verifyForkEvidence(GENESIS, { kind: 'fork-evidence', epoch, first, second }, port);

test('two different events on one self-parent convict their creator', (t) => {
  t.is(convict(event(), event({ timestampUs: 6 })), 'ev-3');
  t.is(convict(event({ payload: [parent] }), event()), 'ev-3');
});

test('two different first events are a fork too', (t) => {
  t.is(convict(event({ selfParent: null }), event({ selfParent: null, timestampUs: 6 })), 'ev-3');
});

test('one event twice, or two events one after the other, convict nobody', (t) => {
  t.is(convict(event(), event()), null);
  t.is(convict(event(), event({ selfParent: 'cd'.repeat(32), timestampUs: 6 })), null);
});

test('events of two members, of another epoch or of another shard convict nobody', (t) => {
  t.is(convict(event(), event({ creator: 1, timestampUs: 6 })), null);
  t.is(convict(event({ epoch: 1 }), event({ epoch: 1, timestampUs: 6 })), null);
  t.is(convict(event({ epoch: 1 }), event({ epoch: 1, timestampUs: 6 }), 1), null);
  t.is(convict(event({ shard: 1 }), event({ shard: 1, timestampUs: 6 })), null);
  t.is(convict(event({ creator: 9 }), event({ creator: 9, timestampUs: 6 })), null);
});

test('nobody can be convicted by what it did not sign', (t) => {
  t.is(convict(event(), event({ timestampUs: 6 }, 'ev-1')), null);
  t.is(convict(event({}, 'ev-1'), event({ timestampUs: 6 })), null);
});
