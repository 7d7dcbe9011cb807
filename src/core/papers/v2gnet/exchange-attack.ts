import { rollDice } from '../dice.js';
import { paidFor } from '../mechanisms.js';
import type { RepetitionContext, RepetitionNumbers } from '../paper.js';
import { drawOffers, drawRequest, name } from './books.js';
import type { V2GNetParameters } from './parameters.js';
import { noPenalties, tradeRound } from './rounds.js';

export const EXCHANGE_CONDITIONS = ['with RET', 'without RET'] as const;
export type ExchangeCondition = (typeof EXCHANGE_CONDITIONS)[number];
export const EXCHANGE_INDICATORS = ['energy', 'fulfilled', 'profit'] as const;
export type ExchangeIndicator = (typeof EXCHANGE_INDICATORS)[number];

/** What the malicious exchange occupies in a round, of all that was allocated, in per cent. Rounds count from 1. */
export function shareKey(indicator: ExchangeIndicator, condition: ExchangeCondition, round: number): string {
  return `exchange/share/${indicator}/${condition}/${round}`;
}

/** What honest consumers were delivered in a round. */
export function totalKey(indicator: ExchangeIndicator, condition: ExchangeCondition, round: number): string {
  return `exchange/total/${indicator}/${condition}/${round}`;
}

/**
 * Fig. 4.9: exchanges of equally many consumers, of which the first exchange has forged some. Shares are of what was
 * allocated (the darker parts of the bars); totals are of what was delivered, since forged consumers take nothing.
 */
export function attackByExchange(parameters: V2GNetParameters, context: RepetitionContext): RepetitionNumbers {
  return Object.assign({}, ...EXCHANGE_CONDITIONS.map((condition) => runRounds(parameters, context, condition))) as RepetitionNumbers;
}

function runRounds(parameters: V2GNetParameters, { suite, seed, repetition }: RepetitionContext, condition: ExchangeCondition): RepetitionNumbers {
  const penalties = noPenalties();
  const numbers: RepetitionNumbers = {};
  for (let round = 1; round <= parameters.exchangeAttackRounds; round += 1) {
    const label = `v2gnet/${repetition}/exchange-attack/${round}`;
    const dice = rollDice(suite, seed, `${label}/requests`);
    const rows = Array.from({ length: parameters.exchanges * parameters.consumersPerExchange }, (_, at) => consumerAt(at, round, parameters));
    const requests = rows.map(({ request }) => drawRequest(dice, parameters, request));
    const liars = new Set(rows.filter(({ isForged }) => isForged).map(({ request }) => request.consumer));
    const book = { requests, offers: drawOffers(rollDice(suite, seed, `${label}/offers`), parameters.exchangeEvs, parameters) };
    const { allocations, fulfilledIds } = tradeRound(book, penalties, liars, condition === 'with RET', parameters);
    const malicious = new Set(requests.filter((request) => request.exchange === MALICIOUS).map((request) => request.id));
    const honest = new Set(requests.filter((request) => !liars.has(request.consumer)).map((request) => request.id));
    for (const indicator of EXCHANGE_INDICATORS) {
      const amount = (ids: ReadonlySet<string> | null): number => {
        const among = allocations.filter((one) => ids === null || ids.has(one.request));
        if (indicator === 'fulfilled') return fulfilledIds.filter((id) => ids === null || ids.has(id)).length;
        return indicator === 'profit' ? paidFor(book, among) : among.reduce((sum, one) => sum + one.energyWh, 0) / 1000;
      };
      const all = amount(null);
      numbers[shareKey(indicator, condition, round)] = all === 0 ? 0 : (100 * amount(malicious)) / all;
      numbers[totalKey(indicator, condition, round)] = amount(honest);
    }
  }
  return numbers;
}

const MALICIOUS = name('x', 0);

/** Consumers of an exchange stand together; the first of the malicious one are its creatures. */
function consumerAt(at: number, round: number, { consumersPerExchange, forgedConsumers, forgedNames }: V2GNetParameters) {
  const exchange = name('x', Math.floor(at / consumersPerExchange));
  const isForged = exchange === MALICIOUS && at % consumersPerExchange < forgedConsumers;
  const consumer = isForged && forgedNames === 'new' ? `${name('c', at)}n${round}` : name('c', at);
  return { isForged, request: { id: name('r', at), exchange, consumer, submittedAtUs: at } };
}
