import type { AttackSetting, Parameters } from '../core/actors/parameters.js';
import type { RunFigures, Specification } from '../core/actors/parameters.js';
import type { OperatorCommand } from '../core/kernel/contract.js';
import { readChange } from '../core/scenario/changes.js';
import type { JournalEntry } from '../core/kernel/program.js';
import { packageVersion } from './package-root.js';
import { worldProgram } from './program-loader.js';
import type { RunEnd, RunOptions } from './run.js';

/** What a person says about a run besides the scenario. */
export interface RunFlags {
  readonly seed: number;
  readonly threads: number;
  /** Null: the scenario's. Without meaning beside `untilUs`. */
  readonly rounds: number | null;
  readonly untilUs: number | null;
  /** Added to the scenario's own. */
  readonly attacks: readonly AttackSetting[];
}

/** The options of `startRun` for a scenario that was loaded and checked. */
export function runOptions(scenario: { readonly parameters: Parameters; readonly figures: RunFigures }, flags: RunFlags): RunOptions {
  const parameters = { ...scenario.parameters, attacks: [...scenario.parameters.attacks, ...flags.attacks] };
  const specification: Specification = { parameters, figures: scenario.figures };
  return {
    program: worldProgram,
    specification,
    seed: flags.seed,
    version: packageVersion(),
    threads: flags.threads,
    journal: scenarioJournal(parameters),
    end: endOf(parameters, flags),
  };
}

/** Attacks, faults and changes of the scenario and of flags are journal entries at their virtual times (DESIGN 4). */
function scenarioJournal({ attacks, faults, changes }: Parameters): JournalEntry[] {
  const attackEntries = attacks.flatMap(({ name, level, fromUs, toUs }) => {
    const on = { atUs: fromUs, command: { kind: 'attack', name, level, on: true } };
    return toUs === null ? [on] : [on, { atUs: toUs, command: { kind: 'attack', name, level, on: false } }];
  });
  const faultEntries = faults.flatMap((setting, index) => {
    const id = `${setting.name}-${index + 1}`;
    const on = { atUs: setting.fromUs, command: { kind: 'fault', id, setting } };
    return setting.toUs === null ? [on] : [on, { atUs: setting.toUs, command: { kind: 'heal', id } }];
  });
  const changeEntries = changes.flatMap((change) => {
    const read = readChange(change);
    return read.ok ? [{ atUs: change.atUs, command: read.command }] : [];
  });
  const entries: { readonly atUs: number; readonly command: OperatorCommand }[] = [...attackEntries, ...faultEntries, ...changeEntries];
  entries.sort((a, b) => a.atUs - b.atUs);
  return entries.map((entry, sequence) => ({ ...entry, sequence, shards: null }));
}

/**
 * Where a run ends: at a time, or when the settlements of its last round are final or that round's stated bound has
 * passed.
 */
export function endOf({ market, rounds, untilUs }: Parameters, flags: Pick<RunFlags, 'rounds' | 'untilUs'>): RunEnd {
  if (flags.untilUs !== null) return { untilUs: flags.untilUs };
  if (flags.rounds === null && untilUs > 0) return { untilUs };
  const count = flags.rounds ?? rounds;
  const lastBeginsUs = market.firstRoundUs + (count - 1) * market.roundEveryUs;
  return { rounds: count, boundUs: lastBeginsUs + market.executionStartUs + market.settleBoundUs };
}
