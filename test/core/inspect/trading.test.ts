import test from 'ava';
import type { CrossShardDetail, CrossShardQuery } from '../../../src/core/inspect/cross-shard.js';
import type { BookDetail, MarketDetail, MarketQuery } from '../../../src/core/inspect/market.js';
import type { LabNote } from '../../../src/core/kernel/notes.js';
import type { MarketCleared } from '../../../src/core/kernel/notes-market.js';
import type { ShardView } from '../../../src/core/metrics/view.js';
import { startRun } from '../../../src/nodes/coordinator.js';
import type { RunHandle } from '../../../src/nodes/run.js';
import { labOptions } from '../../conformance/lab.js';

// Two small campuses of which many wallets lie in the other, with consumers that ask for more than they take: one run, looked at on its way.

const cleared: (MarketCleared & { readonly shard: number })[] = [];
const GAMMA1 = 0.2;

interface Seen {
  readonly filling: MarketDetail;
  readonly matched: MarketDetail;
  readonly closed: MarketDetail;
  readonly second: MarketDetail;
  readonly backThen: MarketDetail;
  /** Each transaction of campus 0 as it was looked at, at both campuses, with its line in the view. */
  readonly crossings: readonly { readonly line: ShardView['crossShard']['transactions'][number]; readonly details: readonly CrossShardDetail[] }[];
}

const seen: Promise<Seen> = look();

async function look(): Promise<Seen> {
  const attacks = [{ name: 'consumer', level: 4, fromUs: 0, toUs: null }];
  const options = labOptions('tiny', ['market.awayWalletPermille=500', 'population.consumers=16'], { rounds: 2, attacks });
  const run = startRun({
    ...options,
    paused: true,
    trace: 'all',
    onTrace: (shards) => {
      for (const { shard, records } of shards) {
        for (const record of records) if (record.type === 'note' && record.note.kind === 'market/cleared') cleared.push({ ...(record.note as LabNote & MarketCleared), shard });
      }
    },
  });
  const leave = run.subscribe(() => undefined);
  const market = async (round: number | null): Promise<MarketDetail> => {
    const query: MarketQuery = { kind: 'market', shard: 0, round };
    return (await run.ask(query)) as MarketDetail;
  };
  await run.rewind(4_000_000);
  const filling = await market(null);
  await run.rewind(12_000_000);
  const matched = await market(null);
  const crossings: Seen['crossings'][number][] = [];
  for (const atUs of [34_000_000, 38_000_000, 44_000_000]) {
    await run.rewind(atUs);
    crossings.push(...(await crossingsOf(run)));
  }
  const closed = await market(0);
  await run.rewind(57_000_000);
  const [second, backThen] = [await market(null), await market(-1)];
  leave();
  run.stop();
  await run.done;
  return { filling, matched, closed, second, backThen, crossings };
}

async function crossingsOf(run: RunHandle): Promise<Seen['crossings'][number][]> {
  const [view] = await frameViews(run);
  const out: Seen['crossings'][number][] = [];
  for (const line of view!.crossShard.transactions) {
    const queries = [0, 1].map((shard): CrossShardQuery => ({ kind: 'cross-shard', shard, transaction: line.id, buyer: line.buyer, seller: line.seller }));
    const details = await Promise.all(queries.map((query) => run.ask(query)));
    out.push({ line, details: details as CrossShardDetail[] });
  }
  return out;
}

