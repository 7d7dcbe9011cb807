import test from 'ava';
import type { Parameters } from '../../../src/core/actors/parameters.js';
import { drawWorld } from '../../../src/core/fuzz/draw-world.js';
import { shrinkWorld } from '../../../src/core/fuzz/shrink.js';
import { DEFAULTS } from '../../../src/core/scenario/defaults.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';

// A checker that is nobody's promise: it "fails" for reasons that the test knows, so that what is left can be told.

const find = (wanted: (parameters: Parameters) => boolean): Parameters => {
  for (let seed = 1; seed < 2_000; seed++) {
    const { parameters } = drawWorld(seed, nodeSuite);
    if (wanted(parameters)) return parameters;
  }
  throw new Error('no such world');
};
const rich = find(({ shards, faults, attacks, changes }) => shards >= 2 && faults.length >= 5 && faults.some((one) => one.name === 'crash') && faults.some((one) => one.name === 'jam') && attacks.length > 0 && changes.length > 0);

test('of many faults the two are left that it takes, and nothing else', async (t) => {
  const crash = rich.faults.find((one) => one.name === 'crash')!;
  const jam = rich.faults.find((one) => one.name === 'jam')!;
  const { parameters, tries } = await shrinkWorld(rich, async ({ faults }) => faults.includes(crash) && faults.includes(jam), 250);
  t.deepEqual(parameters.faults.toSorted((a, b) => (a.name < b.name ? -1 : 1)), [crash, jam]);
  t.deepEqual([parameters.attacks, parameters.changes], [[], []]);
  t.deepEqual([parameters.network, parameters.processors, parameters.credit], [DEFAULTS.network, DEFAULTS.processors, DEFAULTS.credit]);
  t.true(tries <= 250);
});

test('sizes shrink as far as it still fails and rules hold; the name stays', async (t) => {
  const { parameters } = await shrinkWorld(rich, async ({ population, shards }) => population.evs / shards >= 4, 250);
  t.is(parameters.population.evs / parameters.shards, 4);
  t.is(parameters.population.consumers, parameters.shards);
  t.is(parameters.shards, 1);
  t.is(parameters.name, rich.name);
});

test('what fails for no part of it becomes the smallest world; what needs all of it stays as it is', async (t) => {
  const nothing = await shrinkWorld(rich, async () => true, 250);
  t.deepEqual([nothing.parameters.faults, nothing.parameters.attacks, nothing.parameters.changes], [[], [], []]);
  const everything = await shrinkWorld(rich, async (candidate) => candidate === rich, 250);
  t.is(everything.parameters, rich);
});

test('no more worlds are tried than allowed', async (t) => {
  let tried = 0;
  await shrinkWorld(rich, async () => {
    tried += 1;
    return tried % 2 === 0;
  }, 7);
  t.is(tried, 7);
});
