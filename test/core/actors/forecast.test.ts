import test from 'ava';
import { labOptions, notesOf, observe, type ObservedRun } from '../../conformance/lab.js';
import type { UpdateMessage } from '../../../src/core/actors/forecast/messages.js';
import type { Effect } from '../../../src/core/kernel/contract.js';
import type { ForecastDetail } from '../../../src/core/inspect/forecast.js';
import type { KernelLook } from '../../../src/core/kernel/program.js';
import { rmseOf } from '../../../src/core/metrics/fold-forecast.js';
import { world } from '../../../src/core/scenario/world.js';

// EVs that learn to forecast (SEED B7): signed models and updates, aggregation, poison. Few EVs and trips: these look at the protocol.

const SMALL = ['forecast.enabled=true', 'forecast.every=2s', 'forecast.answerWindow=1s', 'forecast.rounds=4', 'forecast.trips=16', 'forecast.heldOutTrips=8', 'forecast.poolCars=2', 'forecast.poolEpochs=4', 'shards=1', 'market.awayWalletPermille=0'];

function learning(sets: readonly string[] = [], attack: number | null = null, effects?: (own: readonly Effect[]) => readonly Effect[]): Promise<ObservedRun> {
  const attacks = attack === null ? [] : [{ fromUs: 0, level: attack, name: 'poisoning', toUs: null }];
  return observe(labOptions('tiny', [...SMALL, ...sets], { attacks, seed: 3, untilUs: 10_000_000 }), effects === undefined ? {} : { effects: ({ effects: own }) => effects(own) });
}

const clean = learning();

test('every EV trains every model but the last, and the model gets better', async (t) => {
  const run = await clean;
  const [view] = run.views;
  const evs = notesOf(run, 'forecast/evaluated').filter(({ round }) => round === 0).length;
  t.true(evs > 5);
  t.deepEqual(view!.forecast.map(({ round, accepted, refused, rule }) => [round, accepted, refused, rule]), [
    [0, evs, 0, 'multi-krum'],
    [1, evs, 0, 'multi-krum'],
    [2, evs, 0, 'multi-krum'],
    [3, evs, 0, 'multi-krum'],
    [4, 0, 0, 'multi-krum'],
  ]);
  const errors = view!.forecast.map((round) => rmseOf(round)!);
  t.true(errors.at(-1)! < errors[0]!, errors.join(', '));
  t.deepEqual(run.outcome.violations, []);
});

test('two runs of a seed have one digest, and a run that does not forecast says nothing of it', async (t) => {
  t.is((await learning()).outcome.digest, (await clean).outcome.digest);
  const without = await observe(labOptions('tiny', ['shards=1', 'market.awayWalletPermille=0'], { seed: 3, untilUs: 10_000_000 }));
  t.deepEqual(without.views[0]!.forecast, []);
  t.false(without.records.some(({ record }) => record.type === 'note' && record.note.kind.startsWith('forecast/')));
});

test('an update that its EV did not sign as it is, is refused and leaves no trace in the model', async (t) => {
  const altered = await learning([], null, (own) =>
    own.map((effect) => {
      if (effect.type !== 'send' || effect.message.kind !== 'forecast/update') return effect;
      const update = effect.message as UpdateMessage;
      return { ...effect, message: { ...update, content: { ...update.content, rows: update.content.rows + 1 } } as UpdateMessage };
    }),
  );
  const refused = notesOf(altered, 'guard/refused').filter(({ what }) => what === 'forecast-update');
  t.true(refused.length > 5 && refused.every(({ code }) => code === 'bad-signature'));
  t.true(altered.views[0]!.forecast.every(({ accepted }) => accepted === 0));
  const errors = altered.views[0]!.forecast.map((round) => round.squaredWh2);
  t.is(new Set(errors).size, 1, 'the first model stays');
});

test('scaled poison at 0.4 spoils the plain mean, and the robust rule keeps its forecasts', async (t) => {
  const poison = ['forecast.poison=scaled', 'forecast.rule=trimmed-mean', 'forecast.rate=0.04'];
  const [defended, believed] = await Promise.all([learning(poison, 0.4), learning([...poison, 'defences.robustAggregation=false'], 0.4)]);
  const evs = (await clean).views[0]!.forecast[0]!.evs;
  const bad = Math.floor(evs * 0.4);
  for (const run of [defended, believed]) {
    const { attempts, blocked, succeeded } = run.views[0]!.attacks['poisoning']!;
    t.is(attempts, 4 * bad);
    t.is(blocked + succeeded, attempts);
    t.is(run.views[0]!.forecast[0]!.evs, evs - bad, 'who poisons tells nothing');
    t.deepEqual(run.outcome.violations, []);
  }
  const last = (run: ObservedRun): number => rmseOf(run.views[0]!.forecast.at(-1)!)!;
  t.true(last(believed) > 1.5 * last(defended), `${last(believed)} against ${last(defended)}`);
  t.is(believed.views[0]!.forecast[0]!.rule, 'fedavg');
  t.true(believed.views[0]!.attacks['poisoning']!.lostWh > defended.views[0]!.attacks['poisoning']!.lostWh);
});

for (const poison of ['label-flip', 'sign-flip', 'colluding']) {
  test(`${poison} poison is sent in every round, signed by its EV`, async (t) => {
    const run = await learning([`forecast.poison=${poison}`, 'forecast.rounds=2'], 0.4);
    const bad = Math.floor((await clean).views[0]!.forecast[0]!.evs * 0.4);
    t.is(notesOf(run, 'attack/attempt').length, 2 * bad);
    t.deepEqual(notesOf(run, 'guard/refused').filter(({ what }) => what === 'forecast-update'), []);
    t.not(run.views[0]!.forecast[1]!.squaredWh2, (await clean).views[0]!.forecast[1]!.squaredWh2);
  });
}

test('the look shows forecast against truth for an EV’s held-out trips', async (t) => {
  const run = await clean;
  // This look asks the kernel nothing.
  const look = (ev: string | null): ForecastDetail => world.shard.inspect!(run.worlds[0]!, { kind: 'forecast', shard: 0, ev }, {} as KernelLook) as ForecastDetail;
  const { learner, rounds, rule, evs } = look(null);
  t.is(rule, 'multi-krum');
  t.deepEqual(rounds.map(({ round }) => round), [0, 1, 2, 3, 4]);
  t.true(evs.length > 5);
  t.is(learner!.trips.length, 8);
  const [trip] = learner!.trips;
  t.true(Number.isSafeInteger(trip!.forecastWh) && Number.isSafeInteger(trip!.trueWh) && trip!.segments >= 1);
  t.is(look(evs[1]!).learner!.ev, evs[1]!);
});
