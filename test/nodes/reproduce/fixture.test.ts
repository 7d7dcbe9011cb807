import { readFileSync } from 'node:fs';
import test from 'ava';
import { calibrate } from '../../../src/core/response-time/calibrate.js';
import { FORECAST_SETTINGS } from '../../../src/core/forecast/experiment.js';
import { PAPERS } from '../../../src/core/papers/registry.js';
import { TABLE_6_2 } from '../../../src/core/papers/v2gftn/table-6-2.js';
import { fixturePath, readFixture } from '../../../src/nodes/reproduce/fixture.js';
import { problemText } from '../../../src/nodes/scenario-file.js';
import { fixtureFor } from '../../core/papers/fixture-values.js';

for (const experiment of PAPERS) {
  test(`${experiment.name}: the fixture is valid, and every parameter that is not published says why and is swept or bounded`, (t) => {
    const fixture = fixtureFor(experiment);
    t.true(fixture.numbers.length > 0);
    for (const [name, { origin, value, sweep }] of Object.entries(fixture.parameters)) {
      t.regex(origin, /^(published|chosen): /, name);
      if (sweep.length > 0) t.true(sweep.some((one) => JSON.stringify(one) === JSON.stringify(value)), `${name}: its sweep lacks its own value`);
    }
    for (const { id, value, band, why } of fixture.numbers) t.true(why.length > 5 && (value !== null || band.least !== null || band.most !== null), id);
  });
}

const v2gnet = PAPERS.find(({ name }) => name === 'v2gnet')!;
const text = readFileSync(fixturePath('v2gnet'), 'utf8');

for (const [what, from, to, expected] of [
  ['a misspelt key', 'neutral: 0\n', 'neutrall: 0\n', /numbers\[0\]\.neutrall: unknown key "neutrall"; did you mean "neutral"\?/],
  ['an origin of no kind', '"published: Table 4.1"', '"from Table 4.1"', /parameters\.requestCounts\.origin: expected "published: where" or "chosen: why"; found/],
  ['a parameter that is not there', '  gamma1:', '  gama1:', /parameters\.gama1: no parameter of this experiment; did you mean "gamma1"\?/],
  ['a value of another kind', 'value: 0.2', 'value: much', /parameters\.gamma1\.value: expected a number from 0 to 1; found "much"/],
  ['a swept value out of range', 'sweep: [0.05, 0.1, 0.2, 0.3, 0.4]', 'sweep: [0.05, 7]', /parameters\.gamma1\.sweep\[1\]: expected a number from 0 to 1; found 7/],
  ['a band the wrong way round', 'band: [28.5, 47.5]', 'band: [47.5, 28.5]', /numbers\[0\]\.band: expected \[least, most\]/],
  ['a band beside its number', 'band: [28.5, 47.5]', 'band: [50, 60]', /numbers\[0\]\.band: expected a band around the published 38/],
  ['an id that nobody measures', 'id: fulfilled-at-50', 'id: fulfilled-at-51', /numbers\[0\]\.id: the experiment measures no "fulfilled-at-51"; did you mean "fulfilled-at-50"\?/],
  ['an id that is there twice', 'id: fulfilled-at-200', 'id: fulfilled-at-50', /"fulfilled-at-50" is there twice/],
] as const) {
  test(`${what} is refused with file, line, column, place and what was expected`, (t) => {
    const wrong = text.replace(from, to);
    t.not(wrong, text);
    const read = readFixture(wrong, 'f.yaml', v2gnet);
    if (read.ok) return t.fail('it was taken');
    const lines = read.problems.map(problemText);
    t.true(lines.every((line) => /^f\.yaml:\d+:\d+: /.test(line)), lines.join('\n'));
    return t.regex(lines.join('\n'), expected);
  });
}

test('what is no YAML is told with its place', (t) => {
  const read = readFixture('paper: [', 'f.yaml', v2gnet);
  t.regex(read.ok ? '' : problemText(read.problems[0]!), /^f\.yaml:\d+:\d+: not YAML/);
});

test('the open parameters of response time are those that the calibration gives', (t) => {
  const { parameters } = fixtureFor(PAPERS.find(({ name }) => name === 'response-time')!);
  const open = calibrate();
  const values = ['consumerExchangeUs', 'boeEndorseUs', 'boeStepUs', 'bocsEndorseUs', 'bocsStepUs'].map((name) => parameters[name]!.value);
  t.deepEqual(values, [open.consumerExchangeUs, open.boe.endorseUs, open.boe.orderUs, open.bocs.endorseUs, open.bocs.orderUs].map(Math.round));
});

test('the settings of the forecast are those that it is tuned and tested with', (t) => {
  const { parameters } = fixtureFor(PAPERS.find(({ name }) => name === 'forecast')!);
  const { training, validationTrips: _, poisoned: __, ...rest } = FORECAST_SETTINGS;
  const { fleetFigures: ___, poisonedEvery: ____, ...own } = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
  t.deepEqual(own, { ...rest, ...training, hidden: [...rest.hidden] });
});

// The thesis's own sums over Table 6.2 check our reading of the garbled table where they can: the least ratios are of legible cells.
test('the legible cells of Table 6.2 give the least ratios that the text tells', (t) => {
  t.is(TABLE_6_2.length, 88);
  const seconds = (strategy: string, requests: number, evs: number): number => TABLE_6_2.find((cell) => cell.strategy === strategy && cell.requests === requests && cell.evs === evs)!.seconds;
  const least = (rival: string): number => Math.min(...TABLE_6_2.filter(({ strategy }) => strategy === 'single').map(({ requests, evs, seconds: own }) => own / seconds(rival, requests, evs) - 1));
  t.deepEqual([least('double'), least('v2gnet'), least('incentive')].map((one) => Math.floor(100 * one) / 100), [0.97, 0.06, 2.61]);
});
