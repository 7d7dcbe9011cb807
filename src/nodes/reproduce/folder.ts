import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type { ParameterValues } from '../../core/papers/parameters.js';
import { isLockFile, releaseLock, takeLock } from '../folder/lock.js';
import type { Repetition } from './repetitions.js';

/** What the repetitions of a folder were made from: others do not belong with them. */
export interface FolderInputs {
  readonly version: string;
  readonly paper: string;
  readonly seed: number;
  readonly parameters: ParameterValues;
}

/** What `reproduce --out` writes: the inputs, finished repetitions as lines, and the results beside them. */
export interface ReproduceFolder {
  readonly path: string;
  /** By their number. */
  readonly finished: ReadonlyMap<number, Repetition>;
  append(repetition: Repetition): void;
  /** Puts a file of results there, whole or not at all. */
  write(name: string, text: string): void;
  close(): void;
}

/** Why a folder cannot be used, in a sentence for whoever named it. */
export class FolderRefusal extends Error {}

const INPUTS = 'reproduce.json';
const LINES = 'repetitions.ndjson';

/** What a folder holds, or null where it is none of `reproduce`. `repetitions` is how many were asked for. */
export function readFolderInputs(path: string): (FolderInputs & { readonly repetitions: number }) | null {
  try {
    return JSON.parse(readFileSync(join(path, INPUTS), 'utf8')) as FolderInputs & { repetitions: number };
  } catch {
    return null;
  }
}

/**
 * Opens a folder for these inputs: a new or empty one, or one that holds repetitions of the very same inputs, which then
 * count. Throws `FolderRefusal`.
 */
export function openFolder(path: string, inputs: FolderInputs, repetitions: number): ReproduceFolder {
  if (existsSync(path) && !statSync(path).isDirectory()) throw new FolderRefusal('this is a file; expected a folder');
  mkdirSync(path, { recursive: true });
  const held = readFolderInputs(path);
  const others = readdirSync(path).filter((name) => !isLockFile(name));
  if (held === null && others.length > 0) throw new FolderRefusal(`holds other files; expected a new or empty folder, or one that \`reproduce --out\` wrote`);
  if (held !== null) refuseOthers(held, inputs);
  const holder = takeLock(path);
  if (holder !== null) throw new FolderRefusal(`process ${holder.pid} is writing to it`);
  put(path, INPUTS, `${JSON.stringify({ ...inputs, repetitions }, null, 2)}\n`);
  const finished = readLines(path);
  return {
    path,
    finished,
    append: (repetition) => appendFileSync(join(path, LINES), `${JSON.stringify(repetition)}\n`),
    write: (name, text) => put(path, name, text),
    close: () => releaseLock(path),
  };
}

function refuseOthers(held: FolderInputs, inputs: FolderInputs): void {
  for (const name of ['paper', 'seed', 'version'] as const) {
    if (held[name] !== inputs[name]) throw new FolderRefusal(`holds repetitions of ${name} ${held[name]}, not ${inputs[name]}; expected another folder`);
  }
  if (canonicalize(held.parameters) !== canonicalize(inputs.parameters)) throw new FolderRefusal('holds repetitions of other parameters; expected another folder');
}

/** The repetitions whose lines are whole; a torn last line is taken away, so that the next begins a line. */
function readLines(path: string): Map<number, Repetition> {
  const file = join(path, LINES);
  if (!existsSync(file)) return new Map();
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const finished = new Map<number, Repetition>();
  for (const line of whole.split('\n').filter((one) => one !== '')) {
    const repetition = readLine(line);
    if (repetition === null) throw new FolderRefusal(`${LINES} holds a line that is no repetition; expected another folder`);
    finished.set(repetition.repetition, repetition);
  }
  if (whole !== text) put(path, LINES, whole);
  return finished;
}

function readLine(line: string): Repetition | null {
  try {
    const value = JSON.parse(line) as Repetition;
    return Number.isSafeInteger(value.repetition) && typeof value.numbers === 'object' && typeof value.timesUs === 'object' ? value : null;
  } catch {
    return null;
  }
}

function put(path: string, name: string, text: string): void {
  const unfinished = join(path, `${name}.new`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, join(path, name));
}
