import test from 'ava';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { forecastArrival, forecastSegmentsWh } from '../../../src/core/forecast/arrival.js';
import { openStream } from '../../../src/core/forecast/draws.js';
import { firstModel } from '../../../src/core/forecast/federated/model.js';
import { INPUTS, type SegmentInputs } from '../../../src/core/forecast/inputs.js';
import { layersOf } from '../../../src/core/forecast/network/network.js';
import { parseHidden } from '../../../src/core/forecast/network/hidden.js';

const SEGMENT: SegmentInputs = {
  startHours: 8, weekday: 1, temperatureC: 5, rainMmPerHour: 0, humidityPercent: 60, windMPerS: 2, latitudeDeg: 35.7, longitudeDeg: 139.5,
  gender: 0, ageYears: 40, durationMinutes: 20.5, modelWhPerKm: 120, evAgeYears: 3,
};
const MODEL = { hidden: [6], model: firstModel(layersOf(INPUTS, [6]), openStream(nobleSuite, 1, 'arrival')) };

test('an EV connects after the driving times of its segments, with what it has less the sum of the forecasts', (t) => {
  const segments = [SEGMENT, { ...SEGMENT, durationMinutes: 10 }];
  const [first, second] = forecastSegmentsWh(MODEL, segments);
  t.true(Number.isSafeInteger(first) && first !== second);
  t.deepEqual(forecastArrival(MODEL, { nowUs: 7, energyWh: 20_000, segments }), { connectUs: 7 + 30.5 * 60_000_000, energyWhAtConnect: 20_000 - first! - second! });
});

test('an EV that is there already keeps what it has', (t) => {
  t.deepEqual(forecastArrival(MODEL, { nowUs: 7, energyWh: 500, segments: [] }), { connectUs: 7, energyWhAtConnect: 500 });
});

test('hidden layers are read from text, and nothing else is', (t) => {
  t.deepEqual(['16,8', ' 4 ', '', '256, 1'].map(parseHidden), [[16, 8], [4], [], [256, 1]]);
  t.deepEqual(['0', '8,', '-1', '1.5', 'many', '257', '1,1,1,1,1,1,1'].map(parseHidden), [null, null, null, null, null, null, null]);
});
