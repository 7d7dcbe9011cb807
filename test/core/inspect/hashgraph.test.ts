import test from 'ava';
import type { Seat } from '../../../src/core/consensus/committee/seat.js';
import { EVENTS_SHOWN, type HashgraphDetail, type HashgraphQuery } from '../../../src/core/inspect/hashgraph.js';
import type { EventLine } from '../../../src/core/inspect/hashgraph-events.js';
import { relations, solve, type NaiveGraph } from '../consensus/hashgraph/naive.js';
import { labOptions, notesOf, observe, type ObservedRun } from '../../conformance/lab.js';
import { lookAt } from './look.js';

const QUERY: HashgraphQuery = { kind: 'hashgraph', shard: 0, member: null, epoch: 'past', event: 'newest' };

let calm: ObservedRun;
let forked: ObservedRun;

test.before(async () => {
  calm = await observe(labOptions('tiny', [], { untilUs: 34_000_000 }));
  forked = await observe(labOptions('tiny', [], { untilUs: 28_000_000, attacks: [{ name: 'fork', level: 1, fromUs: 0, toUs: null }] }));
});

function graphOf(run: ObservedRun, change: Partial<HashgraphQuery> = {}): HashgraphDetail {
  return lookAt(run, { ...QUERY, ...change }) as HashgraphDetail;
}

/** The seat whose copy is shown. */
function seatOf(run: ObservedRun, { members, viewpoint, epoch }: HashgraphDetail): Seat {
  const name = members[viewpoint]!.node;
  for (const actor of run.worlds[0]!.actors.values()) {
    if (actor.kind !== 'ev') continue;
    for (const seat of [actor.holder.seat, actor.holder.past]) {
      if (seat?.committee.epoch === epoch && seat.committee.members[seat.self]!.node === name) return seat;
    }
  }
  throw new Error('the view shows a copy that nobody holds');
}

/** All lines of a copy, asked for window by window. */
function allLines(run: ObservedRun, change: Partial<HashgraphQuery>): EventLine[] {
  const lines = new Map<number, EventLine>();
  const { ids } = seatOf(run, graphOf(run, change)).graph.durable;
  for (let at = 0; at < ids.length; at += EVENTS_SHOWN / 2) {
    for (const line of graphOf(run, { ...change, event: ids[at]! }).events) lines.set(line.index, line);
  }
  for (const line of graphOf(run, change).events) lines.set(line.index, line);
  return [...lines.values()].toSorted((a, b) => a.index - b.index);
}

function naiveOf({ graph: { durable } }: Seat): NaiveGraph {
  const { graph, events } = durable;
  const naive = events.map(({ content, signature }) => ({
    creator: content.creator,
    selfParent: content.selfParent === null ? -1 : durable.indexOf.get(content.selfParent)!,
    otherParent: content.otherParent === null ? -1 : durable.indexOf.get(content.otherParent)!,
    timestampUs: content.timestampUs,
    signature: Uint8Array.from(Buffer.from(signature, 'hex')),
  }));
  return { events: naive, weights: graph.weights, coinRound: graph.coinRound, forkAware: graph.forkAware };
}

for (const [name, run, change] of [
  ['a calm committee', () => calm, { epoch: 'past' }],
  ['a committee with a forker', () => forked, { epoch: 'office' }],
] as const) {
  test(`round, witness, fame and order on the screen are those of the definitions, for ${name}`, (t) => {
    const lines = allLines(run(), change);
    const answer = solve(naiveOf(seatOf(run(), graphOf(run(), change))));
    t.true(lines.length > 100);
    const fameOf = (at: number): string | null => (!answer.witnesses[at] ? null : answer.fame[at] === null ? 'undecided' : answer.fame[at] ? 'famous' : 'not-famous');
    t.deepEqual(
      lines.map((line) => [line.index, line.round, line.witness, line.fame, line.received]),
      lines.map((_, at) => [at, answer.rounds[at], answer.witnesses[at], fameOf(at), answer.roundReceived[at]]),
    );
    const placed = lines.filter(({ place }) => place !== null).toSorted((a, b) => a.place! - b.place!);
    t.deepEqual(placed.map(({ index, place }) => [index, place]), answer.order.map((index, at) => [index, at + 1]));
    t.true(placed.length > 20);
  });

  test(`what the selected event sees is marked as the definitions have it, for ${name}`, (t) => {
    const seat = seatOf(run(), graphOf(run(), change));
    const { see, stronglySee, ancestor } = relations(naiveOf(seat));
    const { ids } = seat.graph.durable;
    for (const x of [12, 55, ids.length - 20, ids.length - 1]) {
      const { events, selected } = graphOf(run(), { ...change, event: ids[x]! });
      const relation = (y: number): string => (x === y ? 'self' : stronglySee(x, y) ? 'strongly' : see(x, y) ? 'sees' : ancestor(x, y) ? 'hidden' : 'none');
      t.deepEqual(events.map((line) => line.relation), events.map((line) => relation(line.index)));
      t.is(selected!.sees, ids.filter((_, y) => see(x, y)).length);
    }
  });
}

