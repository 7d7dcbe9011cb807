import type { Parameters } from '../../src/core/actors/parameters.js';
import { ATTACKS } from '../../src/core/attacks/catalogue.js';
import { runWorld } from '../../src/nodes/fuzz/run-world.js';
import { loadScenario } from '../../src/nodes/scenario-file.js';

/** Who found something in a world: a checker by name, the auditor as `audit`, or the program's own assertion. */
export interface WorldFinding {
  readonly by: string;
  readonly message: string;
}

/** `fuzz`: the world that `fuzz` draws from the seed. `attacked`: `tiny` under one attack after the other, as the seed says. */
export type Family = 'fuzz' | 'attacked';

/** Runs a world and audits its ledger. What is found first, or null. */
export async function huntInWorld(family: Family, seed: number): Promise<WorldFinding | null> {
  const { violations, error } = await runWorld(seed, family === 'fuzz' ? {} : { parameters: attackedTiny(seed) });
  const [violation] = violations;
  if (violation !== undefined) return { by: violation.checker, message: violation.message };
  return error === null ? null : { by: 'assertion', message: error };
}

/** Attacks that `tiny` can suffer: it has no BoCS to lie to, and its EVs learn nothing. */
const HERE = ATTACKS.filter(({ name }) => name !== 'leftovers' && name !== 'poisoning');

/** Every attack within 9 seeds; then with long epochs, in which a committee cannot wait for its end, then at a higher level. */
function attackedTiny(seed: number): Parameters {
  const attack = HERE[(seed - 1) % HERE.length]!;
  const turn = Math.floor((seed - 1) / HERE.length);
  const loaded = loadScenario('tiny', turn % 2 === 1 ? ['epoch.length=240s', 'rounds=3'] : []);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return { ...loaded.parameters, attacks: [{ name: attack.name, level: 1 + Math.floor(turn / 2), fromUs: 0, toUs: null }] };
}
