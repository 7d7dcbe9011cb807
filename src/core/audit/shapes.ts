import type { Hex } from '../units/hex.js';
import { find } from './fault.js';

/**
 * What a value must look like, and what is wrong with one that does not. The types of records are derived from these, so
 * that the shape which is checked and the type which is used are one.
 */
export interface Shape<Type> {
  /** For the reference page. */
  readonly is: string;
  /** What is wrong, beginning with the place, or null. */
  readonly fault: (value: unknown, at: string) => string | null;
  /** The fields, where this is an object. */
  readonly fields?: Readonly<Record<string, Shape<unknown>>>;
  /** Never set: carries the type. */
  readonly type?: Type;
}

/** The type that a shape stands for. */
export type Of<S> = S extends Shape<infer Type> ? Type : never;

/** The value with its type; a finding when it does not fit. */
export function read<Type>(shape: Shape<Type>, value: unknown, at: string): Type {
  const fault = shape.fault(value, at);
  if (fault !== null) find('schema', fault);
  return value as Type;
}

/** Whether the value fits, for what its author may get wrong without making the record bad. */
export function fits<Type>(shape: Shape<Type>, value: unknown): value is Type {
  return shape.fault(value, '') === null;
}

function simple<Type>(is: string, test: (value: unknown) => boolean): Shape<Type> {
  return { is, fault: (value, at) => (test(value) ? null : `${at}: expected ${is}`) };
}

const isWellFormed = (value: unknown): value is string => typeof value === 'string' && !/\p{Surrogate}/u.test(value);

export const text = simple<string>('text', isWellFormed);
export const name = simple<string>('a name', (value) => isWellFormed(value) && value !== '');
export const bool = simple<boolean>('true or false', (value) => typeof value === 'boolean');
export const amount = simple<number>('an integer from 0', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
export const positive = simple<number>('an integer from 1', (value) => Number.isSafeInteger(value) && (value as number) >= 1);
export const integer = simple<number>('an integer', (value) => Number.isSafeInteger(value));
/** Whatever it is, other shapes look at it later. */
export const anything = simple<unknown>('data', () => true);

export function hex(bytes: number): Shape<Hex> {
  return simple(`hex of ${bytes} bytes`, (value) => typeof value === 'string' && value.length === 2 * bytes && /^[0-9a-f]*$/.test(value));
}

/** Hex of any length but none: what a party may call a signature, good or not. */
export const someHex = simple<Hex>('hex', (value) => typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-f]+$/.test(value));

export function literal<const Word extends string>(...words: Word[]): Shape<Word> {
  return simple(words.map((word) => `"${word}"`).join(' or '), (value) => words.includes(value as Word));
}

export function orNull<Type>(shape: Shape<Type>): Shape<Type | null> {
  return { is: `${shape.is}, or null`, fault: (value, at) => (value === null ? null : shape.fault(value, at)), ...(shape.fields ? { fields: shape.fields } : {}) };
}

export function list<Type>(element: Shape<Type>): Shape<readonly Type[]> {
  return {
    is: `a list, each ${element.is}`,
    fault(value, at) {
      if (!Array.isArray(value)) return `${at}: expected a list`;
      for (let index = 0; index < value.length; index += 1) {
        const fault = element.fault(value[index], `${at}[${index}]`);
        if (fault !== null) return fault;
      }
      return null;
    },
    ...(element.fields ? { fields: element.fields } : {}),
  };
}

/** A plain object with these fields and no others. */
export function object<Fields extends Record<string, Shape<any>>>(fields: Fields): Shape<{ readonly [Key in keyof Fields]: Of<Fields[Key]> }> {
  const keys = Object.keys(fields);
  return {
    is: 'an object',
    fields,
    fault(value, at) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at}: expected an object`;
      for (const key of keys) {
        if (!Object.hasOwn(value, key)) return `${at}: the field ${key} is missing`;
        const fault = fields[key]!.fault((value as Record<string, unknown>)[key], `${at}.${key}`);
        if (fault !== null) return fault;
      }
      const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
      return unknown === undefined ? null : `${at}: the field ${unknown} is unknown`;
    },
  };
}

/** One of two objects; the fault told is that of the second. The fields of both are told together. */
export function either<First, Second>(first: Shape<First>, second: Shape<Second>): Shape<First | Second> {
  const is = first.is === second.is ? first.is : `${first.is}, or ${second.is}`;
  return { fields: { ...first.fields, ...second.fields }, is, fault: (value, at) => (first.fault(value, at) === null ? null : second.fault(value, at)) };
}
