import fc from 'fast-check';
import type { Offered, OptimumBook, Wanted } from '../../../../src/core/market/optimum/optimum.js';

const HOUR = 3_600_000_000;

/** A book from `[bid, demand, start, end]` and `[energy, start, end]`, hours where given. */
export function optimumBook(requests: readonly (readonly number[])[], offers: readonly (readonly number[])[]): OptimumBook {
  return {
    requests: requests.map(([bid, demandWh, ...hours], at): Wanted => ({ request: `r${at}`, bidMilliPerKWh: bid!, demandWh: demandWh!, ...windowOf(hours) })),
    offers: offers.map(([energyWh, ...hours], at): Offered => ({ ev: `v${at}`, energyWh: energyWh!, ...windowOf(hours) })),
  };
}

function windowOf([start, end]: readonly number[]): Pick<Offered, 'window'> {
  return start === undefined ? {} : { window: { startUs: start * HOUR, endUs: end! * HOUR } };
}

const span = fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 4 })).map(([from, length]) => [20 + from / 2, 20 + (from + length) / 2] as const);

/** Small books, with windows that often part or touch. */
export const timedBooks: fc.Arbitrary<OptimumBook> = fc
  .tuple(fc.array(fc.tuple(fc.nat(9), fc.nat(12), span), { minLength: 1, maxLength: 4 }), fc.array(fc.tuple(fc.nat(12), span), { minLength: 1, maxLength: 4 }))
  .map(([requests, offers]) => optimumBook(requests.map(([bid, demand, at]) => [bid, 1000 * demand, ...at]), offers.map(([energy, at]) => [1000 * energy, ...at])));

/** The same without windows. */
export const plainBooks: fc.Arbitrary<OptimumBook> = timedBooks.map(({ requests, offers }) => ({
  requests: requests.map(({ request, bidMilliPerKWh, demandWh }) => ({ request, bidMilliPerKWh, demandWh })),
  offers: offers.map(({ ev, energyWh }) => ({ ev, energyWh })),
}));
