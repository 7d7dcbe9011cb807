import { meanWithout } from './coordinates.js';
import { type AggregationRule, withinMinority } from './rule.js';

/** Per coordinate, the mean of what is left when the `byzantine` smallest and largest changes are cut. */
export const trimmedMean: AggregationRule = {
  name: 'trimmed-mean',
  summary: 'Per weight, the mean without the f smallest and the f largest changes',
  source: 'Yin et al. 2018, Definition 2',
  clientsAtLeast: (byzantine) => 2 * byzantine + 1,
  mixes: true,
  aggregate: (updates, { byzantine }) => meanWithout(updates, withinMinority(byzantine, updates.length)),
};
