import { rmseWh } from '../errors.js';
import { type Quanta, QUANTA } from '../federated/model.js';
import { everyOther, type Rows } from '../inputs.js';
import { type Layers, openWorkspace, predictor } from '../network/network.js';
import { mixNearest } from './mixing.js';
import type { AggregationRule, Update } from './rule.js';

/** An update is tried on this many own rows at most: every one would cost more than the clients' training. */
const TRIED_ROWS_MAX = 128;

/** What an aggregator knows besides the updates. */
export interface Aggregator {
  readonly byzantine: number;
  readonly model: Quanta;
  readonly layers: Layers;
  /** Rows of cars of its own that have trained nothing; may be empty. */
  readonly judgeRows: Rows;
}

/** One change of the model out of the clients' updates, at least one: mixed beforehand where the rule asks for it. */
export function aggregateRobustly(rule: AggregationRule, updates: readonly Update[], aggregator: Aggregator): Quanta {
  const { byzantine, judgeRows } = aggregator;
  const errorAfter = judgeRows.count > 0 ? errorOn(aggregator) : null;
  return rule.aggregate(rule.mixes ? mixNearest(updates, byzantine) : updates, { byzantine, errorAfter });
}

/** The error on those rows of what the model becomes by a change. */
function errorOn({ model, layers, judgeRows }: Aggregator): (change: Quanta) => number {
  const weights = new Float64Array(model.length);
  const tried = everyOther(judgeRows, TRIED_ROWS_MAX);
  const predict = predictor(openWorkspace(layers), weights);
  return (change) => {
    for (let index = 0; index < weights.length; index += 1) weights[index] = (model[index]! + change[index]!) / QUANTA;
    return rmseWh(predict, tried);
  };
}
