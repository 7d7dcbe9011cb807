import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { createMember, gossipTick, isPending, receiveMessage, recover, submit, wake } from '../../../../src/core/consensus/hashgraph/member.js';
import { createOwnEvent } from '../../../../src/core/consensus/hashgraph/member-events.js';
import type { MemberState, SyncMessage } from '../../../../src/core/consensus/hashgraph/member-state.js';
import { knownHeads, missingEvents, syncSizeBytes } from '../../../../src/core/consensus/hashgraph/sync.js';
import { ioOf, key, settle, submitAt, world, type World, type WorldNode } from './scheduler.js';

const MINUTE_US = 60_000_000;

function committee(n: number, change: Partial<WorldNode>[] = [], options: { lossPercent?: number; seed?: number; maxSyncEvents?: number } = {}): World {
  const keys = Array.from({ length: n }, (_, index) => key(index));
  const members = keys.map(({ publicKey }) => ({ publicKey, weight: 1 }));
  const nodes = keys.map((_, self) => ({ member: self, state: createMember({ epoch: 3, shard: 1, self, members, maxSyncEvents: options.maxSyncEvents }), ...change[self] }));
  return world(nodes, keys, options);
}

const txId = (k: number): string => k.toString(16).padStart(64, '0');

/** Everybody alive ordered the same, with every transaction exactly once, and gossip rests. */
function assertAgreed(t: ExecutionContext, w: World, transactions: string[]): void {
  const alive = w.nodes.map((_, index) => index).filter((index) => w.nodes[index]!.silent !== true);
  const orders = alive.map((index) => w.ordered[index]!);
  const shortest = Math.min(...orders.map(({ length }) => length));
  for (const order of orders) {
    t.deepEqual(order.slice(0, shortest), orders[0]!.slice(0, shortest));
    t.deepEqual(order.flatMap(({ payload }) => payload).toSorted(), transactions.toSorted());
  }
  for (const index of alive) {
    t.false(isPending(w.nodes[index]!.state));
    const rounds = w.rounds[index]!;
    t.deepEqual(rounds, [...new Set(rounds)].toSorted((a, b) => a - b));
  }
}

for (const n of [1, 2, 4, 7, 10]) {
  test(`${n} members order one payload and rest`, (t) => {
    const w = committee(n);
    submitAt(w, n - 1, txId(1));
    t.true(settle(w, MINUTE_US));
    assertAgreed(t, w, [txId(1)]);
    t.deepEqual(w.dropped, []);
    const { messages } = w;
    t.true(settle(w, 10 * MINUTE_US));
    t.is(w.messages, messages);
  });

  test(`${n} members order payloads from everywhere, in two bursts`, (t) => {
    const w = committee(n, [], { seed: 5 });
    const transactions = Array.from({ length: 3 * n }, (_, k) => txId(k));
    for (const [k, id] of transactions.slice(0, 2 * n).entries()) submitAt(w, k % n, id);
    t.true(settle(w, MINUTE_US));
    assertAgreed(t, w, transactions.slice(0, 2 * n));
    for (const [k, id] of transactions.slice(2 * n).entries()) submitAt(w, k % n, id);
    t.true(settle(w, 2 * MINUTE_US));
    assertAgreed(t, w, transactions);
  });
}

for (const n of [4, 7, 10]) {
  const f = Math.floor((n - 1) / 3);
  for (const seed of [1, 2, 3]) {
    test(`${n} members, ${f} of them silent, seed ${seed}`, (t) => {
      const w = committee(n, Array.from({ length: f }, () => ({ silent: true })), { seed });
      const transactions = Array.from({ length: n - f }, (_, k) => txId(k));
      for (const [k, id] of transactions.entries()) submitAt(w, f + k, id);
      t.true(settle(w, 2 * MINUTE_US));
      assertAgreed(t, w, transactions);
    });

    test(`${n} members, one message in five lost, messages overtaking each other, small syncs, seed ${seed}`, (t) => {
      const w = committee(n, [], { lossPercent: 20, seed, maxSyncEvents: 10 });
      const transactions = Array.from({ length: n }, (_, k) => txId(k));
      for (const [k, id] of transactions.entries()) submitAt(w, k, id);
      t.true(settle(w, 5 * MINUTE_US));
      assertAgreed(t, w, transactions);
    });

    test(`${n} members, one of them two nodes with one key that fork, seed ${seed}`, (t) => {
      const w = committee(n, [], { seed });
      const twin = w.nodes[0]!;
      const half = Math.ceil(n / 2);
      const others = Array.from({ length: n }, (_, member) => member);
      w.nodes.push({ member: 0, state: structuredClone(twin.state), peers: others.slice(half) });
      twin.peers = others.slice(1, half);
      w.ordered.push([]);
      w.rounds.push([]);
      w.evidence.push([]);
      const transactions = Array.from({ length: n + 1 }, (_, k) => txId(k));
      for (const [k, id] of transactions.entries()) submitAt(w, k, id);
      settle(w, 5 * MINUTE_US);
      const honest = { ...w, nodes: w.nodes.slice(1, n), ordered: w.ordered.slice(1, n), rounds: w.rounds.slice(1, n) };
      assertAgreed(t, honest, transactions);
      for (const evidence of w.evidence.slice(1, n)) {
        t.is(evidence.length, 1);
        const [one, other] = evidence[0]!;
        t.is(one.content.creator, 0);
        t.is(one.content.selfParent, other.content.selfParent);
        t.notDeepEqual(one, other);
      }
    });
  }
}

