import type { MarketParameters } from './parameters.js';

/** When what happens in a trading round: everybody knows the timetable, so nobody has to announce it. */
export interface RoundTimes {
  readonly beginsUs: number;
  readonly requestsCloseUs: number;
  readonly offersCloseUs: number;
  readonly executionBeginsUs: number;
  readonly executionEndsUs: number;
  readonly boundUs: number;
}

/** The call for energy goes out so long after the requests close, when the lists have passed the BoE. */
export const LISTS_SETTLE_US = 3_000_000;

/** A campus clears so long after the offers close, when they have passed the BoEV. */
export const OFFERS_SETTLE_US = 3_000_000;

/** The timetable of a round; rounds count from 0. */
export function roundTimes(market: MarketParameters, round: number): RoundTimes {
  const beginsUs = market.firstRoundUs + round * market.roundEveryUs;
  const requestsCloseUs = beginsUs + market.requestWindowUs;
  const executionBeginsUs = beginsUs + market.executionStartUs;
  const executionEndsUs = executionBeginsUs + market.executionUs;
  return {
    beginsUs,
    requestsCloseUs,
    offersCloseUs: requestsCloseUs + market.offerWindowUs,
    executionBeginsUs,
    executionEndsUs,
    boundUs: executionBeginsUs + market.settleBoundUs,
  };
}
