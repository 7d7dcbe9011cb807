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
  'profit-gap': { title: 'Gap', unit: '%' },
  'energy-gap': { title: 'Gap', unit: '%' },
};
/** Figures that the thesis has no like of go without a number. */
const LABELS: Readonly<Record<Indicator, { name: string; label: string }>> = {
  fulfilled: { name: 'fig-6-4', label: 'Fig. 6.4: fulfilled requests' },
  fill: { name: 'fig-6-5', label: 'Fig. 6.5: energy demand fill rate' },
  profit: { name: 'fig-6-6', label: 'Fig. 6.6: total profit' },
  'profit-gap': { name: 'gap-profit', label: 'Profit below what nobody can exceed,' },
  'energy-gap': { name: 'gap-energy', label: 'Energy below what nobody can exceed,' },
};

/** Figs. 6.4–6.6, the gaps to the optimum and the times of Table 6.2 as curves over EVs, one chart for each number of requests. */
export function v2gftnFigures({ requestCounts, evCounts }: V2GFTNParameters): readonly Figure[] {
  const strategies = STRATEGIES.filter(({ mechanism }) => mechanismNamed(mechanism) !== null);
  const indicators = (['fulfilled', 'fill', 'profit', 'profit-gap', 'energy-gap'] as const).flatMap((indicator) =>
    requestCounts.map((requests): Figure => ({
      name: `${LABELS[indicator].name}-${requests}`,
      title: `${LABELS[indicator].label} ${indicator.endsWith('gap') ? '' : 'of '}${requests} requests`,
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
