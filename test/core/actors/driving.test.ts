import test from 'ava';
import type { ActorState } from '../../../src/core/actors/actor.js';
import type { Specification } from '../../../src/core/actors/parameters.js';
import type { RunOptions } from '../../../src/nodes/run.js';
import { labOptions, notesOf, observe, type ObservedRun } from '../../conformance/lab.js';

// EVs on the road that offer by their forecast (SEED B6, Fig. 6.2), in tiny's seconds: some arrive while energy flows.

const base = labOptions('tiny', ['market.mechanism=sret-single', 'market.requestLength.min=5s', 'market.requestLength.max=8s', 'market.demandKWh.max=0.02', 'market.shortfallPerKWh=0.1', 'forecast.enabled=true', 'forecast.rounds=1', 'forecast.trips=10', 'forecast.heldOutTrips=2', 'fleet.alwaysConnectedPermille=0'], { rounds: 1 });
const ARRIVALS = [14, 15, 16, 17, 18, 19, 20, 21, 22, 23].map((seconds, ev) => ({ arriveUs: seconds * 1_000_000, departUs: 3_600_000_000, ev }));
/** This EV is plugged in, leaves, and would come back long after the round. */
const LEAVES = [{ arriveUs: 0, departUs: 2_000_000, ev: 10 }, { arriveUs: 7_200_000_000, departUs: 9_000_000_000, ev: 10 }];

function withConnections(options: RunOptions): RunOptions {
  const specification = options.specification as Specification;
  const { parameters } = specification;
  return { ...options, specification: { ...specification, parameters: { ...parameters, fleet: { ...parameters.fleet, connections: [...ARRIVALS, ...LEAVES] } } } };
}

const options = withConnections(base);
const nameOfEv = (index: number): string => `c1/ev-${String(index + 1).padStart(2, '0')}`;
const run: Promise<ObservedRun> = observe(options);

function actors<Kind extends ActorState['kind']>(done: ObservedRun, kind: Kind): Extract<ActorState, { kind: Kind }>[] {
  return done.worlds.flatMap((world) => [...world.actors.values()].filter((one): one is Extract<ActorState, { kind: Kind }> => one.kind === kind));
}

test('nothing is violated, and the batteries of those who drove add up', async (t) => {
  const { outcome, worlds } = await run;
  t.deepEqual(outcome.violations, []);
  const driven = [...worlds[0]!.actors.values()].flatMap((actor) => (actor.kind === 'ev' && actor.trading.drivenWh !== 0 ? [actor.trading] : []));
  t.true(driven.length > 0);
  for (const { battery, initialWh, chargedWh, takenWh, drivenWh } of driven) t.is(battery.energyWh, initialWh + chargedWh - takenWh - drivenWh);
});

test('EVs on the road offer by their forecast, and what they foretold is held against what came true', async (t) => {
  const done = await run;
  const [desk] = actors(done, 'control-system').map((one) => one.desk);
  const driving = [...desk!.cleared[0]!.activities].filter(([, activity]) => activity === 'driving').map(([ev]) => ev);
  t.true(driving.length > 0);
  for (const offer of desk!.cleared[0]!.book.offers) if (driving.includes(offer.ev)) t.true(offer.window!.startUs > 12_000_000, 'not before it expects to connect');
  const arrived = notesOf(done, 'forecast/arrived').filter(({ shard }) => shard === 0);
  t.true(arrived.length > 0);
  for (const { node, connectUs, energyWh, forecastWh } of arrived) {
    const fixed = ARRIVALS.find(({ ev }) => nameOfEv(ev) === String(node));
    if (fixed !== undefined) t.is(connectUs, fixed.arriveUs);
    t.true(energyWh >= 0 && Math.abs(energyWh - forecastWh) < 40_000);
  }
});

test('an EV that will not connect in time leaves the round', async (t) => {
  const done = await run;
  const offered = new Set(actors(done, 'control-system').flatMap(({ desk }) => desk.cleared.flatMap(({ book }) => book.offers.map(({ ev }) => ev))));
  t.false(offered.has(nameOfEv(10)));
});

test('an EV that has promised is ready with no more than its promise, however it arrives', async (t) => {
  const delivered = notesOf(await run, 'market/delivered');
  t.true(delivered.some(({ ev }) => ARRIVALS.some((one) => ev === nameOfEv(one.ev))));
  t.true(delivered.every(({ allocatedWh, readyWh, deliveredWh }) => deliveredWh <= readyWh && readyWh <= allocatedWh));
});
