import fc from 'fast-check';
import type { Book } from '../../../src/core/market/mechanism.js';
import type { MarketTerms } from '../../../src/core/market/terms.js';

/** No cap, no penalties. */
export const OPEN: MarketTerms = { defence: false, consumerPenalties: {}, exchangePenalties: {} };

/** A book from `[bid, demand]` and `[ask, energy]`: requests r0, r1, … submitted in this order, EVs v0, v1, …. */
export function bookOf(requests: readonly (readonly [number, number])[], offers: readonly (readonly [number, number])[]): Book {
  return {
    requests: requests.map(([bidMilliPerKWh, demandWh], at) => ({ id: `r${at}`, exchange: 'x', consumer: `c${at}`, bidMilliPerKWh, demandWh, submittedAtUs: at })),
    offers: offers.map(([askMilliPerKWh, energyWh], at) => ({ ev: `v${at}`, energyWh, askMilliPerKWh })),
  };
}

/** Small two-sided books whose amounts are up to `mostWh`, or all `unitWh`. */
export function tradeBooks(mostWh: number, unitWh?: number): fc.Arbitrary<Book> {
  const amount = unitWh === undefined ? fc.nat(mostWh) : fc.constant(unitWh);
  const side = fc.array(fc.tuple(fc.nat(12), amount), { maxLength: 8 });
  return fc.tuple(side, side).map(([requests, offers]) => bookOf(requests, offers));
}
