import { type Quanta, toQuanta } from '../federated/model.js';
import type { AggregationRule, Update } from './rule.js';

/** One client weighs at most this many rows, whatever it says. */
const ROWS_MAX = 10_000;

/** Mean of the changes, weighed by rows: no defence at all. */
export const fedavg: AggregationRule = {
  name: 'fedavg',
  summary: 'Mean of all updates, weighed by their rows; one bad update moves it anywhere',
  source: 'McMahan et al. 2017, FederatedAveraging',
  clientsAtLeast: (byzantine) => (byzantine === 0 ? 1 : null),
  mixes: false,
  aggregate: (updates) => weighedMean(updates),
};

function weighedMean(updates: readonly Update[]): Quanta {
  const weights = updates.map((update) => Math.max(0, Math.min(ROWS_MAX, update.rows)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = new Int32Array(updates[0]!.change.length);
  if (total === 0) return mean;
  for (let index = 0; index < mean.length; index += 1) {
    // Whole numbers far below 2^53, so the sum is exact.
    let sum = 0;
    for (let client = 0; client < updates.length; client += 1) sum += weights[client]! * updates[client]!.change[index]!;
    mean[index] = toQuanta(sum / total);
  }
  return mean;
}
