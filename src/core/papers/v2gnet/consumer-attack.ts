import type { MarketOffer, MarketRequest } from '../../market/mechanism.js';
import { type Dice, rollDice } from '../dice.js';
import { paidFor } from '../mechanisms.js';
import type { RepetitionContext, RepetitionNumbers } from '../paper.js';
import { drawOffers, drawRequest, drawRequests, name } from './books.js';
import type { Indicator } from './comparison.js';
import type { V2GNetParameters } from './parameters.js';
import { noPenalties, tradeRound } from './rounds.js';

/** Fig. 4.8's three instances. */
export const CONDITIONS = ['no attack', 'attack with RET', 'attack without RET'] as const;
export type Condition = (typeof CONDITIONS)[number];

export function attackKey(indicator: Indicator, condition: Condition, malicious: number): string {
  return `attack/${indicator}/${condition}/${malicious}`;
}

/**
 * Fig. 4.8: some rounds with the penalty lists kept between them. What counts is what honest consumers are delivered, over
 * their real demand, one request each (SEED B2, "Allocated and delivered are two things"). The three instances see the
 * same consumers, demands and offers; a malicious consumer puts fakes in place of its own request.
 */
export function attackByConsumers(parameters: V2GNetParameters, context: RepetitionContext): RepetitionNumbers {
  const numbers: RepetitionNumbers = {};
  const rounds = Array.from({ length: parameters.consumerAttackRounds }, (_, round) => drawRound(round, parameters, context));
  for (const malicious of parameters.maliciousCounts) {
    for (const condition of CONDITIONS) {
      const totals = runRounds(rounds, parameters, context, condition, malicious);
      numbers[attackKey('fill', condition, malicious)] = (100 * totals.deliveredWh) / totals.demandWh;
      numbers[attackKey('fulfilled', condition, malicious)] = totals.fulfilled / rounds.length;
      numbers[attackKey('profit', condition, malicious)] = totals.money / rounds.length;
    }
  }
  return numbers;
}

/** What everybody really wants and offers in a round, whoever turns malicious. */
interface Round {
  readonly label: string;
  readonly real: readonly MarketRequest[];
  readonly offers: readonly MarketOffer[];
}

function drawRound(round: number, parameters: V2GNetParameters, { suite, seed, repetition }: RepetitionContext): Round {
  const label = `v2gnet/${repetition}/consumer-attack/${round}`;
  return {
    label,
    real: drawRequests(rollDice(suite, seed, `${label}/requests`), parameters.attackConsumers, parameters),
    offers: drawOffers(rollDice(suite, seed, `${label}/offers`), parameters.attackEvs, parameters),
  };
}

function runRounds(rounds: readonly Round[], parameters: V2GNetParameters, { suite, seed }: RepetitionContext, condition: Condition, malicious: number) {
  const liars = new Set(condition === 'no attack' ? [] : Array.from({ length: Math.min(malicious, parameters.attackConsumers) }, (_, at) => name('c', at)));
  const penalties = noPenalties();
  const totals = { deliveredWh: 0, demandWh: 0, fulfilled: 0, money: 0 };
  for (const { label, real, offers } of rounds) {
    const forging = rollDice(suite, seed, `${label}/fakes`);
    const honest = new Set(real.filter((request) => !liars.has(request.consumer)).map((request) => request.id));
    const requests = real.flatMap((request) => (honest.has(request.id) ? [request] : fakesOf(request, forging, parameters)));
    const book = { requests, offers };
    const { allocations, fulfilledIds } = tradeRound(book, penalties, liars, condition !== 'attack without RET', parameters);
    const delivered = allocations.filter((one) => honest.has(one.request));
    totals.deliveredWh += delivered.reduce((sum, one) => sum + one.energyWh, 0);
    totals.demandWh += real.reduce((sum, request) => sum + (honest.has(request.id) ? request.demandWh : 0), 0);
    totals.fulfilled += fulfilledIds.filter((id) => honest.has(id)).length;
    totals.money += paidFor(book, delivered);
  }
  return totals;
}

function fakesOf(real: MarketRequest, dice: Dice, parameters: V2GNetParameters): MarketRequest[] {
  const count = dice.between(parameters.fakesPerAttacker.min, parameters.fakesPerAttacker.max);
  return Array.from({ length: count }, (_, at) => {
    const { exchange, consumer, submittedAtUs } = real;
    return drawRequest(dice, parameters, { id: `${real.id}f${at}`, exchange, consumer, submittedAtUs: submittedAtUs + at }, parameters.fakeDemandKWh);
  });
}
