import type { StrategyId } from './parameters.js';

/** A cell of Table 6.2: how many seconds the thesis's machine took. */
export interface TimedCell {
  readonly strategy: StrategyId;
  readonly requests: number;
  readonly evs: number;
  readonly seconds: number;
}

const EVS = [60, 90, 120, 150, 180, 210, 240, 270];

/**
 * Table 6.2, as far as the text that we have shows it: the single boundary's columns of 150 and 270 EVs are cut off, and with
 * 400 requests those of 90 and 120 too (null). Two cells of the double boundary lack their first digit there (7.40 and 40.55),
 * which their neighbours leave no doubt about.
 */
const ROWS: Readonly<Record<StrategyId, Readonly<Record<number, readonly (number | null)[]>>>> = {
  incentive: {
    200: [1.79, 3.36, 5.88, 8.54, 12.48, 17.09, 22.15, 29.87],
    400: [1.84, 3.37, 5.84, 8.53, 12.31, 16.72, 21.67, 28.22],
    600: [1.97, 3.26, 5.78, 8.59, 12.39, 16.59, 25.52, 28.91],
  },
  v2gnet: {
    200: [4.45, 6.75, 7.33, 9.49, 14.04, 19.22, 25.62, 30.5],
    400: [4.21, 7.37, 9.49, 10.56, 17.42, 19.34, 22.6, 29.45],
    600: [6.71, 8.26, 7.55, 10.02, 12.97, 16.92, 22.07, 30.12],
  },
  double: {
    200: [3.78, 7.73, 13.92, 21.65, 30.92, 41.78, 54.3, 66.23],
    400: [3.44, 7.4, 13.13, 21.09, 29.95, 40.65, 53.64, 69.04],
    600: [3.3, 7.3, 12.83, 20.39, 29.3, 40.55, 53.46, 77.8],
  },
  single: {
    200: [7.47, 19.44, 43.67, null, 113.9, 176.27, 249.86, null],
    400: [7.25, null, null, null, 119.7, 167.19, 253.91, null],
    600: [7.12, 19.5, 43.03, null, 117.84, 176.44, 248.36, null],
  },
};

/** Every legible cell. */
export const TABLE_6_2: readonly TimedCell[] = Object.entries(ROWS).flatMap(([strategy, rows]) =>
  Object.entries(rows).flatMap(([requests, seconds]) =>
    EVS.flatMap((evs, at) => (seconds[at] === null ? [] : [{ strategy: strategy as StrategyId, requests: Number(requests), evs, seconds: seconds[at]! }])),
  ),
);
