import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type { Specification } from '../../core/actors/parameters.js';
import type { Summary } from '../../core/metrics/summary.js';
import type { Hex } from '../../core/units/hex.js';
import type { Ended, RunEnd, RunOptions } from '../run.js';
import type { Disk } from './disk.js';

/** Where a forked run left the one it came from. */
export interface Parent {
  /** The folder's name, without where it lies. */
  readonly folder: string;
  readonly atUs: number;
  /** Of the parent's shards at that barrier. */
  readonly digest: Hex;
}

/** What `run.json` says before the first event: what the run is made of. */
export interface RunInputs {
  readonly version: string;
  readonly seed: number;
  readonly end: RunEnd;
  readonly specification: Specification;
}

/** What `run.json` holds: the inputs, and at the end what they gave. */
export interface RunFile extends RunInputs {
  /** How many entries of the journal were known from the start. */
  readonly given: number;
  readonly trace: boolean;
  readonly parent: Parent | null;
  readonly ledger: { readonly genesis: Hex; readonly head?: Hex; readonly lines?: number };
  /** Null until the run has ended. */
  readonly digest: Hex | null;
  readonly result: RunFileResult | null;
}

export interface RunFileResult {
  readonly ended: Ended;
  readonly nowUs: number;
  readonly shardDigests: readonly Hex[];
  readonly epochDigests: readonly (readonly (readonly [number, Hex])[])[];
  readonly summary: Summary;
}

/** What is wrong with a run folder; each line is for the person who named it. */
export class FolderProblem extends Error {
  /** Whether the folder's content is at fault, and not how it is used. */
  readonly isDamaged: boolean;

  constructor(message: string, isDamaged = false) {
    super(message);
    this.name = 'FolderProblem';
    this.isDamaged = isDamaged;
  }
}

export function runInputs({ version, seed, end, specification }: Pick<RunOptions, 'version' | 'seed' | 'end' | 'specification'>): RunInputs {
  return { version, seed, end, specification: specification as Specification };
}

/** Puts `run.json` there; what came of the run stands beside its inputs. */
export function writeRunFile(disk: Disk, folder: string, { result, ...content }: RunFile): void {
  disk.replaceNow(join(folder, 'run.json'), Buffer.from(`${canonical({ ...content, ...result })}\n`));
}

/** Reads `run.json`; throws `FolderProblem`. */
export function readRunFile(folder: string): RunFile {
  let text: string;
  try {
    text = readFileSync(join(folder, 'run.json'), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new FolderProblem(`${folder}: there is no run.json; expected a folder that \`run --out\` has written`);
    if (code === 'ENOTDIR') throw new FolderProblem(`${folder}: is a file; expected a folder that \`run --out\` has written`);
    throw new FolderProblem(`${folder}: run.json cannot be read (${code ?? 'unknown reason'})`);
  }
  let file: RunFile;
  try {
    file = JSON.parse(text) as RunFile;
  } catch {
    throw new FolderProblem(`${folder}: run.json is not JSON`, true);
  }
  const sound =
    typeof file === 'object' && file !== null && typeof file.version === 'string' && Number.isSafeInteger(file.seed) &&
    typeof file.end === 'object' && file.end !== null && typeof file.specification?.parameters?.shards === 'number' && Number.isSafeInteger(file.given);
  if (!sound) throw new FolderProblem(`${folder}: run.json lacks what makes a run: version, seed, end, specification, given`, true);
  const { ended, nowUs, shardDigests, epochDigests, summary } = file as RunFile & RunFileResult;
  if (file.digest !== null && (typeof ended !== 'string' || !Array.isArray(epochDigests) || typeof summary !== 'object')) {
    throw new FolderProblem(`${folder}: run.json has a digest and does not say how the run ended`, true);
  }
  return { ...file, result: file.digest === null ? null : { ended, nowUs, shardDigests, epochDigests, summary } };
}

/** RFC 8785. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('this value has no canonical JSON');
  return text;
}
