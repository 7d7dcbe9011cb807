import { ATTACKS } from '../core/attacks/catalogue.js';
import type { RunFlags } from '../nodes/run-scenario.js';
import { defaultThreads, type FlagValue, readAttack, readCount, readDurationUs, readOnce } from './flags.js';
import { DEFAULT_SCENARIO } from '../nodes/scenario-names.js';
import { type SoundScenario, scenarioOrRefuse } from './scenario-command.js';
import { UserError } from './user-error.js';

/** The shared flags of a run as yargs gives them (DESIGN 6). */
export interface RawRunFlags {
  readonly seed?: FlagValue;
  readonly rounds?: FlagValue;
  readonly until?: FlagValue;
  readonly threads?: FlagValue;
  readonly set?: readonly string[];
  readonly attack?: readonly string[];
  readonly out?: FlagValue;
  readonly trace?: boolean;
  readonly resume?: FlagValue;
  readonly from?: FlagValue;
  readonly check?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A run as a person asked for it, everything checked. */
export interface RunRequest {
  /** As given on the command line, for the line that replays the run. */
  readonly scenarioName: string;
  readonly scenario: SoundScenario;
  readonly flags: RunFlags;
  readonly sets: readonly string[];
  readonly attacks: readonly string[];
  readonly out: string | null;
  readonly trace: boolean;
}

/** Reads and checks everything; throws `UserError`. Nothing has been written by then. */
export function readRunRequest(named: string | undefined, raw: RawRunFlags): RunRequest {
  const scenarioName = named ?? DEFAULT_SCENARIO;
  const attacks = raw.attack ?? [];
  const sets = withNeeds(raw.set ?? [], attacks);
  const roundsGiven = raw.rounds !== undefined;
  const untilUs = readDurationUs('until', raw.until);
  if (roundsGiven && untilUs !== null) throw new UserError('--rounds and --until: a run ends by one of them; expected only one');
  const rounds = roundsGiven ? readCount('rounds', raw.rounds, 1, 100_000, 1) : null;
  const seed = readCount('seed', raw.seed, 0, Number.MAX_SAFE_INTEGER, 1);
  const threads = readCount('threads', raw.threads, 1, 256, defaultThreads());
  const out = readOnce('out', raw.out);
  if (raw.trace === true && out === null) throw new UserError('--trace: the trace goes into the run folder; expected --out DIR beside it');
  const scenario = scenarioOrRefuse(scenarioName, sets);
  const settings = attacks.map((text) => readAttack(text, scenario.parameters));
  return {
    scenarioName,
    scenario,
    flags: { seed, threads, rounds, untilUs, attacks: settings },
    sets,
    attacks,
    out,
    trace: raw.trace === true,
  };
}

/** What an attack needs to find anything is switched on with it, unless a person has said otherwise. */
function withNeeds(sets: readonly string[], attacks: readonly string[]): readonly string[] {
  const needed = ATTACKS.filter(({ name, needs }) => needs !== undefined && attacks.some((text) => text.split(/[:@]/, 1)[0] === name)).map(({ needs }) => needs!);
  return [...sets, ...needed.filter((path) => !sets.some((set) => set.startsWith(`${path}=`))).map((path) => `${path}=true`)];
}

/** The command line that gives the same run again: same version, scenario, seed and journal. */
export function replayLine({ scenarioName, flags, sets, attacks }: RunRequest): string {
  const end = flags.untilUs === null ? (flags.rounds === null ? [] : [`--rounds ${flags.rounds}`]) : [`--until ${flags.untilUs / 1_000}ms`];
  const words = [
    `v2g-tui run ${quoted(scenarioName)}`,
    `--seed ${flags.seed}`,
    ...end,
    ...sets.map((set) => `--set ${quoted(set)}`),
    ...attacks.map((attack) => `--attack ${quoted(attack)}`),
  ];
  return words.join(' ');
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
