import { nearestWord } from '../core/eval/input-error.js';
import type { PaperExperiment } from '../core/papers/paper.js';
import { PAPERS } from '../core/papers/registry.js';
import { readFolderInputs } from '../nodes/reproduce/folder.js';
import { defaultThreads, type FlagValue, readCount, readOnce } from './flags.js';
import { UserError } from './user-error.js';

export interface RawReproduceFlags {
  readonly list?: boolean;
  readonly repetitions?: FlagValue;
  readonly seed?: FlagValue;
  readonly threads?: FlagValue;
  readonly out?: FlagValue;
  readonly resume?: FlagValue;
  readonly sensitivity?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly quiet?: boolean;
}

/** What a command line asks `reproduce` to do. */
export interface ReproduceRequest {
  readonly experiments: readonly PaperExperiment[];
  readonly repetitions: number;
  readonly seed: number;
  readonly threads: number;
  /** Where results go, or null. */
  readonly folder: string | null;
  readonly format: 'text' | 'json' | 'csv';
  readonly isQuiet: boolean;
}

/** As in the thesis (4.4.1). */
const REPETITIONS = 100;
/** Each value of each open parameter is a run of its own, so that fewer must do. */
export const SENSITIVITY_REPETITIONS = 10;
const MOST = 100_000;
const LARGEST_SEED = 2 ** 32 - 1;

/** Reads and checks the flags of `reproduce <name>`. Throws `UserError`. */
export function readReproduceRequest(name: string | undefined, raw: RawReproduceFlags): ReproduceRequest {
  if (raw.json === true && raw.csv === true) throw new UserError('--json and --csv: expected only one of them');
  const out = readOnce('out', raw.out);
  const resume = readOnce('resume', raw.resume);
  if (out !== null && resume !== null) throw new UserError('--out and --resume: expected only one of them; --out goes on with what the folder holds, too');
  const common = { threads: readCount('threads', raw.threads, 1, 256, defaultThreads()), format: raw.json === true ? 'json' : raw.csv === true ? 'csv' : 'text', isQuiet: raw.quiet === true } as const;
  if (resume !== null) return { ...common, ...resumed(resume, name, raw), folder: resume };
  const isSensitivity = raw.sensitivity === true;
  if (isSensitivity && out !== null) throw new UserError('--out: a sweep of --sensitivity keeps nothing; expected --json or --csv');
  const experiments = name === undefined && isSensitivity ? PAPERS : [experimentNamed(name)];
  return {
    ...common,
    experiments,
    repetitions: readCount('repetitions', raw.repetitions, 1, MOST, isSensitivity ? SENSITIVITY_REPETITIONS : REPETITIONS),
    seed: readCount('seed', raw.seed, 0, LARGEST_SEED, 1),
    folder: out,
  };
}

/** What a folder was begun with; more repetitions may be asked for, and nothing else may differ. */
function resumed(folder: string, name: string | undefined, raw: RawReproduceFlags): Pick<ReproduceRequest, 'experiments' | 'repetitions' | 'seed'> {
  if (raw.sensitivity === true) throw new UserError('--resume: a sweep of --sensitivity cannot be resumed');
  const held = readFolderInputs(folder);
  if (held === null) throw new UserError(`--resume ${folder}: expected a folder that \`reproduce --out\` wrote`);
  if (name !== undefined && name !== held.paper) throw new UserError(`--resume ${folder}: holds repetitions of ${held.paper}, not ${name}`);
  const seed = readCount('seed', raw.seed, 0, LARGEST_SEED, held.seed);
  if (seed !== held.seed) throw new UserError(`--seed ${seed}: ${folder} holds repetitions of seed ${held.seed}`);
  return { experiments: [experimentNamed(held.paper)], repetitions: readCount('repetitions', raw.repetitions, 1, MOST, held.repetitions), seed };
}

function experimentNamed(name: string | undefined): PaperExperiment {
  const names = PAPERS.map((one) => one.name);
  if (name === undefined) throw new UserError(`reproduce: expected one of ${names.join(', ')}, or --list`);
  const found = PAPERS.find((one) => one.name === name);
  if (found !== undefined) return found;
  const near = nearestWord(name, names);
  throw new UserError(`reproduce "${name}": expected one of ${names.join(', ')}${near === null ? '' : `; did you mean "${near}"?`}`);
}
