import { type EvalFault, EvalInputError, faultReason, type InputObject } from '../core/eval/input-error.js';
import { EVAL_UNITS, type EvalUnit } from '../core/eval/registry.js';
import { nodeSuite } from '../nodes/crypto/node-suite.js';
import { readCsvBook } from '../nodes/csv/csv-book.js';
import { type FlagValue, readOnce } from './flags.js';
import { UserError } from './user-error.js';

/** A book from CSV files as yargs gives it. */
export interface BookFlags {
  readonly requests?: FlagValue;
  readonly offers?: FlagValue;
  readonly exchanges?: FlagValue;
  readonly with?: readonly string[];
}

/** Whether a book from CSV files is asked for. */
export function hasBookFlags(flags: BookFlags): boolean {
  return flags.requests !== undefined || flags.offers !== undefined || flags.exchanges !== undefined || flags.with !== undefined;
}

/** A unit's input, and how to tell of what the unit finds wrong in it all the same. */
export interface FlagBook {
  readonly input: Record<string, unknown>;
  told(fault: EvalFault): string;
}

/**
 * The unit's input out of CSV files and `--with`, sound: everything that is wrong in flags, header lines and rows, of both
 * files, is told at once by a `UserError`, a line each.
 */
export function readBookFlags(unit: EvalUnit, flags: BookFlags, readText: (name: string) => string): FlagBook {
  if (unit.book === undefined) {
    const others = EVAL_UNITS.filter((other) => other.book !== undefined).map((other) => other.name);
    throw new UserError(`eval ${unit.name}: takes no book; --requests and --offers are for ${others.join(', ')}`);
  }
  const [requests, offers] = [readOnce('requests', flags.requests), readOnce('offers', flags.offers)];
  if (requests === null || offers === null) throw new UserError(`eval ${unit.name}: expected both --requests FILE and --offers FILE`);
  const listed = readOnce('exchanges', flags.exchanges);
  const exchanges = listed === null ? null : listed.split(',').map((name) => name.trim());
  const rest = { ...withFields(flags.with ?? []), ...(exchanges === null ? {} : { exchanges }) };
  const book = readCsvBook({ name: requests, text: readText(requests) }, { name: offers, text: readText(offers) }, unit.book, exchanges);
  const faults = [...flagFaults(unit, rest), ...book.faults];
  if (faults.length > 0) throw new UserError(...faults);
  return { input: { ...rest, requests: book.requests, offers: book.offers }, told: (fault) => book.placed(fault) ?? withFault(fault) };
}

/** `key=value` each; a value that is JSON is taken as such, any other as text. */
function withFields(settings: readonly string[]): InputObject['fields'] {
  const fields = new Map<string, unknown>();
  for (const setting of settings) {
    const [, key, value] = /^([A-Za-z]+)=([^]*)$/.exec(setting) ?? [];
    if (key === undefined || value === undefined) throw new UserError(`--with ${setting}: expected key=value`);
    if (['requests', 'offers', 'exchanges'].includes(key)) throw new UserError(`--with ${setting}: expected --${key}`);
    if (fields.has(key)) throw new UserError(`--with ${setting}: ${key} was given already`);
    fields.set(key, valueOf(value));
  }
  return Object.fromEntries(fields);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The unit's word on the fields beside the rows, which it gives on an empty book. */
function flagFaults(unit: EvalUnit, fields: Record<string, unknown>): string[] {
  try {
    unit.evaluate(nodeSuite, { ...fields, requests: [], offers: [] }, null);
    return [];
  } catch (error) {
    if (!(error instanceof EvalInputError)) throw error;
    return error.faults.map(withFault);
  }
}

function withFault(fault: EvalFault): string {
  return `--with ${fault.path.slice(2)}: ${faultReason(fault)}`;
}
