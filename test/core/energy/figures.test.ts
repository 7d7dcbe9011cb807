import test from 'ava';
import { type FiguresKind, readFigures } from '../../../src/core/energy/figures.js';
import { figures, parsedFigures } from './fixtures.js';

const FILES: [FiguresKind, string][] = [
  ['fleet', 'fleet-2024.yaml'],
  ['arrivals', 'arrivals-weekday.yaml'],
  ['parking', 'parking-work.yaml'],
  ['initial-soc', 'initial-soc.yaml'],
  ['tariff', 'tariff-sce-tou-ev-8.yaml'],
];

test('every published file of figures passes and reads as it is written', (t) => {
  for (const [kind, file] of FILES) t.deepEqual<unknown, unknown>(readFigures(kind, parsedFigures(file)), { ok: true, value: parsedFigures(file) }, file);
});

test('the figures are those of the sources', (t) => {
  const { models } = figures('fleet', 'fleet-2024.yaml');
  t.is(models.length, 8);
  t.is(models.reduce((sum, model) => sum + model.registrations, 0), 213_340);
  t.is(figures('initial-soc', 'initial-soc.yaml').weights.reduce((sum, weight) => sum + weight, 0), 24_606);
  const { places } = figures('arrivals', 'arrivals-weekday.yaml');
  for (const weights of Object.values(places)) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    t.true(Math.abs(sum - 1_000_000) < 50);
  }
  t.is(places.workplace!.indexOf(Math.max(...places.workplace!)), 35, 'most arrive at work between 8:45 and 9:00');
});

test('what a file has wrong is named with its path', (t) => {
  const fleet = parsedFigures('fleet-2024.yaml') as { kind: string; models: Record<string, unknown>[] };
  const withModel = (change: Record<string, unknown>): unknown => ({ ...fleet, models: [{ ...fleet.models[0], ...change }] });
  const tariff = parsedFigures('tariff-sce-tou-ev-8.yaml') as Record<string, unknown>;
  const days = (...steps: [unknown, unknown][]): unknown => ({
    ...tariff,
    day: 'd',
    days: { d: steps.map(([fromMinute, priceMilliPerKWh]) => ({ fromMinute, priceMilliPerKWh })) },
  });
  const cases: [FiguresKind, unknown, string, string][] = [
    ['fleet', null, 'wrong-type', '$'],
    ['fleet', { kind: 'fleet' }, 'missing-key', '$.models'],
    ['fleet', { ...fleet, extra: 1 }, 'unknown-key', '$.extra'],
    ['fleet', { ...fleet, models: [] }, 'out-of-range', '$.models'],
    ['fleet', { ...fleet, models: {} }, 'wrong-type', '$.models'],
    ['fleet', withModel({ batteryWh: -1 }), 'out-of-range', '$.models[0].batteryWh'],
    ['fleet', withModel({ batteryWh: 57.5 }), 'wrong-type', '$.models[0].batteryWh'],
    ['fleet', withModel({ chargeEfficiencyPermille: 1001 }), 'out-of-range', '$.models[0].chargeEfficiencyPermille'],
    ['fleet', withModel({ registrations: 0 }), 'out-of-range', '$.models'],
    ['fleet', withModel({ name: '' }), 'wrong-type', '$.models[0].name'],
    ['fleet', tariff, 'out-of-range', '$.kind'],
    ['arrivals', { kind: 'arrivals', slotMinutes: 720, places: { work: [1] } }, 'out-of-range', '$.places.work'],
    ['arrivals', { kind: 'arrivals', slotMinutes: 720, places: {} }, 'out-of-range', '$.places'],
    ['arrivals', { kind: 'arrivals', slotMinutes: 720, places: { work: [0, 0] } }, 'out-of-range', '$.places.work'],
    ['parking', { kind: 'parking', place: 'work', slotMinutes: 0, weights: [1] }, 'out-of-range', '$.slotMinutes'],
    ['initial-soc', { kind: 'initial-soc', weights: [1, 2] }, 'out-of-range', '$.weights'],
    ['tariff', { ...tariff, day: 'sunday' }, 'out-of-range', '$.day'],
    ['tariff', days([60, 1]), 'out-of-range', '$.days.d[0].fromMinute'],
    ['tariff', days([0, 1], [0, 2]), 'out-of-range', '$.days.d[1].fromMinute'],
    ['tariff', days([0, 0]), 'out-of-range', '$.days.d'],
  ];
  for (const [kind, data, code, path] of cases) {
    const read = readFigures(kind, data);
    t.false(read.ok, path);
    if (read.ok) continue;
    t.true(read.problems.some((problem) => problem.code === code && problem.path === path && problem.expected !== ''), `${path} not in ${JSON.stringify(read.problems)}`);
  }
});
