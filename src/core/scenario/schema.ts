import type { Parameters } from '../actors/parameters.js';
import { DEFAULTS } from './defaults.js';
import { type Field, FIELDS, GROUPS, type ItemField, LIST_FIELDS, type ListField, OFFER_RANGE } from './fields.js';
import { KINDS } from './kinds.js';

/** A JSON Schema object, plain data. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly [word: string]: unknown;
}

/**
 * The JSON Schema (2020-12) of a scenario file, made from the list of fields and the defaults. `x-live` marks what an
 * operator may change while a run is under way; `x-expects` is what a wrong value is told.
 */
export function scenarioSchema(): Schema {
  const root = group('A v2g-tui scenario. Every field may be left out; the default then holds.');
  for (const field of FIELDS) insert(root, field.path, leaf(field, KINDS[field.kind].write(parameterAt(DEFAULTS, field.parameter))));
  insert(root, OFFER_RANGE.path, offerRange());
  for (const list of LIST_FIELDS) insert(root, list.path, listSchema(list));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'v2g-tui scenario',
    ...root,
  };
}

/** The schema found at a path of names and list indexes, or null when a scenario has no such place. */
export function schemaAt(root: Schema, path: readonly (string | number)[]): Schema | null {
  let schema: Schema | undefined = root;
  for (const part of path) {
    schema = typeof part === 'number' ? schema?.items : schema?.properties?.[part];
    if (schema === undefined) return null;
  }
  return schema;
}

/** The value at a dotted path of the parameters. Throws where there is none: the list of fields is then wrong. */
export function parameterAt(parameters: Parameters, path: string): unknown {
  let value: unknown = parameters;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !(name in value)) throw new Error(`no parameter ${path}`);
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function group(description: string): Schema & { properties: Record<string, Schema> } {
  return { description, type: 'object', additionalProperties: false, properties: {} };
}

function insert(root: Schema, path: string, schema: Schema): void {
  const names = path.split('.');
  let parent = root;
  for (const [depth, name] of names.entries()) {
    const properties: Record<string, Schema> = parent.properties!;
    if (depth === names.length - 1) properties[name] = schema;
    else parent = properties[name] ??= group(describeGroup(names.slice(0, depth + 1).join('.')));
  }
}

function describeGroup(path: string): string {
  return GROUPS[path] ?? (path.startsWith('network.') ? 'One link class.' : 'One kind of site.');
}

function leaf(field: Field, fallback: unknown): Schema {
  const kind = KINDS[field.kind];
  const bounded = field.kind === 'integer' || field.kind === 'fraction';
  return {
    description: field.about,
    ...kind.schema,
    ...(bounded && field.least !== undefined ? { minimum: field.least } : {}),
    ...(bounded && field.most !== undefined ? { maximum: field.most } : {}),
    ...(field.choices === undefined ? {} : { enum: field.choices }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(field.live === undefined ? {} : { 'x-live': true }),
    'x-expects': kind.expects,
  };
}

function offerRange(): Schema {
  return {
    description: GROUPS[OFFER_RANGE.path],
    type: ['object', 'null'],
    default: null,
    additionalProperties: false,
    properties: { min: energyBound('Least offer of an EV per round.'), max: energyBound('Greatest offer of an EV per round.') },
    required: ['min', 'max'],
    'x-expects': 'null or a range with min and max in kWh',
  };
}

function energyBound(about: string): Schema {
  return { description: about, ...KINDS.energy.schema, 'x-expects': KINDS.energy.expects };
}

function listSchema(list: ListField): Schema {
  const item = group(list.about);
  for (const field of list.items) item.properties[field.path] = itemSchema(field);
  const required = list.items.filter((field) => !('fallback' in field)).map((field) => field.path);
  return { description: list.about, type: 'array', default: [], items: { ...item, required }, 'x-expects': 'a list' };
}

function itemSchema(field: ItemField): Schema {
  const schema = leaf(field, undefined);
  return field.nullable ? { ...schema, type: [schema.type as string, 'null'], default: null } : schema;
}
