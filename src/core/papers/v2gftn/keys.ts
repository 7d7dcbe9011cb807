import type { StrategyId } from './parameters.js';

/** The gaps are to what nobody can exceed, in per cent of that. */
export type Indicator = 'fulfilled' | 'fill' | 'profit' | 'profit-gap' | 'energy-gap';

export function cellName(requests: number, evs: number): string {
  return `${requests}x${evs}`;
}

/** The key of one strategy's indicator in one cell of Figs. 6.4–6.6. */
export function cellKey(indicator: Indicator, strategy: StrategyId, requests: number, evs: number): string {
  return `${indicator}/${strategy}/${cellName(requests, evs)}`;
}

/** The key of the time that one strategy took for one cell of Table 6.2. */
export function timeKey(strategy: StrategyId, requests: number, evs: number): string {
  return `time/${strategy}/${cellName(requests, evs)}`;
}
