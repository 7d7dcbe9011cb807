import type { ParameterRules, ValuesOf } from '../parameters.js';

/** Everything that the experiments of Figs. 6.4–6.6 and Table 6.2 ask for; the fixture says where each value is from. */
export const V2GFTN_RULES = {
  requestCounts: { kind: 'integers', least: 1, most: 10_000 },
  evCounts: { kind: 'integers', least: 1, most: 10_000 },
  exchanges: { kind: 'integer', least: 1, most: 100 },
  batteryKWh: { kind: 'integer', least: 1, most: 1000 },
  chargePowerKW: { kind: 'integer', least: 0, most: 1000 },
  drivingPowerKW: { kind: 'integer', least: 0, most: 1000 },
  pilePowerKW: { kind: 'integer', least: 1, most: 1000 },
  drivingSlotHours: { kind: 'span', least: 0, most: 24 },
  chargeSlotHours: { kind: 'span', least: 0, most: 24 },
  requestSlotHours: { kind: 'span', least: 0, most: 24 },
  requestWindowMinutes: { kind: 'span', least: 1, most: 1440 },
  demandKWh: { kind: 'span', least: 0, most: 1000 },
  bidMilliPerKWh: { kind: 'span', least: 0, most: 1_000_000 },
  askMilliPerKWh: { kind: 'span', least: 0, most: 1_000_000 },
  initialEnergyKWh: { kind: 'span', least: 0, most: 1000 },
  reserveKWh: { kind: 'integer', least: 0, most: 1000 },
  stateWeights: { kind: 'integers', least: 0, most: 1000, length: 3 },
  timelessUse: { kind: 'choice', choices: ['idle', 'idle and charging', 'connected all along'] },
  prefer: { kind: 'choice', choices: ['energy', 'evs'] },
} as const satisfies ParameterRules;

export type V2GFTNParameters = ValuesOf<typeof V2GFTN_RULES>;

/** What is compared, by the mechanism's name and as the thesis calls it. */
export const STRATEGIES = [
  { mechanism: 'sret-single', id: 'single', title: 'single time boundary' },
  { mechanism: 'sret-double', id: 'double', title: 'double time boundary' },
  { mechanism: 'ret', id: 'v2gnet', title: 'V2GNet' },
  { mechanism: 'incentive', id: 'incentive', title: 'incentive scheme' },
] as const;

export type StrategyId = (typeof STRATEGIES)[number]['id'];
