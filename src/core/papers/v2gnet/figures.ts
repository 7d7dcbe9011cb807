import { reading } from '../functionals.js';
import type { Axis, Figure } from '../paper.js';
import { mechanismNamed } from '../mechanisms.js';
import { cellKey, type Indicator } from './comparison.js';
import { attackKey, CONDITIONS } from './consumer-attack.js';
import { EXCHANGE_CONDITIONS, EXCHANGE_INDICATORS, shareKey } from './exchange-attack.js';
import { V2GNET_MECHANISMS, type V2GNetParameters } from './parameters.js';

const EVS: Axis = { title: 'EVs', unit: '' };
const Y_AXES: Readonly<Record<Indicator, Axis>> = {
  fulfilled: { title: 'Fulfilled requests', unit: '' },
  fill: { title: 'Energy demand fill rate', unit: '%' },
  profit: { title: 'Total profit', unit: 'JPY' },
  'profit-gap': { title: 'Gap', unit: '%' },
};
/** The thesis has no like of the last. */
const LABELS: Readonly<Record<Indicator, { name: string; label: string }>> = {
  fulfilled: { name: 'fig-4-5', label: 'Fig. 4.5: fulfilled requests of' },
  fill: { name: 'fig-4-6', label: 'Fig. 4.6: energy demand fill rate of' },
  profit: { name: 'fig-4-7', label: 'Fig. 4.7: total profit of' },
  'profit-gap': { name: 'gap-profit', label: 'Profit below what nobody can exceed,' },
};

/** Figs. 4.5–4.9 as curves; the thesis draws bars. */
export function v2gnetFigures(parameters: V2GNetParameters): readonly Figure[] {
  return [...comparisonFigures(parameters), ...consumerFigures(parameters), ...exchangeFigures(parameters)];
}

function comparisonFigures({ requestCounts, evCounts }: V2GNetParameters): Figure[] {
  const mechanisms = V2GNET_MECHANISMS.filter((name) => mechanismNamed(name) !== null);
  return (['fulfilled', 'fill', 'profit', 'profit-gap'] as const).flatMap((indicator) =>
    requestCounts.map((requests): Figure => ({
      name: `${LABELS[indicator].name}-${requests}`,
      title: `${LABELS[indicator].label} ${requests} requests`,
      x: EVS,
      y: Y_AXES[indicator],
      series: mechanisms.map((mechanism) => ({ name: mechanism, points: evCounts.map((evs) => ({ x: evs, y: reading(cellKey(indicator, mechanism, requests, evs)) })) })),
      references: [],
    })),
  );
}

function consumerFigures({ maliciousCounts }: V2GNetParameters): Figure[] {
  return (['fill', 'fulfilled', 'profit'] as const).map((indicator) => ({
    name: `fig-4-8-${indicator}`,
    title: `Fig. 4.8: ${Y_AXES[indicator].title.toLowerCase()} under consumer attack, honest consumers`,
    x: { title: 'Malicious consumers', unit: '' },
    y: Y_AXES[indicator],
    series: CONDITIONS.map((condition) => ({ name: condition, points: maliciousCounts.map((malicious) => ({ x: malicious, y: reading(attackKey(indicator, condition, malicious)) })) })),
    references: indicator === 'fill' ? ['fill-no-attack', 'fill-defended', 'fill-undefended'] : [],
  }));
}

function exchangeFigures({ exchangeAttackRounds }: V2GNetParameters): Figure[] {
  const rounds = Array.from({ length: exchangeAttackRounds }, (_, at) => at + 1);
  return EXCHANGE_INDICATORS.map((indicator) => ({
    name: `fig-4-9-${indicator}`,
    title: `Fig. 4.9: the malicious exchange's share of ${indicator === 'fulfilled' ? 'fulfilled requests' : indicator}`,
    x: { title: 'Round', unit: '' },
    y: { title: 'Share', unit: '%' },
    series: EXCHANGE_CONDITIONS.map((condition) => ({ name: condition, points: rounds.map((round) => ({ x: round, y: reading(shareKey(indicator, condition, round)) })) })),
    references: [],
  }));
}
