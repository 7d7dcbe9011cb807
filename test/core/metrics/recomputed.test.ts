import test from 'ava';
import type { AttackSetting, Specification } from '../../../src/core/actors/parameters.js';
import type { Entry } from '../../../src/core/consensus/committee/block.js';
import type { LedgerTransaction } from '../../../src/core/consensus/committee/transactions.js';
import { summarise, type Summary } from '../../../src/core/metrics/summary.js';
import { labOptions, notesOf, observe, type ObservedRun } from '../../conformance/lab.js';

// Every number of the summary against the same number computed from the trace by itself, in a run with attacks on.

const attacks: AttackSetting[] = [{ name: 'consumer', level: 3, fromUs: 0, toUs: null }, { name: 'fork', level: 1, fromUs: 0, toUs: 29_000_000 }];
const run = observe(labOptions('tiny', [], { rounds: 1, attacks }));

function summaryOf({ options, outcome, views }: ObservedRun): Summary {
  const { parameters } = options.specification as Specification;
  const { digest, nowUs, checks, violations, wallSeconds, events } = outcome;
  return summarise(parameters, { version: 'test', seed: 7, digest, nowUs, views, checks, violations, wallSeconds, events, threads: 1, rounds: 1 });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const unique = (values: readonly string[]): number => new Set(values).size;

/** The notes of one shard; null for all of them. */
const ofShard = (shard: number | null) => <Note extends { readonly shard: number }>(notes: readonly Note[]): Note[] => notes.filter((note) => shard === null || note.shard === shard);

test('trade: each row and the totals', async (t) => {
  const done = await run;
  const summary = summaryOf(done);
  for (const shard of [0, 1, null]) {
    const of = ofShard(shard);
    const row = shard === null ? summary.totals : summary.rounds.find((one) => one.shard === shard)!;
    const cleared = of(notesOf(done, 'market/cleared')).filter((note) => note.round === 0);
    const delivered = of(notesOf(done, 'market/delivered')).filter((note) => note.round === 0);
    const demandWh = sum(of(notesOf(done, 'market/demand')).filter((note) => note.round === 0).map((note) => note.demandWh));
    const allocatedWh = sum(cleared.flatMap((note) => note.allocations.map((one) => one.energyWh)));
    const deliveredWh = sum(delivered.map((note) => note.deliveredWh));
    const keptWh = sum(cleared.map((note) => note.keptDemandWh));
    t.is(row.requests, sum(cleared.map((note) => note.requests)));
    t.is(row.demandWh, demandWh);
    t.is(row.allocatedWh, allocatedWh);
    t.is(row.deliveredWh, deliveredWh);
    t.is(row.fillRate, deliveredWh / demandWh);
    t.is(row.fillRateAllocated, allocatedWh / keptWh);
    t.is(Math.round(row.profit * 1000), sum(delivered.map((note) => note.dueMilli)));
    const served = of(notesOf(done, 'market/served')).filter((note) => note.round === 0 && note.demandWh > 0 && note.deliveredWh >= note.demandWh);
    t.is(row.fulfilledRequests, served.length);
    t.is(row.penalised, sum(of(notesOf(done, 'market/penalties')).filter((note) => note.round === 0).map((note) => note.consumers + note.exchanges)));
  }
  t.true(summary.totals.deliveredWh > 0 && summary.totals.deliveredWh < summary.totals.allocatedWh);
});

test('what a consumer says it got is what the meters read for it', async (t) => {
  const done = await run;
  const metered = new Map<string, number>();
  for (const note of notesOf(done, 'market/delivered')) metered.set(note.consumer, (metered.get(note.consumer) ?? 0) + note.deliveredWh);
  for (const note of notesOf(done, 'market/served')) t.is(note.deliveredWh, metered.get(note.consumer) ?? 0, note.consumer);
});

test('consensus: counted from the blocks that were committed', async (t) => {
  const done = await run;
  const { consensus } = summaryOf(done);
  const blocks = done.records.flatMap(({ record }) => (record.type === 'commit' && record.record.kind === 'ledger/block' ? [record.record as unknown as { entries: Entry[]; transactions: LedgerTransaction[] }] : []));
  const accepted = blocks.flatMap(({ entries, transactions }) => transactions.filter((_, at) => entries[at]!.code === 'accepted'));
  const micro = accepted.flatMap((one) => (one.kind === 'micro' ? [one.submission.micro.block] : []));
  t.is(consensus.transactions, accepted.length);
  t.is(consensus.microBlocks, micro.length);
  t.is(consensus.energyBlocks, sum(micro.map((block) => (block.kind === 'micro' ? block.energyBlocks.length : 0))));
  t.is(consensus.elections, notesOf(done, 'epoch/began').filter((note) => note.outcome !== 'genesis').length);
  t.is(consensus.forksDetected, unique(notesOf(done, 'committee/fork-seen').map((note) => `${note.shard}/${note.epoch}/${note.member}`)));
  t.true(consensus.forksDetected > 0);
});

test('finality and what is pending: from submissions and final words, a transaction counted once for each shard that orders it', async (t) => {
  const done = await run;
  const { consensus } = summaryOf(done);
  const open = new Set<string>();
  const finalityUs: number[] = [];
  for (const { shard, record } of done.records) {
    if (record.type !== 'note') continue;
    const note = record.note as { kind: string; transaction: string; shard: number; afterUs: number };
    if (note.kind === 'ledger/submitted') open.add(`${shard}/${note.shard}/${note.transaction}`);
    if (note.kind === 'ledger/final' && open.delete(`${shard}/${note.shard}/${note.transaction}`)) finalityUs.push(note.afterUs);
  }
  finalityUs.sort((a, b) => a - b);
  t.is(consensus.pending, open.size);
  const rank = (percent: number): number => finalityUs[Math.ceil((percent / 100) * finalityUs.length) - 1]! / 1000;
  t.deepEqual(consensus.finalityMs, { p50: rank(50), p99: rank(99) });
  t.true(finalityUs.every((us) => us > 0));
});

test('cross-shard: what began is committed, aborted or in flight', async (t) => {
  const done = await run;
  const { crossShard } = summaryOf(done);
  const ends = (state: 'committed' | 'aborted') =>
    unique(notesOf(done, 'atomix/state').filter((note) => note.state === state && !note.rescued).map((note) => note.transaction));
  t.is(crossShard.started, notesOf(done, 'atomix/began').length);
  t.is(crossShard.committed, ends('committed'));
  t.is(crossShard.aborted, ends('aborted'));
  t.is(crossShard.started, crossShard.committed + crossShard.aborted + crossShard.inFlight);
  t.true(crossShard.committed > 0);
});

test('attacks: what was tried is what the attacked nodes did, and every deed has at most one end', async (t) => {
  const done = await run;
  for (const attack of summaryOf(done).attacks) {
    const deeds = notesOf(done, 'attack/attempt').filter((note) => note.name === attack.name).flatMap((note) => note.subjects);
    t.is(attack.attempts, deeds.length, attack.name);
    t.true(attack.blocked + attack.succeeded <= attack.attempts);
    t.is(attack.level, attacks.find((one) => one.name === attack.name)!.level);
  }
  const fakes = new Set(notesOf(done, 'attack/attempt').filter((note) => note.name === 'consumer').flatMap((note) => note.subjects));
  const lost = notesOf(done, 'market/delivered').filter((note) => fakes.has(note.request));
  const prices = new Map(notesOf(done, 'market/cleared').flatMap((note) => note.allocations.map((one) => [one.request, one.priceMilliPerKWh])));
  const consumer = summaryOf(done).attacks.find((one) => one.name === 'consumer')!;
  t.is(consumer.lostWh, sum(lost.map((note) => note.allocatedWh - note.deliveredWh)));
  t.is(Math.round(consumer.costMoney * 1000), sum(lost.map((note) => Math.floor((prices.get(note.request)! * (note.allocatedWh - note.deliveredWh)) / 1000))));
  t.true(consumer.lostWh > 0);
});
