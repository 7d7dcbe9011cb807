import { gapTo, pooledBounds } from '../../market/optimum/optimum.js';
import { mechanismNamed, paidMoney } from '../mechanisms.js';
import type { RepetitionContext, RepetitionNumbers } from '../paper.js';
import { rollDice } from '../dice.js';
import { drawOffers, drawRequests } from './books.js';
import { V2GNET_MECHANISMS, type V2GNetParameters } from './parameters.js';

/** The gap is to what nobody can exceed, in per cent of that. */
export type Indicator = 'fulfilled' | 'fill' | 'profit' | 'profit-gap';

/** The key of one mechanism's indicator in one cell of Figs. 4.5–4.7. */
export function cellKey(indicator: Indicator, mechanism: string, requests: number, evs: number): string {
  return `${indicator}/${mechanism}/${requests}x${evs}`;
}

/**
 * Figs. 4.5–4.7: every combination of requests and EVs under every mechanism. A repetition draws one large book; the
 * smaller ones are its first rows, so that cells differ in size and not in luck.
 */
export function compareMechanisms(parameters: V2GNetParameters, { suite, seed, repetition }: RepetitionContext): RepetitionNumbers {
  const { requestCounts, evCounts } = parameters;
  const requests = drawRequests(rollDice(suite, seed, `v2gnet/${repetition}/requests`), Math.max(...requestCounts), parameters);
  const offers = drawOffers(rollDice(suite, seed, `v2gnet/${repetition}/offers`), Math.max(...evCounts), parameters);
  const terms = { defence: true, consumerPenalties: {}, exchangePenalties: {}, splitOffers: parameters.auctionOffers === 'split' };
  const numbers: RepetitionNumbers = {};
  for (const mechanism of V2GNET_MECHANISMS) {
    const entry = mechanismNamed(mechanism === 'double-auction' ? parameters.auction : mechanism);
    if (entry === null) continue;
    for (const requestCount of requestCounts) {
      for (const evCount of evCounts) {
        const book = { requests: requests.slice(0, requestCount), offers: offers.slice(0, evCount) };
        const clearing = entry.clear(book, terms);
        const demandWh = book.requests.reduce((sum, request) => sum + request.demandWh, 0);
        numbers[cellKey('fulfilled', mechanism, requestCount, evCount)] = clearing.fulfilledRequests;
        numbers[cellKey('fill', mechanism, requestCount, evCount)] = (100 * clearing.energyWh) / demandWh;
        numbers[cellKey('profit', mechanism, requestCount, evCount)] = paidMoney(clearing);
        numbers[cellKey('profit-gap', mechanism, requestCount, evCount)] = 100 * gapTo(clearing, pooledBounds({ requests: book.requests.map((request) => ({ ...request, request: request.id })), offers: book.offers })).profitGap;
      }
    }
  }
  return numbers;
}
