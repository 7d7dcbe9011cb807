import test from 'ava';
import { drawWorld } from '../../../src/core/fuzz/draw-world.js';
import { toParameters, toScenario } from '../../../src/core/scenario/convert.js';
import { brokenRules } from '../../../src/core/scenario/rules.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';
import { schemaProblems } from '../../../src/nodes/scenario-validation.js';

const SEEDS = Array.from({ length: 300 }, (_, index) => index + 1);
const worlds = SEEDS.map((seed) => drawWorld(seed, nodeSuite));

test('a world is a function of its seed', (t) => {
  t.deepEqual(drawWorld(17, nodeSuite), drawWorld(17, nodeSuite));
  t.notDeepEqual(drawWorld(17, nodeSuite).parameters, drawWorld(18, nodeSuite).parameters);
});

test('three hundred worlds break no rule and no line of the schema, and say all of themselves in a scenario', (t) => {
  for (const { seed, parameters } of worlds) {
    const scenario = toScenario(parameters);
    t.deepEqual(brokenRules(parameters), [], `seed ${seed}`);
    // Compiling the schema takes longer than all the rest.
    if (seed % 20 === 0) t.deepEqual(schemaProblems(scenario), [], `seed ${seed}`);
    t.deepEqual(toParameters(scenario, () => false), { parameters, problems: [] }, `seed ${seed}`);
  }
});

test('all trouble ends, and then there is time for liveness to be checked', (t) => {
  for (const { seed, parameters } of worlds) {
    const { attacks, faults, changes, untilUs } = parameters;
    const ends = [...attacks.map((one) => one.toUs), ...faults.map((one) => one.toUs), ...changes.map((one) => one.atUs)];
    t.true(ends.every((end) => end !== null && untilUs - end > 30_000_000), `seed ${seed}`);
  }
});

test('the worlds differ: shards, faults of every name, attacks of every name, worlds without trouble', (t) => {
  const all = <Item>(of: (world: (typeof worlds)[number]) => readonly Item[]): Set<Item> => new Set(worlds.flatMap(of));
  t.deepEqual([...all(({ parameters }) => [parameters.shards])].toSorted(), [1, 2, 3, 4]);
  t.is(all(({ parameters }) => parameters.faults.map((fault) => fault.name)).size, 6);
  t.is(all(({ parameters }) => parameters.attacks.map((attack) => attack.name)).size, 10);
  t.true(all(({ parameters }) => parameters.changes.map((change) => change.path)).size >= 6);
  t.true(worlds.some(({ parameters }) => parameters.faults.length + parameters.attacks.length + parameters.changes.length === 0));
});
