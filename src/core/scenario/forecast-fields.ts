import { AGGREGATION_RULES } from '../forecast/aggregation/registry.js';
import { POISONS } from '../forecast/poisoning/poisons.js';
import type { Field } from './fields.js';

/** The fields of `forecast`. */
export const FORECAST_FIELDS: readonly Field[] = [
  { path: 'forecast.enabled', parameter: 'forecast.enabled', kind: 'boolean', about: 'Whether EVs learn to forecast what driving takes. `--attack poisoning` switches it on.' },
  { path: 'forecast.rule', parameter: 'forecast.rule', kind: 'choice', choices: AGGREGATION_RULES.map((rule) => rule.name), live: true, about: 'How the control system makes one change of the model out of the EVs’ updates.' },
  { path: 'forecast.byzantinePermille', parameter: 'forecast.byzantinePermille', kind: 'integer', least: 0, most: 499, about: 'Share of EVs that the rule is told to withstand, ‰.' },
  { path: 'forecast.rounds', parameter: 'forecast.rounds', kind: 'integer', least: 1, most: 10_000, about: 'Federated rounds that train; after them a last model goes out.' },
  { path: 'forecast.every', parameter: 'forecast.everyUs', kind: 'duration', least: 1_000_000, about: 'Time between two federated rounds.' },
  { path: 'forecast.answerWindow', parameter: 'forecast.answerWindowUs', kind: 'duration', least: 1_000, about: 'Updates are taken this long after the model was sent.' },
  { path: 'forecast.localEpochs', parameter: 'forecast.localEpochs', kind: 'integer', least: 1, most: 1_000, about: 'How often an EV goes through its own trips in a round.' },
  { path: 'forecast.batch', parameter: 'forecast.batch', kind: 'integer', least: 1, most: 10_000, about: 'Segments to a step of training.' },
  { path: 'forecast.rate', parameter: 'forecast.rate', kind: 'fraction', least: 0, most: 10, about: 'Length of a step; it falls to a tenth over the rounds.' },
  { path: 'forecast.momentum', parameter: 'forecast.momentum', kind: 'fraction', least: 0, most: 0.999, about: 'Share of the last step that is carried into the next.' },
  { path: 'forecast.hidden', parameter: 'forecast.hidden', kind: 'text', about: 'Neurons of the network’s hidden layers, with commas between; up to 6 layers of 256.' },
  { path: 'forecast.trips', parameter: 'forecast.trips', kind: 'integer', least: 1, most: 5_000, about: 'Trips of each EV that it learns from.' },
  { path: 'forecast.heldOutTrips', parameter: 'forecast.heldOutTrips', kind: 'integer', least: 1, most: 5_000, about: 'Trips of each EV that train nothing and tell how well a model forecasts.' },
  { path: 'forecast.poolCars', parameter: 'forecast.poolCars', kind: 'integer', least: 0, most: 1_000, about: 'Cars of the campus itself: their trips train the first model, and `zeno` judges by them.' },
  { path: 'forecast.poolEpochs', parameter: 'forecast.poolEpochs', kind: 'integer', least: 0, most: 1_000, about: 'How often the first model goes through those trips.' },
  { path: 'forecast.poison', parameter: 'forecast.poison', kind: 'choice', choices: POISONS, live: true, about: 'What the EVs of the attack `poisoning` do.' },
];
