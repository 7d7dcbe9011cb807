import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ATTACKS } from '../../src/core/attacks/catalogue.js';
import { drawWorld } from '../../src/core/fuzz/draw-world.js';
import { summarise } from '../../src/core/metrics/summary.js';
import type { ShardView } from '../../src/core/metrics/view.js';
import { world } from '../../src/core/scenario/world.js';
import { startRun } from '../../src/nodes/coordinator.js';
import { nodeSuite } from '../../src/nodes/crypto/node-suite.js';
import { loadFigures } from '../../src/nodes/figures-files.js';
import { openRunFolder } from '../../src/nodes/run-folder.js';
import type { RunOptions } from '../../src/nodes/run.js';
import { runOptions } from '../../src/nodes/run-scenario.js';
import { loadScenario } from '../../src/nodes/scenario-file.js';
import { verifyFolder } from '../../src/nodes/verify-folder.js';

/** Who found something in a world: a checker by name, `verify` with what it names, or the program's own assertion. */
export interface WorldFinding {
  readonly by: string;
  readonly message: string;
}

/** `fuzz`: the world that `fuzz` draws from the seed. `attacked`: `tiny` under one attack after the other, as the seed says. */
export type Family = 'fuzz' | 'attacked';

/** Runs a world, then audits its ledger. What is found first, or null. */
export async function huntInWorld(family: Family, seed: number): Promise<WorldFinding | null> {
  const folder = mkdtempSync(join(tmpdir(), 'v2g-tui-planted-'));
  try {
    return await huntIn(join(folder, 'run'), family === 'fuzz' ? drawnWorld(seed) : attackedWorld(seed));
  } catch (error) {
    return { by: 'assertion', message: error instanceof Error ? error.message : String(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function huntIn(path: string, options: RunOptions): Promise<WorldFinding | null> {
  const folder = openRunFolder(path, options, false);
  const outcome = await startRun({ ...options, trace: 'commits', onTrace: folder.write }).done;
  const [violation] = outcome.violations;
  const { digest, nowUs, checks, violations, wallSeconds, events } = outcome;
  const views = outcome.views as ShardView[];
  const { parameters } = options.specification as { parameters: Parameters<typeof summarise>[0] };
  await folder.close(outcome, summarise(parameters, { version: options.version, seed: options.seed, digest, nowUs, views, checks, violations, wallSeconds, events, threads: 1, rounds: null }));
  if (violation !== undefined) return { by: violation.checker, message: violation.message };
  const { fault } = await verifyFolder(path, { genesis: null, trail: false });
  return fault === null ? null : { by: `verify: ${fault.what}`, message: `line ${fault.line}: ${fault.why}` };
}

/** Every attack within 9 seeds; then with long epochs, in which a committee cannot wait for its end, then at a higher level. */
function attackedWorld(seed: number): RunOptions {
  const attack = ATTACKS[(seed - 1) % ATTACKS.length]!;
  const turn = Math.floor((seed - 1) / ATTACKS.length);
  const loaded = loadScenario('tiny', turn % 2 === 1 ? ['epoch.length=120s'] : []);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const attacks = [{ name: attack.name, level: 1 + Math.floor(turn / 2), fromUs: 0, toUs: null }];
  return { ...runOptions(loaded, { seed, threads: 1, rounds: null, untilUs: null, attacks }), program: world, host: 'in-process' };
}

function drawnWorld(seed: number): RunOptions {
  const { parameters } = drawWorld(seed, nodeSuite);
  const { figures, problems } = loadFigures(parameters.fleet, '.');
  if (figures === null) throw new Error(problems.map((problem) => problem.message).join('; '));
  return { ...runOptions({ parameters, figures }, { seed, threads: 1, rounds: null, untilUs: null, attacks: [] }), program: world, host: 'in-process' };
}
