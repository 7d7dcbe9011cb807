import type { StrategyId } from './parameters.js';

export type Indicator = 'fulfilled' | 'fill' | 'profit';

/** The key of one strategy's indicator in one cell of Figs. 6.4–6.6. */
export function cellKey(indicator: Indicator, strategy: StrategyId, requests: number, evs: number): string {
  return `${indicator}/${strategy}/${requests}x${evs}`;
}

/** The key of the time that one strategy took for one cell of Table 6.2. */
export function timeKey(strategy: StrategyId, requests: number, evs: number): string {
  return `time/${strategy}/${requests}x${evs}`;
}
