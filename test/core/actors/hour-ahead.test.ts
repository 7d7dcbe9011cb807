import test from 'ava';
import type { ActorState } from '../../../src/core/actors/actor.js';
import type { TaskNotice } from '../../../src/core/actors/market/messages.js';
import { roundTimes } from '../../../src/core/actors/round-clock.js';
import type { Specification } from '../../../src/core/actors/parameters.js';
import type { Effect } from '../../../src/core/kernel/contract.js';
import { labOptions, namesOf, notesOf, observe, type ObservedRun, type SeenStep } from '../../conformance/lab.js';

// Hour-ahead rounds with windows of time (SEED B3, B6), in tiny's seconds: what was promised against what was delivered.

const SETS = ['market.mechanism=sret-single', 'market.requestLength.min=8s', 'market.requestLength.max=20s', 'market.demandKWh.max=0.05', 'market.shortfallPerKWh=0.1'];
const options = labOptions('tiny', SETS, { rounds: 1 });
const nameOf = namesOf(options);
const tasks: TaskNotice[] = [];
/** One EV of each campus has less ready than it promised. */
const short = new Map<number, string>();

function watch({ shard, node, effects }: SeenStep): readonly Effect[] {
  return effects.map((effect): Effect => {
    if (effect.type !== 'send') return effect;
    if (effect.message.kind === 'market/task') tasks.push(effect.message as unknown as TaskNotice);
    if (effect.message.kind !== 'energy/plug-in') return effect;
    const message = effect.message as unknown as { readonly readyWh: number };
    if (!short.has(shard) && message.readyWh >= 4) short.set(shard, nameOf(node));
    return short.get(shard) === nameOf(node) ? { ...effect, message: { ...effect.message, readyWh: Math.floor(message.readyWh / 2) } as never } : effect;
  });
}

const run: Promise<ObservedRun> = observe(options, { effects: watch });

function actors<Kind extends ActorState['kind']>(done: ObservedRun, kind: Kind): Extract<ActorState, { kind: Kind }>[] {
  return done.worlds.flatMap((world) => [...world.actors.values()].filter((one): one is Extract<ActorState, { kind: Kind }> => one.kind === kind));
}

test('the round runs to its end, energy flows, and nothing is violated', async (t) => {
  const { outcome, views } = await run;
  t.deepEqual(outcome.violations, []);
  t.is(outcome.ended, 'rounds');
  t.true(views.every((view) => view.rounds[0]!.deliveredWh > 0));
});

test('slices lie in the request’s window and in the execution, and those of one EV do not overlap', async (t) => {
  const done = await run;
  const { parameters } = options.specification as Specification;
  const { executionBeginsUs, executionEndsUs } = roundTimes(parameters.market, 0);
  const asked = new Map(actors(done, 'consumer').flatMap((one) => [...one.rounds.values()].map(({ request }) => [request.id, request] as const)));
  t.true(tasks.some(({ opening }) => opening.content.slices.length > 1), 'some EV serves twice');
  for (const { opening } of tasks) {
    let untilUs = executionBeginsUs;
    for (const { request, beginUs, endUs, energyWh } of opening.content.slices.toSorted((a, b) => a.beginUs - b.beginUs)) {
      t.true(beginUs >= untilUs && endUs <= executionEndsUs && energyWh > 0);
      t.true(beginUs >= asked.get(request)!.beginUs && endUs <= asked.get(request)!.endUs);
      untilUs = endUs;
    }
  }
});

test('an EV that has less ready than it promised gives up the shortfall’s price, and only that', async (t) => {
  const done = await run;
  const delivered = notesOf(done, 'market/delivered');
  const prices = new Map(tasks.flatMap(({ opening: { content } }) => content.slices.map(({ request, priceMilliPerKWh }) => [`${content.ev}|${request}`, priceMilliPerKWh])));
  t.is(short.size, 2);
  for (const { ev, request, allocatedWh, readyWh, deliveredWh, dueMilli, compensationMilli } of delivered) {
    const due = Math.floor((prices.get(`${ev}|${request}`)! * deliveredWh) / 1000);
    t.is(compensationMilli, Math.min(due, Math.floor((100 * (allocatedWh - readyWh)) / 1000)));
    t.is(dueMilli, due - compensationMilli);
  }
  t.true(delivered.some(({ ev, compensationMilli }) => [...short.values()].includes(ev) && compensationMilli > 0));
  const paid = notesOf(done, 'settlement/final').filter((note) => note.outcome === 'committed').map((note) => note.amountMilli);
  t.deepEqual(paid.toSorted((a, b) => a - b), delivered.filter((note) => note.dueMilli > 0).map((note) => note.dueMilli).toSorted((a, b) => a - b));
});

test('the consumers of an EV that falls short are not penalised for it', async (t) => {
  const done = await run;
  for (const { desk } of actors(done, 'control-system')) t.deepEqual(Object.values(desk.consumerPenalties).filter((list) => list.length > 0), []);
});

test('a control system whose planning time is too short for single boundary falls back', async (t) => {
  const cleared = async (matchNs: number): Promise<string[]> => {
    const slow = labOptions('tiny', [...SETS, `processors.campus.matchNs=${matchNs}`], { rounds: 1, untilUs: 14_000_000 });
    return actors(await observe(slow), 'control-system').flatMap(({ desk }) => desk.cleared.map((one) => one.mechanism));
  };
  t.deepEqual(await cleared(50), ['sret-single', 'sret-single']);
  t.deepEqual(await cleared(1_000_000), ['sret-double', 'sret-double']);
  t.deepEqual(await cleared(1_000_000_000), ['ret', 'ret']);
});
