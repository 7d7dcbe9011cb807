import { runForecastExperiment } from '../../forecast/experiment.js';
import { AGGREGATION_RULES } from '../../forecast/aggregation/registry.js';
import { POISONS } from '../../forecast/poisoning/poisons.js';
import { reading } from '../functionals.js';
import type { Figure, Functional, Measure, PaperExperiment, RepetitionNumbers } from '../paper.js';
import { type ParameterRules, type ValuesOf, valuesOf } from '../parameters.js';

/** Fleet, federation and poison; what a field means is told in `core/forecast`. */
export const FORECAST_RULES = {
  fleetFigures: { kind: 'choice', choices: ['fleet-2024'] },
  evs: { kind: 'integer', least: 2, most: 1000 },
  trainTrips: { kind: 'integer', least: 1, most: 10_000 },
  testTrips: { kind: 'integer', least: 1, most: 10_000 },
  hidden: { kind: 'integers', least: 1, most: 1000 },
  rounds: { kind: 'integer', least: 1, most: 1000 },
  epochs: { kind: 'integer', least: 1, most: 100 },
  batch: { kind: 'integer', least: 1, most: 1000 },
  rate: { kind: 'number', least: 0, most: 10 },
  momentum: { kind: 'number', least: 0, most: 1 },
  poolCars: { kind: 'integer', least: 0, most: 1000 },
  poolEpochs: { kind: 'integer', least: 0, most: 1000 },
  poisonedShare: { kind: 'number', least: 0, most: 0.5 },
  poisonedEvery: { kind: 'integer', least: 1, most: 1000 },
} as const satisfies ParameterRules;

type ForecastParameters = ValuesOf<typeof FORECAST_RULES>;

const RULES = AGGREGATION_RULES.map(({ name }) => name);

/** Section 6.3 of the thesis: federated forecast against regression, and under poison (SEED B7). */
export const forecastExperiment: PaperExperiment = {
  name: 'forecast',
  summary: 'energy forecast by a federated network against regression, and every poison against every aggregation rule',
  source: 'thesis 6.3, SEED B7',
  rules: FORECAST_RULES,
  needs: () => ['fleet'],
  mostRepetitions: () => null,
  lacks: () => [],
  runRepetition: (values, { seed, repetition, given }) => runOnce(valuesOf(FORECAST_RULES, values), seed, repetition, given.fleet ?? []),
  measures: () => forecastMeasures(),
  figures: forecastFigures,
};

/** Seeds far apart, so that the repetitions of one seed are not those of the next. */
const SEED_STRIDE = 1_000_003;

function runOnce(parameters: ForecastParameters, seed: number, repetition: number, models: Parameters<typeof runForecastExperiment>[0]['models']): RepetitionNumbers {
  const { evs, trainTrips, testTrips, hidden, rounds, epochs, batch, rate, momentum, poolCars, poolEpochs, poisonedShare, poisonedEvery } = parameters;
  const settings = { evs, trainTrips, testTrips, hidden, rounds, training: { epochs, batch, rate, momentum }, poolCars, poolEpochs, poisonedShare, poisoned: repetition % poisonedEvery === 0 };
  const result = runForecastExperiment({ seed: seed * SEED_STRIDE + repetition, models, settings });
  const numbers: RepetitionNumbers = { federated: result.federatedRmseWh, regression: result.regressionRmseWh, constant: result.meanRmseWh, 'federated-trip': result.federatedTripRmseWh, 'regression-trip': result.regressionTripRmseWh };
  if (!settings.poisoned) return numbers;
  for (const { rule, rmseWh } of result.clean) numbers[`clean/${rule}`] = rmseWh;
  for (const { poison, rule, rmseWh } of result.poisoned) numbers[`${poison}/${rule}`] = rmseWh;
  return numbers;
}

/** How many per cent a poisoned federation's error lies above the clean one's, under one rule. */
function harm(poison: string, rule: string): Functional {
  return (mean) => 100 * (mean(`${poison}/${rule}`) / mean(`clean/${rule}`) - 1);
}

function forecastMeasures(): Readonly<Record<string, Measure>> {
  const measures: Record<string, Measure> = {
    'rmse-gain': { realm: 'numbers', of: (mean) => 100 * (1 - mean('federated') / mean('regression')) },
    'trip-rmse-gain': { realm: 'numbers', of: (mean) => 100 * (1 - mean('federated-trip') / mean('regression-trip')) },
  };
  for (const poison of POISONS) measures[`robust-${poison}`] = { realm: 'numbers', of: (mean) => Math.min(...RULES.map((rule) => harm(poison, rule)(mean))) };
  return measures;
}

function forecastFigures(): readonly Figure[] {
  return [
    {
      name: 'forecast-rmse',
      title: 'Error of the forecast on held-out segments',
      x: { title: '', unit: '' },
      y: { title: 'Root mean square error', unit: 'Wh' },
      categories: ['federated network', 'regression', 'always the mean'],
      series: [{ name: 'segments', points: ['federated', 'regression', 'constant'].map((key, x) => ({ x, y: reading(key) })) }],
      references: [],
    },
    {
      name: 'forecast-poison',
      title: 'Error under poison over the same rule without it',
      x: { title: 'Poison', unit: '' },
      y: { title: 'Ratio of errors', unit: '' },
      categories: [...POISONS],
      series: RULES.map((rule) => ({ name: rule, points: POISONS.map((poison, x) => ({ x, y: (mean) => mean(`${poison}/${rule}`) / mean(`clean/${rule}`) })) })),
      references: [],
    },
  ];
}