test('the order on the screen is what the committee put into its certified blocks', (t) => {
  const seat = seatOf(calm, graphOf(calm));
  const lines = allLines(calm, {});
  const accepted = new Set<string>();
  const certified = calm.records.flatMap(({ shard, record }) => {
    if (shard !== 0 || record.type !== 'commit' || record.record.kind !== 'ledger/block') return [];
    return [record.record as unknown as { certificate: { header: { epoch: number; roundReceived: number } }; entries: { transaction: string; code: string }[] }];
  });
  const blocks = certified.filter(({ certificate }) => certificate.header.epoch === 0);
  t.true(blocks.length > 3);
  for (const { certificate, entries } of blocks) {
    const received = lines.filter((line) => line.received === certificate.header.roundReceived).toSorted((a, b) => a.place! - b.place!);
    const carried = [...new Set(received.flatMap(({ index }) => seat.graph.durable.events[index]!.content.payload))].filter((id) => !accepted.has(id));
    const executed = entries.map(({ transaction }) => transaction);
    // The block that ends the epoch leaves what stands behind the closing cut-off to the next committee.
    t.deepEqual(executed, carried.slice(0, executed.length));
    if (certificate !== blocks.at(-1)!.certificate) t.is(executed.length, carried.length);
    for (const { transaction, code } of entries) if (code === 'accepted') accepted.add(transaction);
  }
});

test('the rounds tell which block continues with what they received', (t) => {
  const { rounds } = graphOf(calm);
  const blocks = new Map([...seatOf(calm, graphOf(calm)).blocks].map(([height, { executed }]) => [executed.header.roundReceived, height]));
  t.true(rounds.some(({ block }) => block !== null));
  for (const round of rounds) {
    t.is(round.block, blocks.get(round.round) ?? null);
    t.true(round.famous + round.undecided <= round.witnesses);
    if (round.complete) t.is(round.undecided, 0);
  }
});

test('all members who hold the same events say the same of them', (t) => {
  const { viewpoints } = graphOf(calm);
  t.true(viewpoints.length > 4);
  const decided = (member: string): Map<string, string> =>
    new Map(allLines(calm, { member }).flatMap(({ id, received, place }): [string, string][] => (received === null ? [] : [[id, `${received} #${place}`]])));
  const first = decided(viewpoints[0]!);
  for (const member of viewpoints.slice(1, 3)) {
    for (const [id, place] of decided(member)) if (first.has(id)) t.is(place, first.get(id)!);
  }
});

test('the votes on an undecided witness are those of witnesses that see it or not', (t) => {
  const seat = seatOf(calm, graphOf(calm));
  const { see } = relations(naiveOf(seat));
  const lines = allLines(calm, {});
  const open = lines.filter(({ fame, vote }) => fame === 'undecided' && vote?.difference === 1);
  t.true(open.length > 0);
  for (const { index, round, vote } of open) {
    const voters = lines.filter((line) => line.witness && line.round === round + 1);
    t.is(vote!.yes, voters.filter((voter) => see(voter.index, index)).length);
    t.is(vote!.yes + vote!.no, voters.length);
    t.false(vote!.coin);
  }
});

test('a past graph at rest is still there, and the newest is shown when nothing has happened since', (t) => {
  const past = graphOf(calm);
  t.false(past.inOffice);
  t.true(past.gossip.resting && past.gossip.closed);
  const office = graphOf(calm, { epoch: 'office' });
  t.true(office.inOffice);
  const newest = graphOf(calm, { epoch: 'newest' });
  t.is(newest.epoch, office.totals.events > 0 ? office.epoch : past.epoch);
});

test('an answer is bounded and says what it leaves out; an unknown event gives the newest', (t) => {
  const { ids } = seatOf(calm, graphOf(calm)).graph.durable;
  const first = graphOf(calm, { event: 'first' });
  t.like(first, { before: 0, after: ids.length - EVENTS_SHOWN, found: true });
  t.is(first.selected!.index, 0);
  const middle = graphOf(calm, { event: ids[100]! });
  t.is(middle.events.length, EVENTS_SHOWN);
  t.is(middle.before + middle.events.length + middle.after, ids.length);
  const lost = graphOf(calm, { event: 'ff'.repeat(32) });
  t.false(lost.found);
  t.is(lost.selected!.index, ids.length - 1);
});

test('forked events are marked, and nobody else is accused', (t) => {
  const forkers = new Set(notesOf(forked, 'committee/fork-seen').filter(({ shard }) => shard === 0).map(({ member }) => member));
  t.is(forkers.size, 1);
  const { members } = graphOf(forked, { epoch: 'office' });
  t.deepEqual(members.filter((member) => member.forked).map(({ node }) => node), [...forkers]);
  const marked = allLines(forked, { epoch: 'office' }).filter((line) => line.forked);
  t.true(marked.length >= 2);
  for (const { creator } of marked) t.true(forkers.has(members[creator]!.node));
});
