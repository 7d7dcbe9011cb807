import type { ParameterRules, ValuesOf } from '../parameters.js';

/** Everything that the experiments of Figs. 4.5–4.9 ask for; the fixture says where each value is from. */
export const V2GNET_RULES = {
  requestCounts: { kind: 'integers', least: 1, most: 10_000 },
  evCounts: { kind: 'integers', least: 1, most: 10_000 },
  exchanges: { kind: 'integer', least: 1, most: 100 },
  demandKWh: { kind: 'span', least: 0, most: 1000 },
  offerKWh: { kind: 'span', least: 0, most: 1000 },
  bidMilliPerKWh: { kind: 'span', least: 0, most: 1_000_000 },
  askMilliPerKWh: { kind: 'span', least: 0, most: 1_000_000 },
  auction: { kind: 'choice', choices: ['double-auction', 'mcafee'] },
  auctionOffers: { kind: 'choice', choices: ['whole', 'split'] },
  gamma1: { kind: 'number', least: 0, most: 1 },
  gamma2: { kind: 'number', least: 0, most: 1 },
  consumerAttackRounds: { kind: 'integer', least: 1, most: 100 },
  exchangeAttackRounds: { kind: 'integer', least: 2, most: 100 },
  attackConsumers: { kind: 'integer', least: 1, most: 10_000 },
  attackEvs: { kind: 'integer', least: 1, most: 10_000 },
  maliciousCounts: { kind: 'integers', least: 0, most: 10_000 },
  fakesPerAttacker: { kind: 'span', least: 1, most: 100 },
  fakeDemandKWh: { kind: 'span', least: 1, most: 1000 },
  consumersPerExchange: { kind: 'integer', least: 1, most: 10_000 },
  forgedConsumers: { kind: 'integer', least: 0, most: 10_000 },
  forgedNames: { kind: 'choice', choices: ['kept', 'new'] },
  exchangeEvs: { kind: 'integer', least: 1, most: 10_000 },
} as const satisfies ParameterRules;

export type V2GNetParameters = ValuesOf<typeof V2GNET_RULES>;

/** What is compared in Figs. 4.5–4.7. */
export const V2GNET_MECHANISMS = ['ret', 'incentive', 'double-auction'] as const;
