import { average, difference, meanOf, reading } from '../functionals.js';
import type { Functional, Measure } from '../paper.js';
import { cellKey, type Indicator } from './comparison.js';
import { attackKey, type Condition } from './consumer-attack.js';
import { EXCHANGE_INDICATORS, shareKey, totalKey } from './exchange-attack.js';
import { V2GNET_MECHANISMS, type V2GNetParameters } from './parameters.js';

const RIVALS = V2GNET_MECHANISMS.filter((name) => name !== 'ret');
const INDICATORS: readonly Indicator[] = ['fulfilled', 'fill', 'profit'];

/** How each published number of Figs. 4.5–4.9 is measured. */
export function v2gnetMeasures(parameters: V2GNetParameters): Readonly<Record<string, Measure>> {
  const functionals = { ...comparisonMeasures(parameters), ...consumerMeasures(), ...exchangeMeasures(parameters) };
  return Object.fromEntries(Object.entries(functionals).map(([id, of]) => [id, { realm: 'numbers', of }]));
}

function comparisonMeasures({ requestCounts, evCounts }: V2GNetParameters): Record<string, Functional> {
  const fewestEvs = Math.min(...evCounts);
  const mostEvs = Math.max(...evCounts);
  const over = (of: (requests: number, evs: number) => Functional, requests = requestCounts, evs = evCounts): Functional =>
    average(requests.flatMap((requestCount) => evs.map((evCount) => of(requestCount, evCount))));
  const lead = (indicator: Indicator, rival: string) => (requests: number, evs: number): Functional =>
    difference(reading(cellKey(indicator, 'ret', requests, evs)), reading(cellKey(indicator, rival, requests, evs)));
  const fulfilled = (requests: number, evs: number): Functional => reading(cellKey('fulfilled', 'ret', requests, evs));
  const measures: Record<string, Functional> = {
    'fulfilled-at-50': over(fulfilled, requestCounts, [fewestEvs]),
    'fulfilled-at-200': over(fulfilled, requestCounts, [mostEvs]),
  };
  for (const rival of RIVALS) {
    for (const indicator of INDICATORS) measures[`${indicator}-over-${rival}`] = over(lead(indicator, rival));
    const wider = lead('fulfilled', rival);
    measures[`lead-over-${rival}-with-evs`] = difference(over(wider, requestCounts, [mostEvs]), over(wider, requestCounts, [fewestEvs]));
    measures[`lead-over-${rival}-with-requests`] = difference(over(wider, [Math.max(...requestCounts)]), over(wider, [Math.min(...requestCounts)]));
  }
  return measures;
}

/** The thesis's own example: 20 malicious consumers. */
const EXAMPLE = 20;

function consumerMeasures(): Record<string, Functional> {
  const fill = (condition: Condition): Functional => reading(attackKey('fill', condition, EXAMPLE));
  const drop = (indicator: Indicator, condition: Condition): Functional => (mean) =>
    100 * (1 - mean(attackKey(indicator, condition, EXAMPLE)) / mean(attackKey(indicator, 'no attack', EXAMPLE)));
  const kept = (indicator: Indicator): Functional => (mean) =>
    mean(attackKey(indicator, 'attack with RET', EXAMPLE)) / mean(attackKey(indicator, 'attack without RET', EXAMPLE));
  return {
    'fill-no-attack': fill('no attack'),
    'fill-undefended': fill('attack without RET'),
    'fill-defended': fill('attack with RET'),
    'drop-undefended': drop('fill', 'attack without RET'),
    'drop-defended': drop('fill', 'attack with RET'),
    'fulfilled-kept': kept('fulfilled'),
    'profit-kept': kept('profit'),
  };
}

function exchangeMeasures({ exchangeAttackRounds }: V2GNetParameters): Record<string, Functional> {
  const rounds = Array.from({ length: exchangeAttackRounds }, (_, at) => at + 1);
  return Object.fromEntries(
    EXCHANGE_INDICATORS.flatMap((indicator): [string, Functional][] => [
      [`${indicator}-first-round`, (mean) => mean(totalKey(indicator, 'with RET', 1)) / mean(totalKey(indicator, 'without RET', 1))],
      [`${indicator}-share-fall`, difference(reading(shareKey(indicator, 'with RET', exchangeAttackRounds)), reading(shareKey(indicator, 'with RET', 1)))],
      [`${indicator}-share-steady`, (mean) => meanOf(rounds.map((round) => mean(shareKey(indicator, 'without RET', round)))) / mean(shareKey(indicator, 'without RET', 1))],
      [`${indicator}-gain`, (mean) => mean(totalKey(indicator, 'with RET', exchangeAttackRounds)) / mean(totalKey(indicator, 'without RET', exchangeAttackRounds))],
    ]),
  );
}
