import type { Quanta } from '../federated/model.js';
import { meanWithout } from './coordinates.js';
import { type AggregationRule, withinMinority } from './rule.js';

/**
 * The mean of the updates that help most on rows of the aggregator's own: each is tried alone, and the `f` that leave the
 * greatest error are dropped. Asks for trips that the aggregator trusts (the campus's own cars); without any it drops
 * nothing. What is left is then shortened until it does little harm there, which the paper does not do. The paper's penalty for long updates is left out: the error on own rows already tells.
 */
export const zeno: AggregationRule = {
  name: 'zeno',
  summary: 'The mean without the f updates that do worst on trips of the aggregator’s own cars',
  source: 'Xie, Koyejo and Gupta 2019, Definitions 2 and 3, with ρ = 0',
  clientsAtLeast: (byzantine) => byzantine + 1,
  mixes: false,
  aggregate: (updates, { byzantine, errorAfter }) => {
    if (errorAfter === null) return meanWithout(updates, 0);
    const errors = updates.map((update) => errorAfter(update.change));
    const ranked = updates.map((_, client) => client).toSorted((a, b) => compare(errors[a]!, errors[b]!) || a - b);
    const kept = new Set(ranked.slice(0, updates.length - withinMinority(byzantine, updates.length)));
    return withoutMuchHarm(meanWithout(updates.filter((_, client) => kept.has(client)), 0), errorAfter);
  },
};

/** A step may raise the error on the own rows by this factor: they are few, and not like everybody's. */
const HARM_MAX = 1.03;

/** The change, shortened by halves until it does little harm on the own rows; after four of them, no change at all. */
function withoutMuchHarm(change: Quanta, errorAfter: (change: Quanta) => number): Quanta {
  const none = new Int32Array(change.length);
  const mostWh = HARM_MAX * errorAfter(none);
  for (let halves = 0, tried = change; halves < 5; halves += 1, tried = tried.map((value) => Math.trunc(value / 2))) {
    if (compare(errorAfter(tried), mostWh) <= 0) return tried;
  }
  return none;
}

/** Errors ascending; what is no number, since an update blew up, comes last. */
function compare(left: number, right: number): number {
  const [a, b] = [Number.isNaN(left) ? Infinity : left, Number.isNaN(right) ? Infinity : right];
  return a < b ? -1 : a > b ? 1 : 0;
}
