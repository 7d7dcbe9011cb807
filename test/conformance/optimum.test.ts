import test from 'ava';
import fc from 'fast-check';
import type { Book } from '../../src/core/market/mechanism.js';
import { linearBounds } from '../../src/core/market/optimum/linear.js';
import { bookOfClearing, gapTo, pooledBounds } from '../../src/core/market/optimum/optimum.js';
import { MECHANISMS } from '../../src/core/market/registry.js';
import type { MarketTerms } from '../../src/core/market/terms.js';
import { loadSolver } from '../../src/nodes/solver/highs.js';

// No mechanism of the registry makes more of a book than the optimum, whatever the terms.

const HOUR = 3_600_000_000;
const solver = await loadSolver();

const span = fc.tuple(fc.nat(11), fc.integer({ min: 1, max: 11 })).map(([from, length]) => ({ startUs: 20 * HOUR + (from * HOUR) / 6, endUs: 20 * HOUR + ((from + length) * HOUR) / 6 }));
const request = fc.record({ exchange: fc.constantFrom('x', 'y'), bidMilliPerKWh: fc.nat(900), demandWh: fc.nat(9000), window: span });
const offer = fc.record({ energyWh: fc.nat(9000), askMilliPerKWh: fc.nat(500), window: span });
const timed: fc.Arbitrary<Book> = fc.tuple(fc.array(request, { maxLength: 12 }), fc.array(offer, { maxLength: 12 })).map(([requests, offers]) => ({
  requests: requests.map((fields, at) => ({ ...fields, id: `r${at}`, consumer: `c${at % 9}`, submittedAtUs: at })),
  offers: offers.map((fields, at) => ({ ...fields, ev: `v${at}` })),
}));
const plain = timed.map(({ requests, offers }) => ({ requests: requests.map(({ window: _, ...rest }) => rest), offers: offers.map(({ window: _, ...rest }) => rest) }));
const NONE: MarketTerms['consumerPenalties'] = {};
const LIST = [{ numerator: '2', denominator: '3' }];
const terms: fc.Arbitrary<MarketTerms> = fc.record({
  pileCapacityWh: fc.integer({ min: 1, max: 9000 }),
  defence: fc.boolean(),
  consumerPenalties: fc.constantFrom(NONE, { c1: LIST }),
  exchangePenalties: fc.constantFrom(NONE, { x: LIST }),
  splitOffers: fc.boolean(),
});

for (const mechanism of MECHANISMS) {
  test(`${mechanism.name} stays within the bounds of its book`, (t) => {
    fc.assert(
      fc.property(mechanism.usesTime ? timed : plain, terms, (book, with_) => {
        const clearing = mechanism.clear(book, with_);
        const served = bookOfClearing(book, clearing, mechanism.usesTime, mechanism.usesTime ? undefined : with_.pileCapacityWh);
        for (const bounds of [pooledBounds(served), ...(mechanism.usesTime ? [linearBounds(served, solver)] : [])]) {
          const { profitGap, energyGap } = gapTo(clearing, bounds);
          t.true(profitGap >= 0 && energyGap >= 0, `${bounds.method}: ${clearing.energyWh} Wh of ${bounds.energyWh}, ${clearing.profitMicro} of ${bounds.profitMicro}`);
        }
      }),
      { numRuns: mechanism.usesTime ? 60 : 200 },
    );
  });
}
