import { type Hex, hexToBytes } from '../units/hex.js';

/** One thing that is wrong in an input, and where; `elsewhere` is the path of a second place, with which the reason ends. */
export interface EvalFault {
  readonly path: string;
  readonly reason: string;
  readonly elsewhere?: string;
}

/**
 * What the user's JSON has wrong, and where. `path` is a JSON path from the input's root: `$.requests[3].bidPerKWh`.
 * The command line prints it and exits with 2; it is never a programming error. `faults` is all that was found, the first
 * of them being `path` and `reason`; only readers of whole books look for more than one.
 */
export class EvalInputError extends Error {
  readonly path: string;
  readonly reason: string;
  readonly faults: readonly EvalFault[];

  constructor(path: string, reason: string, faults: readonly EvalFault[] = [{ path, reason }]) {
    super(`${path}: ${reason}`);
    this.name = 'EvalInputError';
    this.path = path;
    this.reason = reason;
    this.faults = faults;
  }
}

/** The error that carries every one of `faults`, of which there is at least one. */
export function errorOfFaults(faults: readonly EvalFault[]): EvalInputError {
  return new EvalInputError(faults[0]!.path, faultReason(faults[0]!), faults);
}

/** A fault's reason as a sentence, places within it told by `place`. */
export function faultReason({ reason, elsewhere }: EvalFault, place: (path: string) => string = (path) => path): string {
  return elsewhere === undefined ? reason : `${reason} ${place(elsewhere)}`;
}

/** A parsed JSON object whose keys were checked by `readObject`, with the path it was found at. */
export interface InputObject {
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads `value` as an object that has every one of `required`, perhaps some of `optional`, and nothing else.
 * Throws `EvalInputError` naming the missing key, or the unknown one with the nearest valid word if any is near.
 */
export function readObject(value: unknown, path: string, required: readonly string[], optional: readonly string[] = []): InputObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EvalInputError(path, `expected an object, found ${describe(value)}`);
  }
  const known = [...required, ...optional];
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw new EvalInputError(childPath(path, key), unknownWord('key', key, known));
  }
  for (const key of required) {
    if (!Object.hasOwn(value, key)) throw new EvalInputError(childPath(path, key), 'is missing');
  }
  return { path, fields: value as Record<string, unknown> };
}

/** Whether an optional key is there. `null` counts as there: a reader refuses it unless it says otherwise. */
export function hasField(object: InputObject, key: string): boolean {
  return Object.hasOwn(object.fields, key);
}

/** A field that must be text. `''` is text. */
export function readString(object: InputObject, key: string): string {
  return asString(object.fields[key], childPath(object.path, key));
}

/** A field that must be hexadecimal text of whole bytes, either case; comes back as bytes. `''` is no bytes. */
export function readHex(object: InputObject, key: string): Uint8Array {
  return hexToBytes(readHexText(object, key));
}

/** A field that must be hexadecimal text of whole bytes, either case; comes back in lower case. */
export function readHexText(object: InputObject, key: string): Hex {
  return asHexText(object.fields[key], childPath(object.path, key));
}

/** A field that must be a safe integer within `[least, greatest]`. */
export function readInteger(
  object: InputObject,
  key: string,
  least: number = Number.MIN_SAFE_INTEGER,
  greatest: number = Number.MAX_SAFE_INTEGER,
): number {
  return asInteger(object.fields[key], childPath(object.path, key), least, greatest);
}

/** A field that must be a finite number (fractions allowed) within `[least, greatest]`. */
export function readNumber(object: InputObject, key: string, least = -Infinity, greatest = Infinity): number {
  return asNumber(object.fields[key], childPath(object.path, key), least, greatest);
}

/** A field that must be an array; each element is read by `readElement(element, pathOfElement, index)`. */
export function readArray<T>(
  object: InputObject,
  key: string,
  readElement: (element: unknown, path: string, index: number) => T,
): T[] {
  return asArray(object.fields[key], childPath(object.path, key), readElement);
}

/** `value` as text, wherever it was found. */
export function asString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new EvalInputError(path, `expected text, found ${describe(value)}`);
  return value;
}

/** `value` as lower-case hexadecimal text of whole bytes, wherever it was found. */
export function asHexText(value: unknown, path: string): Hex {
  const text = asString(value, path);
  if (!/^[0-9a-fA-F]*$/.test(text)) throw new EvalInputError(path, 'expected hexadecimal digits (0-9, a-f) only');
  if (text.length % 2 !== 0) throw new EvalInputError(path, `expected whole bytes, found ${text.length} hexadecimal digits, an odd number`);
  return text.toLowerCase();
}

/** `value` as bytes written in hexadecimal, wherever it was found. */
export function asHex(value: unknown, path: string): Uint8Array {
  return hexToBytes(asHexText(value, path));
}

/** `value` as a safe integer within `[least, greatest]`, wherever it was found. */
export function asInteger(value: unknown, path: string, least = Number.MIN_SAFE_INTEGER, greatest = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value)) throw new EvalInputError(path, `expected an integer, found ${describe(value)}`);
  return withinBounds(value as number, path, least, greatest);
}

/** `value` as a finite number within `[least, greatest]`, wherever it was found. */
export function asNumber(value: unknown, path: string, least = -Infinity, greatest = Infinity): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new EvalInputError(path, `expected a number, found ${describe(value)}`);
  return withinBounds(value, path, least, greatest);
}

/** `value` as an array, each element read by `readElement(element, pathOfElement, index)`, wherever it was found. */
export function asArray<T>(value: unknown, path: string, readElement: (element: unknown, path: string, index: number) => T): T[] {
  if (!Array.isArray(value)) throw new EvalInputError(path, `expected an array, found ${describe(value)}`);
  return value.map((element, index) => readElement(element, `${path}[${index}]`, index));
}

/** The JSON path of `key` within the object at `path`; keys that are not plain words are quoted. */
export function childPath(path: string, key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** "unknown key "credits"; did you mean "credit"?", or the list of what is valid when nothing is near. */
export function unknownWord(kind: string, word: string, valid: readonly string[]): string {
  const near = nearestWord(word, valid);
  const remedy = near === null ? `valid: ${valid.join(', ')}` : `did you mean ${JSON.stringify(near)}?`;
  return `unknown ${kind} ${JSON.stringify(word)}; ${remedy}`;
}

/**
 * The valid word nearest to `word` by edit distance (letter case counts for nothing), or null when even the nearest
 * differs in more than a third of its letters. Ties go to the word listed first.
 */
export function nearestWord(word: string, valid: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of valid) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function withinBounds(value: number, path: string, least: number, greatest: number): number {
  if (value < least) throw new EvalInputError(path, `expected at least ${least}, found ${value}`);
  if (value > greatest) throw new EvalInputError(path, `expected at most ${greatest}, found ${value}`);
  return value;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

/**
 * Letters to insert, drop, replace or swap with their neighbour (optimal string alignment), row by row. A very long
 * word is near nothing, so it is cut before the square cost.
 */
function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 40) return Infinity;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1] ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    [before, row] = [row, next];
  }
  return row[right.length]!;
}
