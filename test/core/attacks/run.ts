import type { AttackSetting } from '../../../src/core/actors/parameters.js';
import type { ShardView } from '../../../src/core/metrics/view.js';
import { startRun } from '../../../src/nodes/coordinator.js';
import type { RunOutcome } from '../../../src/nodes/run.js';
import { runOptions } from '../../../src/nodes/run-scenario.js';
import { loadScenario } from '../../../src/nodes/scenario-file.js';

export interface AttackedRun {
  readonly outcome: RunOutcome;
  readonly views: readonly ShardView[];
  readonly totals: { attempts: number; blocked: number; succeeded: number; costMilli: number; lostWh: number };
}

/** One run of `tiny` under an attack, in process, with fields of the scenario set as `--set` sets them. */
export async function runAttacked(attack: Partial<AttackSetting> & { name: string; level: number }, sets: readonly string[], rounds: number, seed = 7): Promise<AttackedRun> {
  const loaded = await loadScenario('tiny', [...sets]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const setting: AttackSetting = { fromUs: 0, toUs: null, ...attack };
  const options = runOptions(loaded, { seed, threads: 1, rounds, untilUs: null, attacks: setting.level > 0 ? [setting] : [] });
  const outcome = await startRun({ ...options, host: 'in-process' }).done;
  const views = outcome.views as ShardView[];
  const totals = { attempts: 0, blocked: 0, succeeded: 0, costMilli: 0, lostWh: 0 };
  for (const view of views) {
    const one = view.attacks[attack.name];
    if (!one) continue;
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += one[key];
  }
  return { outcome, views, totals };
}

export function fillRateOf(views: readonly ShardView[]): number {
  const rounds = views.flatMap((view) => view.rounds);
  const sum = (key: 'deliveredWh' | 'demandWh'): number => rounds.reduce((total, round) => total + round[key], 0);
  return sum('deliveredWh') / sum('demandWh');
}

