import type { ArrivalFigures, FiguresProblem, FleetFigures, FleetModel, InitialSocFigures, ParkingFigures, TariffFigures, TariffStep } from './figures.js';

// One reader a kind. A reader goes on after a problem with a stand-in value, so that a file's problems show all at once;
// `readFigures` gives nothing back when there was any.

const MINUTES_OF_DAY = 1440;
/** A weight's bound keeps a list's sum within what every random source draws below. */
const LARGEST_WEIGHT = 1_000_000;

export function readFleet(data: unknown, problems: FiguresProblem[]): FleetFigures {
  const fields = readKeys(data, '$', ['kind', 'models'], problems);
  readKind(fields.kind, 'fleet', problems);
  const models = readList(fields.models, '$.models', problems).map((model, index) => readModel(model, `$.models[${index}]`, problems));
  requireSome(models.map((model) => model.registrations), '$.models', 'a model with registrations', problems);
  return { kind: 'fleet', models };
}

function readModel(data: unknown, path: string, problems: FiguresProblem[]): FleetModel {
  const keys = ['name', 'registrations', 'batteryWh', 'chargeW', 'dischargeW', 'chargeEfficiencyPermille', 'dischargeEfficiencyPermille'];
  const fields = readKeys(data, path, keys, problems);
  const whole = (key: string, least: number, greatest: number): number => readWhole(fields[key], `${path}.${key}`, least, greatest, problems);
  return {
    name: readText(fields.name, `${path}.name`, problems),
    registrations: whole('registrations', 0, 1_000_000_000),
    batteryWh: whole('batteryWh', 1, 10_000_000),
    chargeW: whole('chargeW', 0, 1_000_000),
    dischargeW: whole('dischargeW', 0, 1_000_000),
    chargeEfficiencyPermille: whole('chargeEfficiencyPermille', 1, 1000),
    dischargeEfficiencyPermille: whole('dischargeEfficiencyPermille', 1, 1000),
  };
}

export function readArrivals(data: unknown, problems: FiguresProblem[]): ArrivalFigures {
  const fields = readKeys(data, '$', ['kind', 'slotMinutes', 'places'], problems);
  readKind(fields.kind, 'arrivals', problems);
  const slotMinutes = readWhole(fields.slotMinutes, '$.slotMinutes', 1, MINUTES_OF_DAY, problems);
  const places = Object.entries(readObject(fields.places, '$.places', problems)).map(([place, list]) => {
    const path = `$.places.${place}`;
    const weights = readWeights(list, path, problems);
    if (weights.length * slotMinutes !== MINUTES_OF_DAY) {
      report(problems, 'out-of-range', path, `weights that cover the day's ${MINUTES_OF_DAY} minutes in slots of ${slotMinutes}, found ${weights.length}`);
    }
    return [place, weights] as const;
  });
  if (places.length === 0) report(problems, 'out-of-range', '$.places', 'at least one place');
  return { kind: 'arrivals', slotMinutes, places: Object.fromEntries(places) };
}

export function readParking(data: unknown, problems: FiguresProblem[]): ParkingFigures {
  const fields = readKeys(data, '$', ['kind', 'place', 'slotMinutes', 'weights'], problems);
  readKind(fields.kind, 'parking', problems);
  return {
    kind: 'parking',
    place: readText(fields.place, '$.place', problems),
    slotMinutes: readWhole(fields.slotMinutes, '$.slotMinutes', 1, MINUTES_OF_DAY, problems),
    weights: readWeights(fields.weights, '$.weights', problems),
  };
}

export function readInitialSoc(data: unknown, problems: FiguresProblem[]): InitialSocFigures {
  const fields = readKeys(data, '$', ['kind', 'weights'], problems);
  readKind(fields.kind, 'initial-soc', problems);
  const weights = readWeights(fields.weights, '$.weights', problems);
  if (weights.length !== 100) report(problems, 'out-of-range', '$.weights', `100 weights, one a per cent, found ${weights.length}`);
  return { kind: 'initial-soc', weights };
}

