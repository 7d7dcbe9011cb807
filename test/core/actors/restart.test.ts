import test from 'ava';
import type { ActorState } from '../../../src/core/actors/actor.js';
import type { FaultSetting } from '../../../src/core/actors/parameters.js';
import type { RunOptions } from '../../../src/nodes/run.js';
import { labOptions, namesOf, notesOf, observe, withCommands, type ObservedRun } from '../../conformance/lab.js';

// What each actor must do after a crash: its timers are gone, what waited is gone, its durable state is not.

const SMALL = ['shards=1', 'population.evs=8', 'population.consumers=4', 'population.exchanges=2', 'population.chargingPoints=8', 'market.awayWalletPermille=0', 'fleet.alwaysConnectedPermille=1000', 'committee.thetaP=4', 'committee.thetaCP=4'];
const second = 1_000_000;

function options(untilUs: number, ...sets: string[]): RunOptions {
  return labOptions('tiny', [...SMALL, ...sets], { untilUs, seed: 3 });
}

function withCrash(base: RunOptions, nodes: string, fromUs: number, toUs: number): RunOptions {
  const setting: FaultSetting = { name: 'crash', nodes, others: '', latencyUs: 0, lossPermille: 0, offsetUs: 0, driftPpm: 0, fromUs, toUs };
  return withCommands(base, [
    { atUs: fromUs, command: { kind: 'fault', id: 'crash', setting } },
    { atUs: toUs, command: { kind: 'heal', id: 'crash' } },
  ]);
}

function actor<Kind extends ActorState['kind']>(run: ObservedRun, name: string, kind: Kind): Extract<ActorState, { kind: Kind }> {
  const nameOf = namesOf(run.options);
  const found = [...run.worlds[0]!.actors].find(([node]) => nameOf(node) === name)?.[1];
  if (found?.kind !== kind) throw new Error(`${name} is no ${kind}`);
  return found as Extract<ActorState, { kind: Kind }>;
}

/** In tiny, energy flows from 12 s to 32 s, the desk clears at 11 s and closes at 35 s, epochs last 30 s. */
const calm = observe(options(50 * second));
const chosen = calm.then((run) => notesOf(run, 'market/cleared')[0]!.allocations[0]!);

test('without a crash there is something to look at', async (t) => {
  const { ev, consumer } = await chosen;
  const run = await calm;
  t.true(actor(run, ev, 'ev').trading.deliveredWh > 0);
  t.true(actor(run, consumer, 'consumer').buyer.paidMilli > 0);
  t.deepEqual(run.outcome.violations, []);
});

test('a consumer that crashes when its meter is read pays when it is back', async (t) => {
  const { consumer } = await chosen;
  const run = await observe(withCrash(options(60 * second), consumer, 32 * second - 1, 36 * second));
  t.deepEqual(run.outcome.violations, []);
  const { buyer, receivedWh } = actor(run, consumer, 'consumer');
  t.true(receivedWh > 0);
  t.true(buyer.paidMilli > 0);
  t.is(buyer.batch, null);
});

test('a consumer that crashes in the midst of its payment ends it', async (t) => {
  const { consumer } = await chosen;
  const began = notesOf(await calm, 'settlement/began')[0]!.timeUs;
  for (const delayUs of [1_000, 300_000, 900_000]) {
    const run = await observe(withCrash(options(60 * second), consumer, began + delayUs, began + delayUs + 4 * second));
    t.deepEqual(run.outcome.violations, [], `${delayUs}`);
    const { buyer } = actor(run, consumer, 'consumer');
    t.true(buyer.paidMilli > 0);
    t.is(buyer.batch, null);
  }
});

test('a consumer that is back goes on asking for energy in the next round', async (t) => {
  const run = await observe(withCrash(options(52 * second), 'c1/consumer-2', 20 * second, 44 * second));
  const asked = notesOf(run, 'market/demand').filter((note) => note.consumer === 'c1/consumer-2');
  t.deepEqual(asked.map((note) => note.round), [0, 1]);
});

test('an EV that crashes with a task plugs in when it is back, and draws for the committee', async (t) => {
  const { ev } = await chosen;
  const run = await observe(withCrash(options(40 * second), ev, 12 * second - 1, 14 * second));
  t.deepEqual(run.outcome.violations, []);
  t.true(actor(run, ev, 'ev').trading.deliveredWh > 0);
  const nameOf = namesOf(run.options);
  t.true(notesOf(run, 'election/drawn').some((note) => nameOf(note.node) === ev));
});

test('a charging point that is down when the execution ends reads its meter when it is back', async (t) => {
  const { ev } = await chosen;
  const point = ev.replace('ev', 'cp');
  const run = await observe(withCrash(options(50 * second), point, 30 * second, 37 * second));
  t.deepEqual(run.outcome.violations, []);
  const { meteredWh, unconfirmed, sessions } = actor(run, point, 'charging-point');
  t.true(meteredWh > 0);
  t.deepEqual([unconfirmed.size, sessions.size], [0, 0]);
  t.is(actor(run, ev, 'ev').trading.deliveredWh, meteredWh);
});

