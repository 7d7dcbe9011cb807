import { meanWithout } from './coordinates.js';
import type { AggregationRule } from './rule.js';

/** Per coordinate, the median of the changes; of an even count, the mean of the middle two. */
export const median: AggregationRule = {
  name: 'median',
  summary: 'Per weight, the median of all changes',
  source: 'Yin et al. 2018, Definition 1',
  clientsAtLeast: (byzantine) => 2 * byzantine + 1,
  mixes: true,
  aggregate: (updates) => meanWithout(updates, Math.floor((updates.length - 1) / 2)),
};
