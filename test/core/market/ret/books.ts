import fc from 'fast-check';
import type { Book } from '../../../../src/core/market/mechanism.js';
import type { RetParameters } from '../../../../src/core/market/ret/ret.js';
import { toRatio } from '../../../../src/core/units/ratio.js';

// Few ids and small numbers, so that ties, duplicates and exact fits are common.
const ratio = fc.tuple(fc.bigInt({ min: 0n, max: 12n }), fc.bigInt({ min: 1n, max: 12n })).map(([n, d]) => toRatio(n < d ? n : d, d));
const penalties = (prefix: string, count: number) =>
  fc.dictionary(fc.nat(count).map((n) => `${prefix}${n}`), fc.array(ratio, { maxLength: 3 }), { maxKeys: count });

/** Books with bids and energies as given. */
export function books(bid: fc.Arbitrary<number>, energy: fc.Arbitrary<number>): fc.Arbitrary<Book> {
  const row = fc.record({ exchange: fc.nat(2).map((n) => `E${n}`), consumer: fc.nat(7).map((n) => `c${n}`), bidMilliPerKWh: bid, demandWh: energy, submittedAtUs: fc.nat(3) });
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 2 }), { minLength: 24, maxLength: 24 });
  return fc.record({ rows: fc.array(row, { maxLength: 24 }), energies: fc.array(energy, { maxLength: 24 }), ids }).map(({ rows, energies, ids }) => ({
    requests: rows.map((fields, index) => ({ ...fields, id: ids[index]! })),
    offers: energies.map((energyWh, index) => ({ ev: ids[ids.length - 1 - index]!, energyWh })),
  }));
}

/** With and without defence, lists and caps. */
export const parameters: fc.Arbitrary<RetParameters> = fc.record(
  { pileCapacityWh: fc.nat(15), defence: fc.boolean(), consumerPenalties: penalties('c', 7), exchangePenalties: penalties('E', 2) },
  { requiredKeys: ['defence', 'consumerPenalties', 'exchangePenalties'] },
);