test('a member cut off while the others order hears of it afterwards', (t) => {
  const w = committee(4);
  w.nodes[3]!.silent = true;
  submitAt(w, 0, txId(1));
  settle(w, 3_000_000);
  t.true(w.ordered[0]!.length > 0, 'the three others ordered it');
  t.is(w.nodes[3]!.state.durable.graph.count, 0);
  w.nodes[3]!.silent = false;
  t.true(settle(w, MINUTE_US));
  assertAgreed(t, w, [txId(1)]);
});

test('a restarted member goes on from its durable state and does not fork', (t) => {
  const w = committee(4);
  for (let k = 0; k < 4; k++) submitAt(w, k, txId(k));
  settle(w, 200_000);
  const node = w.nodes[2]!;
  node.state = recover(structuredClone(node.state.durable));
  w.queue = w.queue.filter((item) => item.node !== 2);
  const { wantTickAfterUs } = wake(node.state, w.nowUs);
  t.is(typeof wantTickAfterUs, 'number');
  w.queue.push({ atUs: w.nowUs + wantTickAfterUs!, sequence: w.sequence++, node: 2 });
  t.true(settle(w, MINUTE_US));
  assertAgreed(t, w, [0, 1, 2, 3].map(txId));
  t.deepEqual(w.evidence.flat(), []);
});

test('an idle member neither ticks nor creates events, but answers', (t) => {
  const w = committee(4);
  const [{ state }] = w.nodes as [WorldNode];
  t.deepEqual(wake(state, 0), { sends: [], ordered: [], forkEvidence: [], dropped: [] });
  t.deepEqual(gossipTick(state, ioOf(w, 0)).sends, []);
  const effects = receiveMessage(state, 1, { kind: 'sync-request', epoch: 3, shard: 1, known: [[], [], [], []] }, ioOf(w, 0));
  t.deepEqual(effects.sends, [{ to: 1, message: { kind: 'sync-response', epoch: 3, shard: 1, known: [[], [], [], []], events: [] } }]);
  t.is(effects.wantTickAfterUs, undefined);
  t.is(state.durable.graph.count, 0);
});

test('one tick is under way at a time', (t) => {
  const { state } = committee(4).nodes[0]!;
  t.is(typeof submit(state, txId(1)).wantTickAfterUs, 'number');
  t.is(submit(state, txId(2)).wantTickAfterUs, undefined);
  t.throws(() => submit(state, 'no id'), { instanceOf: RangeError });
});

