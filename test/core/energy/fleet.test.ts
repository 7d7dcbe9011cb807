import test from 'ava';
import fc from 'fast-check';
import { drawIndex, drawWithin } from '../../../src/core/energy/draw.js';
import { drawBattery, drawEv, drawVisit, type EvFigures, type EvSettings, isConnected } from '../../../src/core/energy/fleet.js';
import { figures, seededSource } from './fixtures.js';

const HOUR_US = 3_600_000_000;

const real: EvFigures = {
  fleet: figures('fleet', 'fleet-2024.yaml'),
  initialSoc: figures('initial-soc', 'initial-soc.yaml'),
  arrivals: figures('arrivals', 'arrivals-weekday.yaml'),
  parking: figures('parking', 'parking-work.yaml'),
  place: 'workplace',
};
const settings: EvSettings = { reservePermille: 200, alwaysConnectedPermille: 0, dayStartUs: 8 * HOUR_US, untilUs: 60 * HOUR_US };

test('a weight is drawn by its share: every draw of the sum falls where it should', (t) => {
  const weights = [0, 2, 0, 3, 1, 0];
  const drawn = [0, 1, 2, 3, 4, 5].map((value) => drawIndex(weights, { below: () => value }));
  t.deepEqual(drawn, [1, 1, 3, 3, 3, 4]);
  t.throws(() => drawIndex(weights, { below: () => 6 }), { instanceOf: RangeError });
  t.deepEqual([0, 4].map((value) => drawWithin({ min: 3, max: 7 }, { below: () => value })), [3, 7]);
});

test('the same source draws the same EV', (t) => {
  t.deepEqual(drawEv(real, settings, seededSource(5)), drawEv(real, settings, seededSource(5)));
  t.notDeepEqual(drawEv(real, settings, seededSource(5)), drawEv(real, settings, seededSource(6)));
});

test('every EV drawn is possible: charge in bounds, at the reserve or above, connections in order without overlap', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.nat(1000), fc.nat(23), (seed, reservePermille, dayStartHour) => {
      const drawn = drawEv(real, { ...settings, reservePermille, dayStartUs: dayStartHour * HOUR_US }, seededSource(seed));
      const { capacityWh, energyWh, reserveWh } = drawn.battery;
      t.true(0 <= reserveWh && reserveWh <= energyWh && energyWh <= capacityWh);
      let lastDepartUs = 0;
      for (const { arriveUs, departUs } of drawn.connections) {
        t.true(Number.isInteger(arriveUs) && Number.isInteger(departUs));
        t.true(lastDepartUs <= arriveUs && arriveUs < departUs && arriveUs < settings.untilUs);
        lastDepartUs = departUs;
      }
    }),
    { numRuns: 300 },
  );
});

test('an EV that is always connected is, from the beginning to the end', (t) => {
  const { connections } = drawEv(real, { ...settings, alwaysConnectedPermille: 1000 }, seededSource(1));
  t.deepEqual(connections, [{ arriveUs: 0, departUs: settings.untilUs }]);
});

test('an EV is connected from its arrival until just before its departure', (t) => {
  const connections = [{ arriveUs: 10, departUs: 20 }];
  t.deepEqual([9, 10, 19, 20].map((atUs) => isConnected(connections, atUs)), [false, true, true, false]);
});

test('models and states of charge follow the figures', (t) => {
  const random = seededSource(11);
  const drawn = Array.from({ length: 4000 }, () => drawBattery(real.fleet, real.initialSoc, 0, random));
  const share = drawn.filter(({ model }) => model === 'Tesla Model 3').length / drawn.length;
  t.true(Math.abs(share - 47_783 / 213_340) < 0.03, `share ${share}`);
  const full = drawn.filter(({ battery }) => battery.energyWh >= 0.989 * battery.capacityWh).length / drawn.length;
  t.true(Math.abs(full - 2279 / 24_606) < 0.02, `share ${full}`);
  t.true(drawn.every(({ battery }) => battery.energyWh >= Math.floor(battery.capacityWh / 10)), 'the source has none below 10 %');
});

test('visits follow the figures: at work most arrive in the morning, and none stays a day', (t) => {
  const random = seededSource(12);
  const visits = Array.from({ length: 2000 }, () => drawVisit(real, random));
  const morning = visits.filter(({ timeOfDayUs }) => timeOfDayUs >= 6 * HOUR_US && timeOfDayUs < 10 * HOUR_US).length;
  t.true(morning > 1200, `${morning} of 2000`);
  t.true(visits.every(({ stayUs }) => stayUs > 0 && stayUs <= 24 * HOUR_US));
  t.throws(() => drawVisit({ ...real, place: 'moon' }, random), { instanceOf: RangeError });
});
