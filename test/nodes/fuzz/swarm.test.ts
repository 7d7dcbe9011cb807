import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { RARE_STATES } from '../../../src/core/fuzz/coverage.js';
import { drawWorld } from '../../../src/core/fuzz/draw-world.js';
import type { Program, Violation } from '../../../src/core/kernel/program.js';
import { world } from '../../../src/core/scenario/world.js';
import type { World } from '../../../src/core/scenario/world-state.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';
import { runWorld } from '../../../src/nodes/fuzz/run-world.js';
import { scenarioText } from '../../../src/nodes/fuzz/scenario-text.js';
import { shrinkSeed } from '../../../src/nodes/fuzz/shrink-world.js';
import { startSwarm, type SeedOutcome } from '../../../src/nodes/fuzz/swarm.js';
import { loadScenario } from '../../../src/nodes/scenario-file.js';

/** The first seed differs from day to day of nobody: a swarm that fails prints the line that runs its world again. */
const FIRST_SEED = 1;
const LAST_SEED = 6;

test('a small swarm keeps every promise', async (t) => {
  const heard: SeedOutcome[] = [];
  const outcomes = await startSwarm({ firstSeed: FIRST_SEED, lastSeed: LAST_SEED, threads: 2, crossCheckEvery: 5, onOutcome: (outcome) => heard.push(outcome) }).done;
  for (const { seed, violations, error } of outcomes) {
    t.deepEqual(violations, [], `v2g-tui fuzz --seeds ${seed}-${seed}`);
    t.is(error, null, `v2g-tui fuzz --seeds ${seed}-${seed}`);
  }
  t.deepEqual(outcomes.map(({ seed }) => seed), [1, 2, 3, 4, 5, 6]);
  t.is(heard.length, outcomes.length);
  // One of them ran again on threads that died.
  t.true(outcomes.some(({ coverage }) => coverage['worker-restored']! > 0));
  t.log(`seeds ${FIRST_SEED}-${LAST_SEED}`);
});

test('a swarm that is stopped gives what is done so far', async (t) => {
  const swarm = startSwarm({ firstSeed: 1, lastSeed: null, threads: 1, crossCheckEvery: 0, onOutcome: () => swarm.stop() });
  const outcomes = await swarm.done;
  t.is(outcomes.length, 1);
});

test('the scenario file of a world is the same world', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'v2g-fuzz-'));
  for (const seed of [2, 11, 23, 42]) {
    const { parameters } = drawWorld(seed, nodeSuite);
    const path = join(folder, `${seed}.yaml`);
    writeFileSync(path, scenarioText(parameters, ['a world']));
    const loaded = loadScenario(path, []);
    t.deepEqual(loaded.ok ? loaded.parameters : loaded.problems, parameters);
  }
});

/** The laboratory with a checker that is broken whenever a node named so has restarted. */
function forbidsRestart(suffix: string): Program {
  return {
    ...world,
    shard: {
      ...world.shard,
      check(state: World, nowUs, whole) {
        const report = world.shard.check(state, nowUs, whole);
        const isBroken = state.metrics.view.log.some(({ text }) => text.endsWith('has restarted') && text.includes(suffix));
        const violation: Violation = { checker: 'artificial', message: 'somebody restarted', shard: state.shard, timeUs: nowUs };
        return isBroken ? { ...report, violations: [violation] } : report;
      },
    },
  };
}

test('a world that fails shrinks to the fault that it takes', async (t) => {
  const program = forbidsRestart('c1/');
  const seed = Array.from({ length: 200 }, (_, at) => at + 1).find((one) => {
    const { faults } = drawWorld(one, nodeSuite).parameters;
    const crashes = faults.filter(({ name }) => name === 'crash');
    return faults.length >= 3 && crashes.length === 1 && /^c1\/member-\d$/.test(crashes[0]!.nodes) && crashes[0]!.toUs! < 15_000_000;
  })!;
  const shrunk = (await shrinkSeed(seed, program, () => undefined))!;
  t.is(shrunk.outcome.violations[0]?.checker, 'artificial');
  t.deepEqual(shrunk.parameters.faults.map(({ name }) => name), ['crash']);
  t.deepEqual([shrunk.parameters.attacks, shrunk.parameters.changes], [[], []]);
  t.true(shrunk.parameters.untilUs < drawWorld(seed, nodeSuite).parameters.untilUs);
  t.log(`seed ${seed}, ${shrunk.tries} worlds tried`);
});

test('an error that is thrown within a world is its failure, with its stack', async (t) => {
  const broken: Program = {
    ...world,
    shard: {
      ...world.shard,
      step() {
        throw new TypeError('planted');
      },
    },
  };
  const { error, violations } = await runWorld(1, { program: broken });
  t.true(error!.startsWith('TypeError: planted\n    at '));
  t.deepEqual(violations, []);
});

test('a ledger that says otherwise than its run is found by its audit', async (t) => {
  const lying: Program = {
    ...world,
    shard: {
      ...world.shard,
      step(state: World, node, event, context) {
        const effects = world.shard.step(state, node, event, context);
        return effects.map((effect) => {
          if (effect.type !== 'commit' || effect.record.kind !== 'ledger/block') return effect;
          const { entries } = effect.record as unknown as { entries: readonly { code: string }[] };
          const refused = entries.map((entry) => ({ ...entry, code: 'double-spent' }));
          return { ...effect, record: { ...effect.record, entries: refused } };
        });
      },
    },
  };
  const { violations } = await runWorld(1, { program: lying });
  t.is(violations[0]?.checker, 'audit');
  t.regex(violations[0]!.message, /merkle-root/);
});

test('the table of rare states has names of its own and more than twenty of them', (t) => {
  t.is(new Set(RARE_STATES.map(({ name }) => name)).size, RARE_STATES.length);
  t.true(RARE_STATES.length >= 20);
});
