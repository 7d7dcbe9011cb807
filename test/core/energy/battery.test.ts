import test from 'ava';
import fc from 'fast-check';
import { type Battery, charge, discharge, energyOverWh, offerableWh } from '../../../src/core/energy/battery.js';

const HOUR_US = 3_600_000_000;

const car: Battery = {
  capacityWh: 50_000,
  energyWh: 30_000,
  reserveWh: 10_000,
  chargeW: 11_000,
  dischargeW: 11_000,
  chargeEfficiencyPermille: 900,
  dischargeEfficiencyPermille: 900,
};

const batteries: fc.Arbitrary<Battery> = fc
  .record({
    capacityWh: fc.integer({ min: 1, max: 200_000 }),
    filledPermille: fc.nat(1000),
    reservePermille: fc.nat(1000),
    chargeW: fc.nat(170_000),
    dischargeW: fc.nat(170_000),
    chargeEfficiencyPermille: fc.integer({ min: 1, max: 1000 }),
    dischargeEfficiencyPermille: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ filledPermille, reservePermille, ...rest }) => ({
    ...rest,
    energyWh: Math.floor((rest.capacityWh * filledPermille) / 1000),
    reserveWh: Math.floor((rest.capacityWh * reservePermille) / 1000),
  }));
const durations = fc.nat(48 * HOUR_US);

test('what can be offered is bound by reserve, power and pile, each in turn', (t) => {
  t.is(offerableWh(car, 10 * HOUR_US, 1e6), 18_000);
  t.is(offerableWh(car, HOUR_US, 1e6), 11_000);
  t.is(offerableWh(car, HOUR_US, 7_000), 7_000);
  t.is(offerableWh({ ...car, energyWh: 9_000 }, HOUR_US, 1e6), 0);
});

test('delivering takes the losses too', (t) => {
  const { battery, takenWh, lossWh } = discharge(car, 1_000);
  t.deepEqual([takenWh, lossWh, battery.energyWh], [1_112, 112, 28_888]);
  t.is(car.energyWh, 30_000, 'the battery given is left as it was');
});

test('no delivery goes below the reserve', (t) => {
  t.is(discharge(car, 18_000).battery.energyWh, 10_000);
  t.throws(() => discharge(car, 18_001), { instanceOf: RangeError });
  t.throws(() => discharge(car, 0.5), { instanceOf: RangeError });
  t.is(discharge({ ...car, energyWh: 5_000 }, 0).takenWh, 0);
});

test('charging stops at the target and at the capacity', (t) => {
  const full = charge(car, 10 * HOUR_US);
  t.deepEqual([full.battery.energyWh, full.drawnWh, full.lossWh], [50_000, 22_223, 2_223]);
  t.is(charge(car, 10 * HOUR_US, 40_000).battery.energyWh, 40_000);
  t.is(charge(car, HOUR_US).drawnWh, 11_000);
  t.is(charge(car, HOUR_US, 20_000).drawnWh, 0);
});

test('energy over time is exact beyond 2^53 watt-microseconds', (t) => {
  t.is(energyOverWh(11_000, HOUR_US / 2), 5_500);
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.nat(1000 * HOUR_US), (powerW, us) => {
      t.is(BigInt(energyOverWh(powerW, us)), (BigInt(powerW) * BigInt(us)) / BigInt(HOUR_US));
    }),
  );
});

test('whatever is offered can be delivered, and not a Wh more from the battery', (t) => {
  fc.assert(
    fc.property(batteries, durations, fc.nat(200_000), (battery, durationUs, pileWh) => {
      const offered = offerableWh(battery, durationUs, pileWh);
      const done = discharge(battery, offered);
      t.is(done.takenWh, offered + done.lossWh);
      t.is(battery.energyWh - done.battery.energyWh, done.takenWh);
      t.true(done.lossWh >= 0 && (offered === 0 || done.battery.energyWh >= battery.reserveWh));
      const most = offerableWh({ ...battery, dischargeW: 1_000_000_000 }, HOUR_US, Number.MAX_SAFE_INTEGER);
      if (battery.energyWh >= battery.reserveWh) t.throws(() => discharge(battery, most + 1), { instanceOf: RangeError });
    }),
  );
});

test('charging conserves energy and stays within the capacity', (t) => {
  fc.assert(
    fc.property(batteries, durations, (battery, durationUs) => {
      const done = charge(battery, durationUs);
      t.is(done.drawnWh, done.storedWh + done.lossWh);
      t.is(done.battery.energyWh, battery.energyWh + done.storedWh);
      t.true(done.lossWh >= 0 && done.battery.energyWh <= battery.capacityWh);
      t.true(done.drawnWh <= energyOverWh(battery.chargeW, durationUs));
    }),
  );
});
