import test from 'ava';
import fc from 'fast-check';
import { drawDemand, priceMilliPerKWh, scaleByTariff } from '../../../src/core/energy/demand.js';
import { figures, seededSource } from './fixtures.js';

const HOUR_US = 3_600_000_000;
const tariff = figures('tariff', 'tariff-sce-tou-ev-8.yaml');
const ranges = { demandWh: { min: 0, max: 10_000 }, bidMilliPerKWh: { min: 100, max: 400 } };

function priceAt(hours: number, day: string = tariff.day): number {
  return priceMilliPerKWh({ tariff, timeOfDayUs: hours * HOUR_US, day });
}

test('the price steps at the tariff’s hours and wraps at midnight', (t) => {
  t.deepEqual([0, 15.99, 16, 20.99, 21, 23.9, 40].map((hours) => priceAt(hours)), [126, 126, 496, 496, 126, 126, 496]);
  t.deepEqual([7, 8, 16].map((hours) => priceAt(hours, 'winter')), [136, 77, 297]);
  t.throws(() => priceAt(1, 'spring'), { instanceOf: RangeError });
});

test('a bid is scaled by the price over the day’s mean, rounded down', (t) => {
  // Summer weekday: 19 hours at 126 and 5 at 496 make 4,874 in 24 hours; 300 · 496 · 24 / 4,874 = 732.7…
  t.is(scaleByTariff(300, { tariff, timeOfDayUs: 17 * HOUR_US }), 732);
  t.is(scaleByTariff(300, { tariff, timeOfDayUs: 3 * HOUR_US }), 186);
});

test('requests stay within their ranges, ends included, and without a tariff bids are as drawn', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000 }), (seed) => {
      const drawn = drawDemand(ranges, null, seededSource(seed));
      t.true(drawn.demandWh >= 0 && drawn.demandWh <= 10_000 && drawn.bidMilliPerKWh >= 100 && drawn.bidMilliPerKWh <= 400);
      const scaled = drawDemand(ranges, { tariff, timeOfDayUs: 17 * HOUR_US }, seededSource(seed));
      t.is(scaled.demandWh, drawn.demandWh);
      t.is(scaled.bidMilliPerKWh, scaleByTariff(drawn.bidMilliPerKWh, { tariff, timeOfDayUs: 17 * HOUR_US }));
    }),
  );
  t.deepEqual(drawDemand(ranges, null, { below: (n) => n - 1 }), { demandWh: 10_000, bidMilliPerKWh: 400 });
  t.deepEqual(drawDemand(ranges, null, { below: () => 0 }), { demandWh: 0, bidMilliPerKWh: 100 });
});
