import test from 'ava';
import { ATTACKS } from '../../../src/core/attacks/catalogue.js';
import { CHECKERS } from '../../../src/core/checkers/registry.js';
import { toParameters, toScenario } from '../../../src/core/scenario/convert.js';
import { DEFAULTS } from '../../../src/core/scenario/defaults.js';
import { FIELDS, LIST_FIELDS, OFFER_RANGE } from '../../../src/core/scenario/fields.js';
import { brokenRules } from '../../../src/core/scenario/rules.js';
import { scenarioSchema, type Schema } from '../../../src/core/scenario/schema.js';

const nothingWrong = (): boolean => false;

function leaves(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, child]) => leaves(child, path === '' ? name : `${path}.${name}`));
}

test('every parameter has one field and every field one parameter', (t) => {
  const fields = [...FIELDS.map((field) => field.parameter), ...LIST_FIELDS.map((list) => list.parameter), OFFER_RANGE.parameter];
  t.deepEqual(fields.toSorted(), leaves(DEFAULTS).toSorted());
});

test('an empty scenario is the defaults, and the defaults break no rule', (t) => {
  t.deepEqual(toParameters({}, nothingWrong), { parameters: DEFAULTS, problems: [] });
  t.deepEqual(brokenRules(DEFAULTS), []);
});

test('parameters go to people’s units and back unchanged', (t) => {
  const parameters = {
    ...DEFAULTS,
    fleet: { ...DEFAULTS.fleet, offerWh: { min: 1, max: 20_001 }, connections: [{ ev: 3, arriveUs: 1_500, departUs: 7_200_000_000 }] },
    attacks: [{ name: 'cut', level: 2, fromUs: 0, toUs: null }, { name: 'fork', level: 1, fromUs: 5_000_000, toUs: 6_000_000 }],
  };
  t.deepEqual(toParameters(toScenario(parameters), nothingWrong), { parameters, problems: [] });
});

test('the schema refuses unknown keys everywhere and describes every field', (t) => {
  const visit = (schema: Schema, path: string): void => {
    t.is(typeof schema['description'], 'string', path);
    if (schema.properties !== undefined) t.is(schema['additionalProperties'], false, path);
    for (const [name, child] of Object.entries(schema.properties ?? {})) visit(child, `${path}.${name}`);
    if (schema.items !== undefined) visit(schema.items, `${path}[]`);
  };
  visit(scenarioSchema(), '$');
});

test('the schema marks what may change live', (t) => {
  const live = FIELDS.filter((field) => field.live).map((field) => field.path);
  for (const path of ['market.defence', 'market.gamma1', 'defences.rescue', 'network.wideArea.lossPerMillion', 'market.bidPerKWh.max']) t.true(live.includes(path), path);
  t.false(live.includes('shards'));
});

test('every attack names a defence that is a live field, and checkers that exist', (t) => {
  for (const attack of ATTACKS) {
    t.true(FIELDS.some((field) => field.path === attack.defence && field.live === true), attack.defence);
    for (const checker of attack.mayBreak) t.true(CHECKERS.some((entry) => entry.name === checker), checker);
  }
});

test('θ may equal R and not exceed it', (t) => {
  t.deepEqual(codesWithTheta(500), []);
  t.deepEqual(codesWithTheta(501), ['theta-above-credit']);
});

test('an EV cannot be plugged in twice at once', (t) => {
  t.deepEqual(codesWithSpans([5, 9], [1, 5]), []);
  t.deepEqual(codesWithSpans([5, 9], [1, 6]), ['overlapping-connections']);
});

function codesWithTheta(thetaP: number): string[] {
  return brokenRules({ ...DEFAULTS, committee: { ...DEFAULTS.committee, thetaP } }).map((problem) => problem.code);
}

function codesWithSpans(...spans: readonly [number, number][]): string[] {
  const connections = spans.map(([arriveUs, departUs]) => ({ ev: 0, arriveUs, departUs }));
  return brokenRules({ ...DEFAULTS, fleet: { ...DEFAULTS.fleet, connections } }).map((problem) => problem.code);
}
