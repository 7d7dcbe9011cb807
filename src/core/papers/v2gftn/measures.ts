import { exp, log } from '../../numeric/elementary.js';
import { average, meanOf } from '../functionals.js';
import type { Functional, MeanOf, Measure, Realm } from '../paper.js';
import { cellKey, type Indicator, timeKey } from './keys.js';
import { STRATEGIES, type StrategyId, type V2GFTNParameters } from './parameters.js';
import { TABLE_6_2 } from './table-6-2.js';

const RIVALS = ['double', 'v2gnet', 'incentive'] as const;

/** How each published number of Section 6.4 is measured. */
export function v2gftnMeasures(parameters: V2GFTNParameters): Readonly<Record<string, Measure>> {
  const numbers = { ...leads(parameters), ...growths(parameters) };
  const times = { ...timeLeads(parameters), ...tableCells() };
  return Object.fromEntries([...inRealm(numbers, 'numbers'), ...inRealm(times, 'times')]);
}

function inRealm(functionals: Record<string, Functional>, realm: Realm): [string, Measure][] {
  return Object.entries(functionals).map(([id, of]) => [id, { realm, of }]);
}

type CellOf = (requests: number, evs: number) => (mean: MeanOf) => number;

function overCells({ requestCounts, evCounts }: V2GFTNParameters, of: CellOf): Functional[] {
  return requestCounts.flatMap((requests) => evCounts.map((evs) => of(requests, evs)));
}

/** By how many per cent the single boundary lies above another strategy: mean, least and most over the combinations. */
function leads(parameters: V2GFTNParameters): Record<string, Functional> {
  const measures: Record<string, Functional> = {};
  for (const rival of RIVALS) {
    for (const indicator of ['fulfilled', 'fill', 'profit'] as const) {
      const cells = overCells(parameters, (requests, evs) => (mean) => 100 * (mean(cellKey(indicator, 'single', requests, evs)) / mean(cellKey(indicator, rival, requests, evs)) - 1));
      measures[`${indicator}-over-${rival}`] = average(cells);
      if (indicator === 'fulfilled') Object.assign(measures, extremes(`${indicator}-over-${rival}`, cells));
    }
  }
  return measures;
}

function extremes(id: string, cells: readonly Functional[]): Record<string, Functional> {
  return {
    [`${id}-least`]: (mean) => Math.min(...cells.map((cell) => cell(mean))),
    [`${id}-most`]: (mean) => Math.max(...cells.map((cell) => cell(mean))),
  };
}

/**
 * Fulfilled requests per EV more, from the fewest to the most EVs; and by how many per cent the fill rate's last step is
 * smaller than its first, both steps averaged over the request numbers.
 */
function growths({ requestCounts, evCounts }: V2GFTNParameters): Record<string, Functional> {
  const sorted = evCounts.toSorted((a, b) => a - b);
  const rise = (indicator: Indicator, strategy: StrategyId, from: number, to: number): Functional => (mean) =>
    meanOf(requestCounts.map((requests) => (mean(cellKey(indicator, strategy, requests, to)) - mean(cellKey(indicator, strategy, requests, from))) / (to - from)));
  return Object.fromEntries(
    STRATEGIES.flatMap(({ id }): [string, Functional][] => {
      const first = rise('fill', id, sorted[0]!, sorted[1] ?? sorted[0]!);
      const last = rise('fill', id, sorted.at(-2) ?? sorted[0]!, sorted.at(-1)!);
      return [
        [`growth-${id}`, rise('fulfilled', id, sorted[0]!, sorted.at(-1)!)],
        [`growth-fall-${id}`, (mean) => 100 * (1 - last(mean) / first(mean))],
      ];
    }),
  );
}

/** By how many times its own time the single boundary exceeds another strategy's: 0 says that they take as long. */
function timeLeads(parameters: V2GFTNParameters): Record<string, Functional> {
  const measures: Record<string, Functional> = {};
  for (const rival of RIVALS) {
    const cells = overCells(parameters, (requests, evs) => (mean) => mean(timeKey('single', requests, evs)) / mean(timeKey(rival, requests, evs)) - 1);
    Object.assign(measures, { [`time-over-${rival}`]: average(cells) }, extremes(`time-over-${rival}`, cells));
  }
  return measures;
}

/** Each legible cell of Table 6.2 over the geometric mean of the double boundary's cells, which are all legible: seconds of another machine say nothing. */
function tableCells(): Record<string, Functional> {
  const yardstick = TABLE_6_2.filter((cell) => cell.strategy === 'double').map(({ requests, evs }) => timeKey('double', requests, evs));
  return Object.fromEntries(
    TABLE_6_2.map(({ strategy, requests, evs }): [string, Functional] => [
      `time-${strategy}-${requests}-${evs}`,
      (mean) => mean(timeKey(strategy, requests, evs)) / exp(meanOf(yardstick.map((key) => log(mean(key))))),
    ]),
  );
}
