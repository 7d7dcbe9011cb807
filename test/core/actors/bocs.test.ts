import test from 'ava';
import type { FaultSetting } from '../../../src/core/actors/parameters.js';
import type { Query } from '../../../src/core/inspect/registry.js';
import type { TradeDetail, TradesDetail } from '../../../src/core/inspect/trade.js';
import { world } from '../../../src/core/scenario/world.js';
import type { CrossTaskNotice, SecondNotice } from '../../../src/core/actors/market/messages.js';
import { startRun } from '../../../src/nodes/coordinator.js';
import type { RunOptions } from '../../../src/nodes/run.js';
import { essence, labOptions, namesOf, notesOf, observe, withCommands, type ObservedRun, type SeenStep } from '../../conformance/lab.js';

// Three campuses of which the first has no EVs plugged in (SEED B5). The desks clear at 11 s, energy flows from 20 s to 40 s.

const SMALL = ['population.evs=18', 'population.consumers=6', 'population.chargingPoints=18', 'committee.genesisMembers=5', 'committee.thetaP=4', 'committee.thetaCP=4'];
const second = 1_000_000;

function options(flags: Partial<Parameters<typeof labOptions>[2]> = {}, ...sets: string[]): RunOptions {
  return labOptions('neighbours', [...SMALL, ...sets], { seed: 5, untilUs: 50 * second, ...flags });
}

function withCrash(base: RunOptions, node: string, fromUs: number, toUs: number): RunOptions {
  const setting: FaultSetting = { name: 'crash', nodes: node, others: '', latencyUs: 0, lossPermille: 0, offsetUs: 0, driftPpm: 0, fromUs, toUs };
  return withCommands(base, [
    { atUs: fromUs, command: { kind: 'fault', id: 'crash', setting } },
    { atUs: toUs, command: { kind: 'heal', id: 'crash' } },
  ]);
}

function campusOf(name: string): string {
  return name.split('/')[0]!;
}

/** What was read of other campuses' EVs, by the consumer's campus. */
function acrossOf(run: ObservedRun): { readonly consumer: string; readonly ev: string; readonly deliveredWh: number }[] {
  return notesOf(run, 'market/delivered').filter(({ consumer, ev, deliveredWh }) => campusOf(consumer) !== campusOf(ev) && deliveredWh > 0);
}

const told: SeenStep[] = [];
const calm = observe(options(), {
  onStep(step) {
    if (step.event.type === 'message' && /^market\/(cross-task|second-notice)$/.test(step.event.message.kind)) told.push(step);
  },
});

test('what a campus lacks and others have left is delivered across campuses, and paid', async (t) => {
  const run = await calm;
  t.deepEqual(run.outcome.violations, []);
  const across = acrossOf(run);
  t.true(across.length > 0);
  t.true(across.every(({ consumer }) => campusOf(consumer) === 'c1'));
  const planned = notesOf(run, 'bocs/plan-won').filter(({ shard }) => shard === 0)[0]!;
  t.deepEqual(across.map(({ consumer, ev }) => `${consumer} ${ev}`).toSorted(), planned.bought.map(({ consumer, ev }) => `${consumer} ${ev}`).toSorted());
  const committed = new Set(notesOf(run, 'atomix/state').filter(({ state }) => state === 'committed').map(({ transaction }) => transaction));
  const paid = notesOf(run, 'atomix/began').filter(({ buyer, seller, transaction }) => campusOf(buyer) === 'c1' && campusOf(seller) !== 'c1' && committed.has(transaction));
  t.is(paid.length, across.length);
  const campus = run.views[0]!.rounds[0]!;
  t.true(campus.deliveredWh > 0 && campus.deliveredWh <= campus.demandWh);
});