test('a reading reaches a party that was down for long', async (t) => {
  const { ev } = await chosen;
  const run = await observe(withCrash(options(75 * second), ev, 31 * second, 60 * second));
  t.deepEqual(run.outcome.violations, []);
  t.true(actor(run, ev, 'ev').trading.deliveredWh > 0);
});

test('an exchange that crashes after it was asked uploads the list when it is back', async (t) => {
  const run = await observe(withCrash(options(12 * second), 'c1/exchange-1', 2.5 * second, 2.9 * second));
  const whole = notesOf(await calm, 'market/offers')[0]!.requests;
  t.is(notesOf(run, 'market/offers')[0]!.requests, whole);
});

test('an exchange that is down when the requests close misses the round and no other', async (t) => {
  const run = await observe(withCrash(options(57 * second), 'c1/exchange-1', 2 * second, 8 * second));
  const [first, next] = notesOf(run, 'market/offers').map((note) => note.requests);
  const whole = notesOf(await calm, 'market/offers')[0]!.requests;
  t.true(first! < whole);
  t.is(next, whole);
});

test('a control system that crashes within a round clears and closes it', async (t) => {
  const run = await observe(withCrash(options(60 * second), 'c1/cs', 4 * second, 6 * second));
  t.deepEqual(run.outcome.violations, []);
  t.deepEqual(notesOf(run, 'market/opened').map((note) => note.round), [0, 1]);
  t.is(notesOf(run, 'market/cleared').filter((note) => note.round === 0).length, 1);
  t.true(notesOf(run, 'market/delivered').some((note) => note.deliveredWh > 0));
  t.is(notesOf(run, 'market/closed').filter((note) => note.round === 0).length, 1);
});

test('a control system that is down when it should clear loses the round, closes it, and opens the next', async (t) => {
  const run = await observe(withCrash(options(100 * second), 'c1/cs', 9 * second, 47 * second));
  t.deepEqual(run.outcome.violations, []);
  t.deepEqual(notesOf(run, 'market/closed').map((note) => note.round), [0, 1]);
  t.deepEqual(notesOf(run, 'market/cleared').map((note) => note.round), [1]);
});

for (const [epochs, toUs] of [[1, 50 * second], [2, 66 * second], [4, 126 * second]] as const) {
  test(`the storing node takes in what committees have done while it was down, over the end of ${epochs} epochs`, async (t) => {
    const run = await observe(withCrash(options(toUs + 14 * second), 'c1/cs', 20 * second, toUs));
    t.deepEqual(run.outcome.violations, []);
    const { storing } = actor(run, 'c1/cs', 'control-system');
    const heights = [...run.worlds[0]!.actors.values()].flatMap((one) => (one.kind === 'ev' && one.holder.seat ? [one.holder.seat.state.height] : []));
    t.true(storing.state.committee.epoch >= epochs);
    t.true(storing.state.height >= Math.max(...heights) - 1);
  });
}

for (const [what, nodes, fromUs, toUs] of [
  ['the primary crashes', 'c1/member-0', 5 * second, 20 * second],
  ['a third and more of the members crash', 'c1/member-0, c1/member-1, c1/member-2', 25 * second, 36 * second],
  ['all members crash', 'c1/member-0, c1/member-1, c1/member-2, c1/member-3, c1/member-4, c1/member-5, c1/member-6', 28 * second, 33 * second],
  ['the whole campus crashes', 'c1', 31 * second, 34 * second],
] as const) {
  test(`${what}: when they are back the epoch ends, payments are made, elections go on`, async (t) => {
    const run = await observe(withCrash(options(95 * second), nodes, fromUs, toUs));
    t.deepEqual(run.outcome.violations, []);
    const { storing } = actor(run, 'c1/cs', 'control-system');
    t.true(storing.state.committee.epoch >= 2);
    t.true(notesOf(run, 'settlement/final').some((note) => note.outcome === 'committed'));
  });
}

test('a peer of the BoEV that was down has all its blocks again', async (t) => {
  const run = await observe(withCrash(options(30 * second), 'c1/ev-2', 5 * second, 20 * second));
  const { peer } = actor(run, 'c1/ev-2', 'ev').boev;
  t.is(peer!.chain.length, actor(run, 'c1/cs', 'control-system').boev.peer!.chain.length);
});

test('a node that crashes before its first event starts like any other', async (t) => {
  const run = await observe(withCrash(options(20 * second), 'c1/cs, c1/ev-1, c1/consumer-1', 0, 2 * second));
  t.deepEqual(run.outcome.violations, []);
  t.deepEqual(notesOf(run, 'actor/restarted'), []);
  t.deepEqual(notesOf(run, 'market/opened').map((note) => note.round), [0]);
});
