import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { Parameters } from '../../src/core/actors/parameters.js';
import { DEFAULTS } from '../../src/core/scenario/defaults.js';
import { runOptions } from '../../src/nodes/run-scenario.js';
import { loadScenario, problemText } from '../../src/nodes/scenario-file.js';
import { scenarioNames } from '../../src/nodes/scenario-names.js';
import { scenarioTemplate } from '../../src/nodes/scenario-template.js';
import { TABLE_5_1 } from '../../src/core/response-time/table-5-1.js';

function loaded(name: string, ...sets: string[]): Parameters {
  const scenario = loadScenario(name, sets);
  if (!scenario.ok) throw new Error(scenario.problems.map(problemText).join('\n'));
  return scenario.parameters;
}

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'v2g-tui-test-')), 'scenario.yaml');
  writeFileSync(path, text);
  return path;
}

for (const name of scenarioNames()) {
  test(`${name} is valid, carries its name, and names the sources of its figures`, (t) => {
    const scenario = loadScenario(name, []);
    t.true(scenario.ok);
    if (!scenario.ok) return;
    t.is(scenario.parameters.name, name);
    t.regex(scenario.text, /^#[^]*\n# Sources[.:]/);
    t.true(scenario.figures.fleet.models.length > 0);
  });
}

test('the scenarios have the sizes that the issue names', (t) => {
  const sizes = (name: string): number[] => {
    const { shards, population } = loaded(name);
    return [shards, population.evs, population.consumers, population.exchanges];
  };
  t.deepEqual(sizes('campus-4'), [4, 200, 240, 12]);
  t.deepEqual(sizes('v2gnet'), [1, 50, 100, 3]);
  t.deepEqual(sizes('metro-2000'), [16, 2000, 2400, 48]);
  t.is(loaded('campus-4').market.roundEveryUs, 300_000_000);
});

test('v2gnet is Table 4.1 as SEED B9 reads it', (t) => {
  const { market, fleet } = loaded('v2gnet');
  t.deepEqual(market.demandWh, { min: 0, max: 10_000 });
  t.deepEqual(fleet.offerWh, { min: 1_000, max: 20_000 });
  t.deepEqual(market.bidMilliPerKWh, { min: 22_390, max: 42_840 });
  t.is(market.awayWalletPermille, 0);
  t.is(market.roundEveryUs, 3_600_000_000);
});

test('table-5-1 lies within Table 5.1 (SEED B8)', (t) => {
  const { shards, population, fleet, market } = loaded('table-5-1');
  const within = (symbol: string, value: number): void => {
    const { low, high } = TABLE_5_1.find((row) => row.symbol === symbol)!;
    t.true(value >= low && value <= high, `${symbol}: ${value}`);
  };
  within('N_cs', shards);
  within('N_ex', population.exchanges / shards);
  within('N_req^i', population.consumers / population.exchanges);
  // The others of the first campus are on the road while the market is open.
  const away = fleet.connections.filter(({ arriveUs }) => arriveUs > market.roundEveryUs * 10).length;
  within('N_ev', population.evs / shards);
  within('N_ev', population.evs / shards - away);
  t.true(market.bocs);
});

test('the template says every field with its default', (t) => {
  t.deepEqual(loaded(file(scenarioTemplate(DEFAULTS))), DEFAULTS);
});

test('--set reaches every kind of field, the last one wins, and leaves the rest alone', (t) => {
  const parameters = loaded('tiny', 'market.defence=false', 'market.roundEvery=50s', 'market.demandKWh.max=0.2', 'fleet.offerKWh={min: 1, max: 2}',
    'fleet.dayStart=07:30', 'attacks=[{name: cut}, {name: fork, level: 2, to: 1m}]', 'attacks[1].level=3', 'rounds=4', 'rounds=5');
  t.false(parameters.market.defence);
  t.is(parameters.market.roundEveryUs, 50_000_000);
  t.deepEqual(parameters.market.demandWh, { min: 10, max: 200 });
  t.deepEqual(parameters.fleet.offerWh, { min: 1_000, max: 2_000 });
  t.is(parameters.fleet.dayStartUs, 27_000_000_000);
  t.deepEqual(parameters.attacks, [
    { name: 'cut', level: 1, fromUs: 0, toUs: null },
    { name: 'fork', level: 3, fromUs: 0, toUs: 60_000_000 },
  ]);
  t.is(parameters.rounds, 5);
  t.deepEqual(parameters.population, loaded('tiny').population);
});

test('a rule is silent about values that are wrong already', (t) => {
  const scenario = loadScenario(file('shards: 0\ncommittee: { thetaP: 400 }\n'), []);
  t.false(scenario.ok);
  if (!scenario.ok) t.deepEqual(scenario.problems.map((problem) => problem.path), ['shards']);
});

test('figures may be a file beside the scenario, and its faults are told', (t) => {
  const scenario = loadScenario(file('name: x\nfleet: { tariff: ./tariff.yaml }\n'), []);
  t.false(scenario.ok);
  if (!scenario.ok) t.regex(problemText(scenario.problems[0]!), /scenario\.yaml:2:18: fleet\.tariff: /);
});

test('a run of N rounds ends at a stated bound after the last one’s execution began', (t) => {
  const scenario = loadScenario('tiny', []);
  if (!scenario.ok) return t.fail();
  const flags = { seed: 7, threads: 2, rounds: 3, untilUs: null, attacks: [{ name: 'cut', level: 1, fromUs: 0, toUs: null }] };
  const options = runOptions(scenario, flags);
  t.deepEqual(options.end, { rounds: 3, boundUs: (2 * 45 + 12 + 32) * 1_000_000 });
  t.deepEqual(runOptions(scenario, { ...flags, untilUs: 5 }).end, { untilUs: 5 });
  t.deepEqual((options.specification as { parameters: Parameters }).parameters.attacks, flags.attacks);
});