test('a trade across campuses is followed from its request to the bill, every step proved', async (t) => {
  const run = await calm;
  const state = run.worlds[0]!;
  const kernel = { nowUs: 50 * second, pendingOf: () => [], processorOf: () => ({ busyUntilUs: 0, status: 'up' as const, waiting: 0 }), network: () => t.fail() as never };
  const ask = <Detail>(query: Query): Detail => world.shard.inspect!(state, query, kernel) as Detail;
  const { ev, consumer } = acrossOf(run)[0]!;
  const { id } = ask<TradesDetail>({ kind: 'trades', shard: 0 }).trades.find(({ buyer, seller }) => buyer === consumer && seller === ev)!;
  const detail = ask<TradeDetail>({ kind: 'trade', shard: 0, id });
  if (detail.found !== 'trade') return t.fail(detail.found);
  const { trade, steps } = detail;
  t.is(trade.state, 'paid');
  t.deepEqual(steps.slice(0, 7).map(({ step }) => step), ['request', 'list', 'offer', 'leftovers', 'leftovers', 'plan', 'reading']);
  for (const { step, says, proofs } of steps.slice(0, 6)) if (step !== 'offer') t.true(proofs.every(({ verdict }) => verdict === 'verified'), `${says}: ${JSON.stringify(proofs)}`);
});

test('every control system plans, one plan wins, and the stages follow each other', async (t) => {
  const run = await calm;
  const at = (kind: 'bocs/leftovers' | 'bocs/leftovers-recorded' | 'bocs/plan-proposed' | 'bocs/plan-won' | 'bocs/second-notice'): number[] => notesOf(run, kind).map(({ timeUs }) => timeUs);
  t.is(at('bocs/plan-proposed').length, 3);
  t.is(notesOf(run, 'bocs/plan-lost').length, 2);
  t.is(new Set(notesOf(run, 'bocs/plan-won').map(({ planner }) => planner)).size, 1);
  const stages = [at('bocs/leftovers'), at('bocs/leftovers-recorded'), at('bocs/plan-proposed'), at('bocs/plan-won'), at('bocs/second-notice')];
  const firsts = stages.map((times) => Math.min(...times));
  t.deepEqual(firsts, firsts.toSorted((a, b) => a - b));
  t.true(Math.max(...stages.at(-1)!) < 20 * second, 'before energy flows');
});

test('an EV is told its own task only, and a consumer its own second result', async (t) => {
  const run = await calm;
  const nameOf = namesOf(run.options);
  t.true(told.length > 1);
  for (const { node, event } of told) {
    const { message } = event as Extract<SeenStep['event'], { type: 'message' }>;
    const { content } = (message as CrossTaskNotice | SecondNotice).opening;
    t.is('ev' in content ? content.ev : (content as { consumer: string }).consumer, nameOf(node));
    const others = run.records.flatMap(({ record }) => (record.type === 'note' && record.note.kind === 'bocs/plan-won' ? [record.note] : []));
    t.true(others.length > 0);
    if (message.kind === 'market/cross-task') t.true((message as CrossTaskNotice).proof.write.key.includes('tasks/0/'), 'with the proof of one write and no other');
  }
});

test('a run with a BoCS is the same in process and on two threads', async (t) => {
  const { outcome } = await calm;
  const hosted = await startRun({ ...options(), host: 'workers', threads: 2 }).done;
  t.is(hosted.digest, outcome.digest);
  t.deepEqual(essence(hosted), essence(outcome));
});

for (const [node, fromUs, toUs] of [['c2/cs', 11.4, 13], ['c1/cs', 12.02, 13.5], ['c1/cs', 12.9, 14]] as const) {
  test(`${node} crashes from ${fromUs} s to ${toUs} s and the campuses still trade with each other`, async (t) => {
    const run = await observe(withCrash(options(), node, fromUs * second, toUs * second));
    t.deepEqual(run.outcome.violations, []);
    t.true(acrossOf(run).length > 0);
  });
}

test('while a campus is down the others match without it, and none waits beyond the bound', async (t) => {
  const run = await observe(withCrash(options(), 'c3/cs', 11.2 * second, 30 * second));
  t.deepEqual(run.outcome.violations, []);
  const plans = notesOf(run, 'bocs/plan-proposed');
  t.true(plans.length > 0 && plans.every(({ over, timeUs }) => over === 2 && timeUs <= 15.2 * second));
  t.true(acrossOf(run).every(({ ev }) => campusOf(ev) === 'c2'));
});
