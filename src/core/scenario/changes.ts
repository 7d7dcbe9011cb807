import type { ChangeSetting } from '../actors/parameters.js';
import { unknownWord } from '../eval/input-error.js';
import { readField } from './convert.js';
import { type Field, FIELDS } from './fields.js';

export type ReadChange =
  | { readonly ok: true; readonly command: { readonly kind: 'set'; readonly path: string; readonly value: unknown } }
  | { readonly ok: false; readonly field: 'path' | 'value'; readonly message: string };

/** The command that a scenario's change stands for: its path in `Parameters` and its value in the core's units. */
export function readChange({ path, value }: Pick<ChangeSetting, 'path' | 'value'>): ReadChange {
  const field = FIELDS.find((one) => one.path === path && one.live === true);
  if (field === undefined) {
    const live = FIELDS.filter((one) => one.live === true).map((one) => one.path);
    return { ok: false, field: 'path', message: `${unknownWord('live field', path, live)}` };
  }
  const plain = plainValue(field, value);
  if (plain === undefined) return { ok: false, field: 'value', message: `expected ${expected(field)}; found "${value}"` };
  const read = readField(field, plain);
  if (!read.ok) return { ok: false, field: 'value', message: read.message };
  return { ok: true, command: { kind: 'set', path: field.parameter, value: read.value } };
}

function expected({ kind, choices }: Field): string {
  if (kind === 'choice') return `one of ${choices!.join(', ')}`;
  return kind === 'boolean' ? 'true or false' : 'a number within its bounds';
}

/** Live fields are words of a list, booleans and numbers; undefined for what is none of these, or out of bounds. */
function plainValue(field: Field, text: string): boolean | number | string | undefined {
  if (field.kind === 'choice') return field.choices!.includes(text) ? text : undefined;
  if (field.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  const isWithin = value >= (field.least ?? 0) && value <= (field.most ?? Number.MAX_SAFE_INTEGER);
  return isWithin ? value : undefined;
}
