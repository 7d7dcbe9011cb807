import test from 'ava';
import { airDensityKgPerM3, CALM, type Carriage, type Drive, segmentEnergyWh } from '../../../../src/core/forecast/trips/physics.js';
import { vehicleOf } from '../../../../src/core/forecast/trips/vehicles.js';
import type { Weather } from '../../../../src/core/forecast/trips/weather.js';

const CAR = vehicleOf({ name: 'Volkswagen ID.3', batteryWh: 58_000 });
const DRIVE: Drive = { distanceKm: 20, climbM: 0, speedKmPerHour: 60, stopsPerKm: 0.5, bearingTurns: 0 };
const CARRIAGE: Carriage = { evAgeYears: 0, briskness: 0.1, loadKg: 50, coldStart: false };

function energy(change: { drive?: Partial<Drive>; weather?: Partial<Weather>; carriage?: Partial<Carriage> } = {}): number {
  return segmentEnergyWh(CAR, { ...CALM, ...change.weather }, { ...DRIVE, ...change.drive }, { ...CARRIAGE, ...change.carriage });
}

test('a car takes 9 to 20 kWh on 100 km of a mild level road', (t) => {
  const per100Km = energy() * 5;
  t.true(per100Km > 9000 && per100Km < 20_000, `${per100Km} Wh`);
});

test('uphill takes more than level, downhill less, and a descent gives less back than the climb took', (t) => {
  const [up, level, down] = [energy({ drive: { climbM: 150 } }), energy(), energy({ drive: { climbM: -150 } })];
  t.true(up > level && level > down);
  t.true(up + down > 2 * level - 1e-9);
  // The lift itself: m·g·h through the drive's efficiency.
  const liftWh = ((1800 + 75 + 50) * 9.81 * 150) / 3600 / 0.88;
  t.true(Math.abs(up - level - liftWh) < 1e-6, `${up - level} against ${liftWh}`);
});

test('a long steep descent charges the battery', (t) => {
  t.true(energy({ drive: { distanceKm: 8, climbM: -800 } }) < 0);
});

test('headwind takes more than calm, a tailwind less', (t) => {
  // Wind from the north against driving north, then driving south.
  const against = energy({ weather: { windMPerS: 8, windFromTurns: 0 } });
  const behind = energy({ weather: { windMPerS: 8, windFromTurns: 0.5 } });
  t.true(against > energy() && energy() > behind);
  // Drag grows with the square of the speed through the air, so out and back costs more than a calm day.
  t.true(against + behind > 2 * energy());
});

test('cold and heat take more than a mild day', (t) => {
  const at = (temperatureC: number): number => energy({ weather: { temperatureC } });
  t.true(at(-5) > at(5) && at(5) > at(20));
  t.true(at(36) > at(26) && at(26) > at(20));
  t.true(energy({ weather: { temperatureC: 0 }, carriage: { coldStart: true } }) > at(0));
});

test('rain, age, load and a brisk driver cost energy', (t) => {
  t.true(energy({ weather: { rainMmPerHour: 3 } }) > energy());
  t.true(energy({ carriage: { evAgeYears: 8 } }) > energy());
  t.true(energy({ carriage: { loadKg: 300 } }) > energy());
  t.true(energy({ carriage: { briskness: 0.4 } }) > energy());
});

test('faster costs more on an open road; in summer heat crawling costs more a kilometre than flowing', (t) => {
  t.true(energy({ drive: { speedKmPerHour: 75 } }) > energy());
  const hot = { temperatureC: 36 };
  t.true(energy({ weather: hot, drive: { speedKmPerHour: 12 } }) > energy({ weather: hot, drive: { speedKmPerHour: 45 } }));
});

test('air is 1.2 kg/m³ at 20 °C by the sea and thinner when warm or high', (t) => {
  t.true(Math.abs(airDensityKgPerM3({ temperatureC: 20, heightM: 0 }) - 1.204) < 0.001);
  t.true(airDensityKgPerM3({ temperatureC: 35, heightM: 0 }) < airDensityKgPerM3({ temperatureC: 5, heightM: 0 }));
  t.true(airDensityKgPerM3({ temperatureC: 20, heightM: 1000 }) < 1.1);
});

test('a heavier body is rated higher, and an unknown model gets a body from its battery', (t) => {
  const rated = (name: string, batteryWh: number): number => vehicleOf({ name, batteryWh }).ratedWhPerKm;
  t.true(rated('Volkswagen ID.4', 77_000) > rated('Peugeot 208', 46_300));
  t.true(rated('Some Van', 100_000) > rated('Some Car', 40_000));
});
