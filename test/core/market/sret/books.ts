import fc from 'fast-check';
import type { Book } from '../../../../src/core/market/mechanism.js';
import type { MarketTerms } from '../../../../src/core/market/terms.js';
import { toRatio } from '../../../../src/core/units/ratio.js';

const ratio = fc.tuple(fc.bigInt({ min: 0n, max: 6n }), fc.bigInt({ min: 6n, max: 7n })).map(([n, d]) => toRatio(n, d));

/** Books of few bids, energies and hours, so that ties, touching windows, exact fits and empty rows are common. */
export function timedBooks(unitUs: number, hours: number, energy: fc.Arbitrary<number>, most = 14): fc.Arbitrary<Book> {
  const window = fc.tuple(fc.nat(hours), fc.integer({ min: 1, max: hours })).map(([from, length]) => ({ startUs: from * unitUs, endUs: (from + length) * unitUs }));
  const request = fc.record({ consumer: fc.nat(4).map((n) => `c${n}`), bidMilliPerKWh: fc.nat(4), demandWh: energy, submittedAtUs: fc.nat(3), window });
  const offer = fc.record({ energyWh: energy, window });
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: most > 50 ? 4 : 2 }), { minLength: most, maxLength: most });
  return fc.record({ requests: fc.array(request, { maxLength: most }), offers: fc.array(offer, { maxLength: most }), ids }).map(({ requests, offers, ids }) => ({
    requests: requests.map((fields, at) => ({ ...fields, id: ids[at]!, exchange: 'E1' })),
    offers: offers.map((fields, at) => ({ ...fields, ev: ids[ids.length - 1 - at]! })),
  }));
}

export const terms: fc.Arbitrary<MarketTerms> = fc.record(
  {
    defence: fc.boolean(),
    consumerPenalties: fc.dictionary(fc.nat(4).map((n) => `c${n}`), fc.array(ratio, { maxLength: 2 }), { maxKeys: 2 }),
    exchangePenalties: fc.constant({}),
    pilePowerW: fc.constantFrom(0, 2, 7, 15, 1e9),
    prefer: fc.constantFrom('energy', 'evs'),
  },
  { requiredKeys: ['defence', 'consumerPenalties', 'exchangePenalties'] },
);
