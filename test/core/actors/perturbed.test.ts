import test from 'ava';
import type { ActorState } from '../../../src/core/actors/actor.js';
import type { ResultsNotice, TaskNotice } from '../../../src/core/actors/market/messages.js';
import type { Effect } from '../../../src/core/kernel/contract.js';
import { updateConsumerPenalties, updateExchangePenalties, type PenaltyList } from '../../../src/core/market/ret/penalties.js';
import { labOptions, namesOf, notesOf, observe, type ObservedRun, type SeenStep } from '../../conformance/lab.js';

// Two rounds of tiny in which messages are doubled, withheld and altered on the way; what the actors make of it.

const options = labOptions('tiny', [], { rounds: 2 });
const nameOf = namesOf(options);
/** In round 0: draws nothing, is told an altered result, gets an altered task. */
const idle = new Set(['c1/consumer-3', 'c2/consumer-3']);
const misled = 'c1/consumer-4';
const tampered: string[] = [];
let doubled = 0;
const plugged = new Set<string>();
const told = new Set<string>();

const doubles = new Set(['energy/reading', 'settlement/propose', 'settlement/accept', 'ledger/submit', 'ledger/receipt', 'energy/plan', 'energy/plug-in', 'energy/draws']);

/** A session names its EV, its round and its slice: `c1/ev-01/r0/0`. */
const roundOf = (message: unknown): number => Number(/\/r(\d+)\//.exec((message as { session: string }).session)![1]);

function perturb({ node, effects }: SeenStep): Effect[] {
  return effects.flatMap((effect): Effect[] => {
    if (effect.type !== 'send') return [effect];
    const { message, to } = effect;
    if (message.kind === 'energy/draws' && idle.has(nameOf(node)) && roundOf(message) === 0) return [];
    if (message.kind === 'market/task') return [alterTask(effect)];
    if (message.kind === 'market/results') return [{ ...effect, message: alterResults(message as ResultsNotice) }];
    if (message.kind === 'energy/plug-in') plugged.add(`${nameOf(node)}/r${roundOf(message)}`);
    if (message.kind === 'market/notice') told.add(`${nameOf(to)}/r${(message as unknown as { opening: { content: { round: number } } }).opening.content.round}`);
    if (!doubles.has(message.kind)) return [effect];
    doubled += 1;
    return [effect, effect];
  });
}

/** The first EV of each campus that gets a task in round 0 gets one Wh more than the BoEV committed to. */
function alterTask(effect: Extract<Effect, { type: 'send' }>): Effect {
  const notice = effect.message as TaskNotice;
  const { content } = notice.opening;
  const campus = content.ev.split('/')[0]!;
  const isFirst = !tampered.some((ev) => ev.startsWith(`${campus}/`));
  if (content.round !== 0 || (!isFirst && !tampered.includes(content.ev))) return effect;
  if (isFirst) tampered.push(content.ev);
  return { ...effect, message: { ...notice, opening: { ...notice.opening, content: { ...content, slices: content.slices.map((slice) => ({ ...slice, energyWh: slice.energyWh + 1 })) } } } as never };
}

function alterResults(notice: ResultsNotice): ResultsNotice {
  if (notice.round !== 0) return notice;
  const openings = notice.openings.map((opening) => (opening.content.consumer === misled ? { ...opening, content: { ...opening.content, allocations: [] } } : opening));
  return { ...notice, openings };
}

const run: Promise<ObservedRun> = observe(options, { effects: perturb });

function actors<Kind extends ActorState['kind']>(done: ObservedRun, kind: Kind): Extract<ActorState, { kind: Kind }>[] {
  return done.worlds.flatMap((world) => [...world.actors.values()].filter((one): one is Extract<ActorState, { kind: Kind }> => one.kind === kind));
}

const delivered = (done: ObservedRun, round: number) => notesOf(done, 'market/delivered').filter((note) => note.round === round);

test('the run keeps every promise all the same', async (t) => {
  const { outcome } = await run;
  t.deepEqual(outcome.violations, []);
  t.true(doubled > 100);
});

test('a task that the BoEV did not commit to is not carried out; another round’s is', async (t) => {
  const done = await run;
  t.is(tampered.length, 2);
  for (const ev of tampered) {
    t.false(plugged.has(`${ev}/r0`), ev);
    t.is(delivered(done, 0).find((note) => note.ev === ev)!.deliveredWh, 0);
  }
  t.true(plugged.size > 10);
});

test('a result that the BoE did not commit to is not handed on, the others are', async (t) => {
  await run;
  t.false(told.has(`${misled}/r0`));
  t.true(told.has(`${misled}/r1`));
  t.true([...told].filter((one) => one.endsWith('/r0')).length > 10);
});

test('a reading is delivered, counted and paid once however often it comes', async (t) => {
  const done = await run;
  const all = notesOf(done, 'market/delivered');
  const sumWh = all.reduce((sum, note) => sum + note.deliveredWh, 0);
  t.true(sumWh > 0);
  t.is(actors(done, 'consumer').reduce((sum, one) => sum + one.receivedWh, 0), sumWh);
  t.is(actors(done, 'ev').reduce((sum, one) => sum + one.trading.deliveredWh, 0), sumWh);
  t.is(actors(done, 'charging-point').reduce((sum, one) => sum + one.meteredWh, 0), sumWh);
  const began = notesOf(done, 'settlement/began');
  t.is(new Set(began.map((note) => note.transaction)).size, began.length);
  t.is(began.length, all.filter((note) => note.dueMilli > 0).length);
  const committed = notesOf(done, 'settlement/final').filter((note) => note.outcome === 'committed');
  const paidMilli = actors(done, 'consumer').reduce((sum, one) => sum + one.buyer.paidMilli, 0);
  t.is(paidMilli, committed.reduce((sum, note) => sum + note.amountMilli, 0));
  t.is(committed.length, all.filter((note) => note.dueMilli > 0).length);
});

test('penalties follow SEED B2 from what was delivered, for consumers and exchanges alike', async (t) => {
  const done = await run;
  const consumers: Record<string, PenaltyList> = {};
  const exchanges: Record<string, PenaltyList> = {};
  const exchangeOf = exchangesOf(done);
  for (const round of [0, 1]) {
    const read = delivered(done, round);
    const byConsumer = grouped(read, (note) => note.consumer);
    for (const [consumer, notes] of byConsumer) {
      consumers[consumer] = updateConsumerPenalties(consumers[consumer] ?? [], sumOf(notes, 'readyWh'), sumOf(notes, 'deliveredWh'), 0.2);
    }
    const byExchange = grouped([...byConsumer], ([consumer]) => exchangeOf.get(consumer)!);
    for (const [exchange, requests] of byExchange) {
      const fulfilled = requests.filter(([, notes]) => sumOf(notes, 'deliveredWh') >= sumOf(notes, 'readyWh')).length;
      exchanges[exchange] = updateExchangePenalties(exchanges[exchange] ?? [], requests.length, fulfilled, 0.2);
    }
  }
  const desks = actors(done, 'control-system').map((one) => one.desk);
  t.deepEqual(Object.assign({}, ...desks.map((desk) => desk.consumerPenalties)), consumers);
  t.deepEqual(Object.assign({}, ...desks.map((desk) => desk.exchangePenalties)), exchanges);
});

test('who took nothing is penalised after the round, and the next clearing promises it no more than is left of its demand', async (t) => {
  const done = await run;
  const noted = notesOf(done, 'market/penalties').filter((note) => note.round === 0);
  t.true(noted.every((note) => note.consumers >= 1));
  const served = delivered(done, 0).filter((note) => idle.has(note.consumer));
  t.true(served.length > 0 && served.every((note) => note.deliveredWh === 0));
  const [gamma1Fifth] = updateConsumerPenalties([], 5, 0, 0.2);
  t.deepEqual(gamma1Fifth, { numerator: '1', denominator: '5' });
  for (const consumer of new Set(served.map((note) => note.consumer))) {
    const { demandWh } = notesOf(done, 'market/demand').find((note) => note.round === 1 && note.consumer === consumer)!;
    const promised = notesOf(done, 'market/cleared').filter((note) => note.round === 1).flatMap((note) => note.allocations).filter((one) => one.consumer === consumer);
    t.true(promised.reduce((sum, one) => sum + one.energyWh, 0) <= Math.floor(demandWh / 5));
  }
});

function sumOf<Key extends string>(notes: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return notes.reduce((sum, note) => sum + note[key], 0);
}

function exchangesOf(done: ObservedRun): Map<string, string> {
  const exchanges = new Map<string, string>();
  for (const consumer of actors(done, 'consumer')) for (const round of consumer.rounds.values()) exchanges.set(round.request.consumer, round.request.exchange);
  return exchanges;
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