test('what is malformed, foreign or forged is dropped with its code', (t) => {
  const w = committee(4);
  const other = w.nodes[1]!.state;
  submit(other, txId(9));
  createOwnEvent(other, ioOf(w, 1), 0);
  const [event] = missingEvents(other.durable, [[], [], [], []]);
  const heads = [[], [], [], []];
  const cases: [string, unknown][] = [
    ['malformed-message', null], ['malformed-message', 'x'], ['malformed-message', []], ['malformed-message', { kind: 'gossip', epoch: 3, shard: 1 }],
    ['wrong-epoch', { kind: 'sync-request', epoch: 2, shard: 1, known: heads }], ['wrong-epoch', { kind: 'sync-request', epoch: 3, shard: 0, known: heads }],
    ['malformed-message', { kind: 'sync-request', epoch: 3, shard: 1, known: [[]] }], ['malformed-message', { kind: 'sync-request', epoch: 3, shard: 1 }],
    ['malformed-message', { kind: 'sync-request', epoch: 3, shard: 1, known: [[{ id: 'x', height: 0 }], [], [], []] }],
    ['malformed-message', { kind: 'sync-push', epoch: 3, shard: 1, events: Array.from({ length: 257 }, () => event) }],
    ['malformed-event', push(null)], ['malformed-event', push({ content: event!.content, signature: '00' })],
    ['malformed-event', push({ ...event!, content: { ...event!.content, payload: ['é'] } })],
    ['malformed-event', push({ ...event!, content: { ...event!.content, timestampUs: 0.5 } })],
    ['foreign-event', push({ ...event!, content: { ...event!.content, epoch: 2 } })], ['foreign-event', push({ ...event!, content: { ...event!.content, creator: 4 } })],
    ['bad-signature', push({ ...event!, content: { ...event!.content, timestampUs: 7 } })], ['bad-signature', push({ ...event!, content: { ...event!.content, creator: 2 } })],
    ['bad-signature', push({ ...event!, signature: 'ff'.repeat(64) })],
  ];
  for (const [code, message] of cases) {
    const state = fresh(w);
    t.deepEqual(receiveMessage(state, 1, message, ioOf(w, 0)).dropped, [{ from: 1, code }], JSON.stringify(message)?.slice(0, 80));
    t.is(state.durable.graph.count, 0);
  }
  for (const from of [0, 4, -1, 0.5]) t.deepEqual(receiveMessage(fresh(w), from, push(event), ioOf(w, 0)).dropped, [{ from, code: 'unknown-sender' }]);
  const accepted = receiveMessage(fresh(w), 1, push(event), ioOf(w, 0));
  t.deepEqual(accepted.dropped, []);
});

test('no message throws, whatever it is', (t) => {
  const w = committee(4);
  const [{ state }] = w.nodes as [WorldNode];
  const head = fc.record({ kind: fc.constantFrom('sync-request', 'sync-response', 'sync-push'), epoch: fc.constant(3), shard: fc.constant(1) });
  const loose = fc.tuple(head, fc.dictionary(fc.constantFrom('known', 'events'), fc.anything())).map(([a, b]) => ({ ...a, ...b }));
  fc.assert(fc.property(fc.oneof(fc.anything(), loose), fc.integer({ min: -1, max: 5 }), (message, from) => {
    receiveMessage(state, from, message, ioOf(w, 0));
  }), { numRuns: 1_000, seed: 1 });
  t.is(state.durable.graph.count, 0);
});

test('an event on another member’s chain is refused; an event without its parents waits for them', (t) => {
  const w = committee(4);
  const io = ioOf(w, 1);
  const other = w.nodes[1]!.state;
  for (let k = 0; k < 3; k++) {
    submit(other, txId(k));
    createOwnEvent(other, io, 0);
  }
  const events = missingEvents(other.durable, [[], [], [], []]);
  const state = fresh(w);
  for (const event of events.toReversed()) receiveMessage(state, 1, { kind: 'sync-push', epoch: 3, shard: 1, events: [event] }, ioOf(w, 0));
  t.deepEqual(knownHeads(state.durable)[1], knownHeads(other.durable)[1]);
  t.is(state.volatile.orphans.size, 0);
  const content = { ...events[0]!.content, creator: 2, selfParent: other.durable.ids[0]! };
  const signed = { content, signature: ioOf(w, 2).sign(io.hash('hashgraph-event', content)) };
  t.deepEqual(receiveMessage(state, 2, { kind: 'sync-push', epoch: 3, shard: 1, events: [signed] }, ioOf(w, 0)).dropped, [{ from: 2, code: 'wrong-self-parent' }]);
});

test('the size of a message counts its heads, events and payload', (t) => {
  const w = committee(4);
  const state = w.nodes[0]!.state;
  const request: SyncMessage = { kind: 'sync-request', epoch: 3, shard: 1, known: knownHeads(state.durable) };
  t.is(syncSizeBytes(request), 28);
  submit(state, txId(1));
  createOwnEvent(state, ioOf(w, 0), 1);
  t.is(syncSizeBytes({ ...request, known: knownHeads(state.durable) }), 28 + 36);
  t.is(syncSizeBytes({ kind: 'sync-push', epoch: 3, shard: 1, events: missingEvents(state.durable, [[], [], [], []]) }), 24 + 152 + 32);
});

function push(event: unknown): unknown {
  return { kind: 'sync-push', epoch: 3, shard: 1, events: [event] };
}

function fresh(w: World): MemberState {
  return createMember({ epoch: 3, shard: 1, self: 0, members: w.keys.map(({ publicKey }) => ({ publicKey, weight: 1 })) });
}
