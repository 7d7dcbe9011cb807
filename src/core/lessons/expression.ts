import jsonata from 'jsonata';
import type { CryptoSuite } from '../crypto/suite.js';
import { EVAL_UNITS } from '../eval/registry.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../units/hex.js';
import { scaledIntegerToDecimal } from '../units/decimal.js';
import type { Moment } from './moment.js';

/**
 * Answers are JSONata expressions (jsonata.org) over a moment of the run: paths with selectors, `$count`, `$sum`, `$max`
 * and the like. JSONata rather than JMESPath because answers need arithmetic, and its library is the one still kept.
 * What would make an answer depend on anything but the run (`$now`, `$random`, …) is refused.
 */
export interface Known {
  /** What paths begin at; null before there is a run. */
  readonly moment: Moment | null;
  /** `$at`: moments that steps have kept. */
  readonly at: Readonly<Record<string, Moment>>;
  /** The lesson's own values, by name. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly student: StudentSeed;
  readonly suite: CryptoSuite;
}

/** Who is taught: `$student.seed` and all that is drawn for a student derive from it. */
export interface StudentSeed {
  readonly id: string;
  readonly seed: number;
}

/** Functions beside JSONata's own. */
export const VOCABULARY: readonly { readonly name: string; readonly signature: string; readonly about: string }[] = [
  { name: 'unit', signature: '$unit(name, input)', about: 'what `v2g-tui eval name` answers to the input' },
  { name: 'hex', signature: '$hex(label, bytes)', about: 'up to 64 bytes in hex that belong to this student and label' },
  { name: 'draw', signature: '$draw(label, n)', about: 'a whole number from 0 to n-1 that belongs to this student and label' },
  { name: 'utf8', signature: '$utf8(text)', about: 'the bytes of a text, in hex' },
  { name: 'publicKey', signature: '$publicKey(secretKey)', about: 'the Ed25519 public key of 32 bytes in hex' },
  { name: 'sign', signature: '$sign(secretKey, message)', about: 'the Ed25519 signature, all in hex' },
  { name: 'sha512', signature: '$sha512(bytes)', about: 'in hex' },
  { name: 'percent', signature: '$percent(ratio)', about: 'as text with one decimal, e.g. "63.2 %"' },
  { name: 'plural', signature: '$plural(count, one, many)', about: 'the count with the word that fits it' },
  { name: 'money', signature: '$money(milli)', about: 'milli-units as text in units' },
];

/** JSONata's functions whose answers do not follow from what they are given, and those that run text as code. */
const REFUSED = ['now', 'millis', 'random', 'shuffle', 'eval'];

/** Why a text is no expression, with the place within it; null when it is one. */
export function expressionProblem(text: string): { readonly message: string; readonly offset: number } | null {
  try {
    jsonata(text);
  } catch (error) {
    const { message, position } = error as { message: string; position?: number };
    return { message: `not an expression: ${message}`, offset: Math.max(0, (position ?? 1) - 1) };
  }
  const refused = REFUSED.find((name) => new RegExp(`\\$${name}\\b`).test(text));
  return refused === undefined ? null : { message: `$${refused} does not follow from the run`, offset: text.indexOf(`$${refused}`) };
}

/** What an expression gives; plain data. Throws with the expression when it fails. */
export async function evaluate(text: string, known: Known): Promise<unknown> {
  const expression = jsonata(text);
  for (const name of REFUSED) expression.registerFunction(name, () => refuse(name));
  for (const [name, call] of Object.entries(functions(known))) expression.registerFunction(name, call as (...given: unknown[]) => unknown);
  const bindings = { ...known.values, at: known.at, student: known.student };
  let value: unknown;
  try {
    value = await expression.evaluate(known.moment ?? {}, bindings);
  } catch (error) {
    throw new Error(`\`${text}\`: ${(error as Error).message}`, { cause: error });
  }
  // Sequences of JSONata carry marks of their own; what leaves here is plain.
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function refuse(name: string): never {
  throw new Error(`$${name} does not follow from the run`);
}

function functions({ student, suite }: Known): Record<string, (...given: never[]) => unknown> {
  const bytesFor = (label: string): Uint8Array => suite.sha512(utf8ToBytes(`lesson ${student.seed} ${label}`));
  return {
    unit: (name: string, input: unknown) => {
      const unit = EVAL_UNITS.find((one) => one.name === name);
      if (unit === undefined) throw new Error(`There is no eval unit ${name}`);
      return unit.evaluate(suite, JSON.parse(JSON.stringify(input)), null);
    },
    hex: (label: string, bytes: number) => bytesToHex(bytesFor(label).subarray(0, bytes)),
    // 48 bits of 512 are far more than any n here, so the remainder is even enough.
    draw: (label: string, n: number) => Number.parseInt(bytesToHex(bytesFor(label).subarray(0, 6)), 16) % n,
    utf8: (text: string) => bytesToHex(utf8ToBytes(text)),
    publicKey: (secretKey: string) => bytesToHex(suite.publicKey(hexToBytes(secretKey))),
    sign: (secretKey: string, message: string) => bytesToHex(suite.sign(hexToBytes(secretKey), hexToBytes(message))),
    sha512: (bytes: string) => bytesToHex(suite.sha512(hexToBytes(bytes))),
    percent: (ratio: number) => `${(ratio * 100).toFixed(1)} %`,
    plural: (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`,
    money: (milli: number) => scaledIntegerToDecimal(milli, 3),
  };
}

const HOLE = /\{\{([\s\S]*?)\}\}/g;

/** The expressions in a text, with their offsets. */
export function holesOf(template: string): readonly { readonly expression: string; readonly offset: number }[] {
  return [...template.matchAll(HOLE)].map((match) => ({ expression: match[1]!.trim(), offset: match.index + 2 }));
}

/** A text with every `{{ expression }}` replaced by what it gives. Throws where one gives nothing. */
export async function fill(template: string, known: Known): Promise<string> {
  const parts: string[] = [];
  let from = 0;
  for (const match of template.matchAll(HOLE)) {
    const value = await evaluate(match[1]!, known);
    if (value === undefined || value === null) throw new Error(`\`${match[1]!.trim()}\` gives nothing`);
    parts.push(template.slice(from, match.index), plainText(value));
    from = match.index + match[0].length;
  }
  return parts.join('') + template.slice(from);
}

/** A value as a person reads it. */
export function plainText(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toFixed(3)));
  if (Array.isArray(value)) return value.map(plainText).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