export function readTariff(data: unknown, problems: FiguresProblem[]): TariffFigures {
  const fields = readKeys(data, '$', ['kind', 'name', 'currency', 'day', 'days'], problems);
  readKind(fields.kind, 'tariff', problems);
  const days = Object.entries(readObject(fields.days, '$.days', problems)).map(([day, steps]) => [day, readSteps(steps, `$.days.${day}`, problems)] as const);
  const day = readText(fields.day, '$.day', problems);
  if (!days.some(([name]) => name === day)) report(problems, 'out-of-range', '$.day', `one of ${days.map(([name]) => name).join(', ') || 'the days'}`);
  return {
    kind: 'tariff',
    name: readText(fields.name, '$.name', problems),
    currency: readText(fields.currency, '$.currency', problems),
    day,
    days: Object.fromEntries(days),
  };
}

function readSteps(data: unknown, path: string, problems: FiguresProblem[]): TariffStep[] {
  let least = 0;
  const steps = readList(data, path, problems).map((step, index) => {
    const at = `${path}[${index}]`;
    const fields = readKeys(step, at, ['fromMinute', 'priceMilliPerKWh'], problems);
    // The first step begins at midnight, each later one after the one before.
    const fromMinute = readWhole(fields.fromMinute, `${at}.fromMinute`, least, index === 0 ? 0 : MINUTES_OF_DAY - 1, problems);
    least = fromMinute + 1;
    return { fromMinute, priceMilliPerKWh: readWhole(fields.priceMilliPerKWh, `${at}.priceMilliPerKWh`, 0, 1_000_000, problems) };
  });
  requireSome(steps.map((step) => step.priceMilliPerKWh), path, 'a step with a price above 0', problems);
  return steps;
}

function readWeights(data: unknown, path: string, problems: FiguresProblem[]): number[] {
  const weights = readList(data, path, problems).map((weight, index) => readWhole(weight, `${path}[${index}]`, 0, LARGEST_WEIGHT, problems));
  if (weights.length > MINUTES_OF_DAY) report(problems, 'out-of-range', path, `at most ${MINUTES_OF_DAY} weights`);
  requireSome(weights, path, 'a weight above 0', problems);
  return weights;
}

function requireSome(amounts: readonly number[], path: string, expected: string, problems: FiguresProblem[]): void {
  if (!amounts.some((amount) => amount > 0)) report(problems, 'out-of-range', path, `at least ${expected}`);
}

function readKind(value: unknown, kind: string, problems: FiguresProblem[]): void {
  if (value !== undefined && value !== kind) report(problems, 'out-of-range', '$.kind', kind);
}

/** An object with exactly these keys. A missing key is named once, here; its reader passes over `undefined`. */
function readKeys(data: unknown, path: string, keys: readonly string[], problems: FiguresProblem[]): Record<string, unknown> {
  const fields = readObject(data, path, problems);
  if (data !== fields) return fields;
  for (const key of Object.keys(fields)) if (!keys.includes(key)) report(problems, 'unknown-key', `${path}.${key}`, `one of ${keys.join(', ')}`);
  for (const key of keys) if (fields[key] === undefined) report(problems, 'missing-key', `${path}.${key}`, 'a value');
  return fields;
}

function readObject(data: unknown, path: string, problems: FiguresProblem[]): Record<string, unknown> {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Record<string, unknown>;
  if (data !== undefined || path === '$') report(problems, 'wrong-type', path, 'keys with values');
  return {};
}

function readList(data: unknown, path: string, problems: FiguresProblem[]): unknown[] {
  if (Array.isArray(data)) return data;
  if (data !== undefined) report(problems, 'wrong-type', path, 'a list');
  return [];
}

function readText(data: unknown, path: string, problems: FiguresProblem[]): string {
  if (typeof data === 'string' && data !== '') return data;
  if (data !== undefined) report(problems, 'wrong-type', path, 'text');
  return '';
}

function readWhole(data: unknown, path: string, least: number, greatest: number, problems: FiguresProblem[]): number {
  if (Number.isSafeInteger(data)) {
    const value = data as number;
    if (value < least || value > greatest) report(problems, 'out-of-range', path, `a whole number from ${least} to ${greatest}`);
    return value;
  }
  if (data !== undefined) report(problems, 'wrong-type', path, `a whole number from ${least} to ${greatest}`);
  return least;
}

function report(problems: FiguresProblem[], code: FiguresProblem['code'], path: string, expected: string): void {
  problems.push({ code, path, expected });
}