/** A frame that was made now: the newest may be older than the barrier that the run stands at. */
function frameViews(run: RunHandle): Promise<readonly ShardView[]> {
  return new Promise((resolve) => {
    const leave = run.subscribe((frame) => {
      setImmediate(() => leave());
      resolve(frame.views as readonly ShardView[]);
    });
    run.look([{ kind: 'nodes', shard: 0 }]);
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

test('while a round is open its book is what the chains hold, matched as it would be now', async (t) => {
  const { book } = (await seen).filling;
  t.is(book!.clearedUs, null);
  t.true(book!.requests.length >= 8);
  t.deepEqual([book!.offers, book!.allocations], [[], []]);
  t.true(book!.requests.every(({ fate }) => fate === 'unserved' || fate === 'duplicate'));
});

test('clearing the kept book again gives the allocations that the desk noted, in their order', async (t) => {
  const { matched, second } = await seen;
  for (const [round, { book }] of [matched, second].entries()) {
    const note = cleared.find((one) => one.shard === 0 && one.round === round)!;
    t.true(note.allocations.length > 0);
    t.deepEqual(book!.allocations.map(({ request, ev, energyWh }) => ({ request, ev, energyWh })), note.allocations.map(({ request, ev, energyWh }) => ({ request, ev, energyWh })));
    t.is(book!.sums.allocatedWh, note.allocatedWh);
    t.is(book!.sums.demandWh, note.keptDemandWh);
    t.is(Number(book!.sums.profitMicro), sum(note.allocations.map((one) => one.priceMilliPerKWh * one.energyWh)));
  }
});

test('every request says how it stands, and the kept ones stand in the order of bid times demand', async (t) => {
  const { matched, second } = await seen;
  for (const { book } of [matched, second]) {
    const { requests, allocations } = book!;
    const kept = requests.filter(({ fate }) => fate !== 'duplicate' && fate !== 'empty');
    const worth = kept.map((request) => request.bidMilliPerKWh * request.allowedWh);
    t.deepEqual(worth, worth.toSorted((a, b) => b - a));
    for (const { id, fate, allowedWh } of requests) {
      const servedWh = sum(allocations.filter(({ request }) => request === id).map(({ energyWh }) => energyWh));
      t.is(fate === 'served', servedWh === allowedWh && allowedWh > 0, id);
      t.is(fate === 'part', servedWh > 0 && servedWh < allowedWh, id);
    }
    t.is(book!.sums.fulfilled, requests.filter(({ fate }) => fate === 'served').length);
  }
});

test('no offer is used twice, and none beyond the pile', async (t) => {
  const { book } = (await seen).matched;
  const evs = book!.allocations.map(({ ev }) => ev);
  t.is(new Set(evs).size, evs.length);
  for (const { ev, energyWh } of book!.allocations) t.true(energyWh <= book!.offers.find((offer) => offer.ev === ev)!.usableWh);
  t.true(book!.offers.every(({ usableWh, offeredWh }) => usableWh <= book!.pileCapacityWh && usableWh <= offeredWh));
});

test('after the round a consumer that took too little has one factor more, and the next round is cleared with it', async (t) => {
  const { closed, second } = await seen;
  const lists = closed.book!.penalties.consumers;
  t.true(lists.length > 0);
  for (const { used, now, theoretical, practical } of lists) {
    t.true(practical / theoretical < 1 - GAMMA1);
    t.deepEqual(used, []);
    t.is(now.length, 1);
    t.true(Math.abs(now[0]! - (practical / theoretical + GAMMA1)) < 1e-6);
  }
  for (const { name, now } of lists) {
    const line = second.book!.penalties.consumers.find((one) => one.name === name)!;
    t.deepEqual(line.used, now);
    for (const { consumer, demandWh, allowedWh, fate } of second.book!.requests) {
      if (consumer === name && fate !== 'duplicate' && fate !== 'empty') t.true(Math.abs(allowedWh - demandWh * line.usedProduct) <= 1);
    }
  }
  t.true(closed.book!.penalties.exchanges.every(({ practical, theoretical }) => practical <= theoretical));
});

test('an earlier round stays as it was, and one that is not kept gives the nearest', async (t) => {
  const { second, backThen, closed } = await seen;
  t.deepEqual(second.rounds, [0, 1]);
  t.is(backThen.book!.round, 0);
  t.deepEqual(backThen.book!.allocations, closed.book!.allocations);
  t.is(closed.book!.sums.deliveredWh, sum(closed.book!.allocations.map(({ deliveredWh }) => deliveredWh ?? 0)));
});

test('the history has what each match promised', async (t) => {
  const { second } = await seen;
  for (const { round, promisedMicro, allocatedWh } of second.history) {
    const { allocations, allocatedWh: notedWh } = cleared.find((one) => one.shard === 0 && one.round === round)!;
    t.is(promisedMicro, sum(allocations.map((one) => one.priceMilliPerKWh * one.energyWh)));
    t.is(allocatedWh, notedWh);
  }
});

function bookSizes(book: BookDetail): number[] {
  return [book.requests.length, book.offers.length, book.allocations.length];
}

test('what is left out is counted', async (t) => {
  const { book } = (await seen).matched;
  t.deepEqual(book!.leftOut, { requests: 0, offers: 0, allocations: 0, penalties: 0 });
  t.deepEqual(bookSizes(book!).slice(0, 2), [book!.sums.requests, book!.sums.offers]);
});

test('a transaction in flight has a driver that waits for shards which have not answered', async (t) => {
  const { crossings } = await seen;
  const inFlight = crossings.filter(({ line }) => line.state === 'locking' || line.state === 'committing');
  t.true(inFlight.length > 0);
  for (const { line, details } of inFlight) {
    const [buyer] = details.flatMap(({ drivers }) => drivers.filter(({ role }) => role === 'buyer'));
    t.is(buyer!.node, line.buyer);
    const held = buyer!.proofs.map(({ shard }) => shard);
    t.deepEqual(held, line.inputs.filter(({ proof }) => proof === 'valid').map(({ shard }) => shard));
    if (buyer!.phase === 'locking') t.deepEqual(buyer!.awaited, line.inputs.map(({ shard }) => shard).filter((shard) => !held.includes(shard)));
  }
});

test('what is locked is certified by a quorum of seats, and what is committed moves as much as it takes', async (t) => {
  const { crossings } = await seen;
  const committed = crossings.filter(({ line }) => line.state === 'committed');
  t.true(committed.length > 0);
  for (const { line, details } of committed) {
    const concerned = details.filter(({ shard }) => line.inputs.some((input) => input.shard === shard));
    for (const { entry, operations, inputs } of concerned) {
      t.is(entry!.phase, 'committed');
      const kinds = operations.filter(({ code, repeated }) => code === 'accepted' && !repeated).map(({ kind, answer }) => [kind, answer]);
      t.deepEqual(kinds, [['lock', 'validity'], ['unlock-to-commit', null]]);
      for (const { certificate } of operations) t.true(certificate.seats!.signed >= certificate.seats!.quorum && certificate.seats!.signed <= certificate.seats!.all);
      t.true(inputs.length > 0 && inputs.every(({ state }) => state === 'taken'));
    }
    t.is(sum(details.map(({ entry }) => entry?.spentMilli ?? 0)), sum(details.map(({ entry }) => entry?.createdMilli ?? 0)));
    const content = details.find((detail) => detail.content !== null)!.content!;
    t.is(content.paidMilli, line.amountMilli);
    t.deepEqual(content.inputShards, line.inputs.map(({ shard }) => shard));
  }
});
