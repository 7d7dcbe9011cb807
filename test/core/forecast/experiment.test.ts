import test from 'ava';
import { AGGREGATION_RULES } from '../../../src/core/forecast/aggregation/registry.js';
import { runForecastExperiment } from '../../../src/core/forecast/experiment.js';
import { POISONS } from '../../../src/core/forecast/poisoning/poisons.js';
import { figures } from '../energy/fixtures.js';

const { models } = figures('fleet', 'fleet-2024.yaml');

test('federated learning beats the regression on held-out trips, summed over repetitions', (t) => {
  const runs = [2001, 2002].map((seed) => runForecastExperiment({ seed, models, settings: { poisoned: false } }));
  const federated = runs.reduce((sum, run) => sum + run.federatedRmseWh, 0);
  const regression = runs.reduce((sum, run) => sum + run.regressionRmseWh, 0);
  t.true(federated < 0.943 * regression, `${federated / 2} against ${regression / 2} Wh`);
  for (const run of runs) {
    t.true(run.federatedRmseWh < run.firstRmseWh, 'the federation adds to its first model');
    t.true(run.regressionRmseWh < run.meanRmseWh);
    t.deepEqual(run.clean.map((cell) => cell.rule), ['fedavg']);
    t.deepEqual(run.poisoned, []);
  }
});

test('a repetition gives the same numbers twice, and a cell for every poison and rule', (t) => {
  const settings = { evs: 8, trainTrips: 8, rounds: 2, poolCars: 2, poolEpochs: 2 };
  const run = runForecastExperiment({ seed: 5, models, settings });
  t.deepEqual(runForecastExperiment({ seed: 5, models, settings }), run);
  t.is(run.poisonedEvs, 3);
  t.deepEqual(run.clean.map((cell) => cell.rule), AGGREGATION_RULES.map((rule) => rule.name));
  t.deepEqual(run.poisoned.map((cell) => `${cell.poison} ${cell.rule}`), POISONS.flatMap((poison) => AGGREGATION_RULES.map((rule) => `${poison} ${rule.name}`)));
  for (const cell of run.poisoned) {
    t.is(cell.ratioToClean, cell.rmseWh / run.clean.find((clean) => clean.rule === cell.rule)!.rmseWh);
  }
  t.notDeepEqual(runForecastExperiment({ seed: 6, models, settings: { ...settings, poisoned: false } }).federatedRmseWh, run.federatedRmseWh);
});

test('40 % of scaled poison breaks plain averaging and no robust rule', (t) => {
  const run = runForecastExperiment({ seed: 2004, models, settings: { evs: 15, trainTrips: 20, rounds: 6 } });
  const ratio = (rule: string): number => run.poisoned.find((cell) => cell.poison === 'scaled' && cell.rule === rule)!.ratioToClean;
  t.true(ratio('fedavg') > 1.5);
  for (const { name } of AGGREGATION_RULES.slice(1)) t.true(ratio(name) < 1.2, `${name}: ${ratio(name)}`);
});
