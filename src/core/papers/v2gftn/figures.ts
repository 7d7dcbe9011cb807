import { reading } from '../functionals.js';
import { mechanismNamed } from '../mechanisms.js';
import type { Axis, Figure } from '../paper.js';
import { cellKey, type Indicator, timeKey } from './keys.js';
import { STRATEGIES, type V2GFTNParameters } from './parameters.js';

const EVS: Axis = { title: 'EVs', unit: '' };
const Y_AXES: Readonly<Record<Indicator, Axis>> = {
  fulfilled: { title: 'Fulfilled requests', unit: '' },
  fill: { title: 'Energy demand fill rate', unit: '%' },
  profit: { title: 'Total profit', unit: 'JPY' },
};
const NUMBERS: Readonly<Record<Indicator, string>> = { fulfilled: '6.4', fill: '6.5', profit: '6.6' };

/** Figs. 6.4–6.6 and the times of Table 6.2 as curves over EVs, one chart for each number of requests. */
export function v2gftnFigures({ requestCounts, evCounts }: V2GFTNParameters): readonly Figure[] {
  const strategies = STRATEGIES.filter(({ mechanism }) => mechanismNamed(mechanism) !== null);
  const indicators = (['fulfilled', 'fill', 'profit'] as const).flatMap((indicator) =>
    requestCounts.map((requests): Figure => ({
      name: `fig-${NUMBERS[indicator].replace('.', '-')}-${requests}`,
      title: `Fig. ${NUMBERS[indicator]}: ${Y_AXES[indicator].title.toLowerCase()} of ${requests} requests`,
      x: EVS,
      y: Y_AXES[indicator],
      series: strategies.map(({ id, title }) => ({ name: title, points: evCounts.map((evs) => ({ x: evs, y: reading(cellKey(indicator, id, requests, evs)) })) })),
      references: [],
    })),
  );
  const times = requestCounts.map((requests): Figure => ({
    name: `table-6-2-${requests}`,
    title: `Table 6.2: time to clear ${requests} requests, on this machine`,
    realm: 'times',
    x: EVS,
    y: { title: 'Time', unit: 'µs' },
    series: strategies.map(({ id, title }) => ({ name: title, points: evCounts.map((evs) => ({ x: evs, y: reading(timeKey(id, requests, evs)) })) })),
    references: [],
  }));
  return [...indicators, ...times];
}
