import { fedavg } from './fedavg.js';
import { median } from './median.js';
import { multiKrum } from './multi-krum.js';
import type { AggregationRule } from './rule.js';
import { trimmedMean } from './trimmed-mean.js';
import { zeno } from './zeno.js';

/** Every aggregation rule; a new one is a file and a line here. */
export const AGGREGATION_RULES = [fedavg, trimmedMean, median, multiKrum, zeno] as const satisfies readonly AggregationRule[];

/** The rule of this name, or undefined. */
export function aggregationRule(name: string): AggregationRule | undefined {
  return AGGREGATION_RULES.find((rule) => rule.name === name);
}
