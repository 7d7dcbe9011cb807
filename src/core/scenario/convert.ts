import type { Parameters } from '../actors/parameters.js';
import { ATTACKS } from '../attacks/catalogue.js';
import { DEFAULTS } from './defaults.js';
import { type Field, FIELDS, type ItemField, LIST_FIELDS, type ListField, OFFER_RANGE } from './fields.js';
import { KINDS, type ReadResult } from './kinds.js';
import { parameterAt } from './schema.js';

/** A place in a scenario file: names and list indexes from its root. */
export type DocumentPath = readonly (string | number)[];

/** What is wrong at a place of a scenario. `also` are further places whose values take part in it. */
export interface ScenarioProblem {
  readonly code: string;
  readonly path: DocumentPath;
  readonly message: string;
  readonly also: readonly DocumentPath[];
}

type Tree = Record<string, unknown>;

/**
 * Takes a scenario in people's units (what a file holds, parsed) to the core's `Parameters`. Where the file says nothing,
 * and where it says something wrong, the default holds; what is wrong is in `problems` with its place. `isWrong` tells
 * places that the schema has refused already: they are not read again.
 */
export function toParameters(
  scenario: unknown,
  isWrong: (path: DocumentPath) => boolean,
): { readonly parameters: Parameters; readonly problems: readonly ScenarioProblem[] } {
  const problems: ScenarioProblem[] = [];
  const parameters: Tree = {};
  for (const field of FIELDS) {
    const path = field.path.split('.');
    const value = valueAt(scenario, path);
    const fallback = parameterAt(DEFAULTS, field.parameter);
    assign(parameters, field.parameter, value === undefined || isWrong(path) ? fallback : readOr(field, value, path, fallback, problems));
  }
  assign(parameters, OFFER_RANGE.parameter, readOffer(scenario, isWrong, problems));
  for (const list of LIST_FIELDS) assign(parameters, list.parameter, readList(list, scenario, isWrong, problems));
  return { parameters: parameters as unknown as Parameters, problems };
}

/** The whole scenario that `parameters` stand for, in people's units, every field said. */
export function toScenario(parameters: Parameters): Record<string, unknown> {
  const scenario: Tree = {};
  for (const field of FIELDS) assign(scenario, field.path, KINDS[field.kind].write(parameterAt(parameters, field.parameter)));
  const offer = parameters.fleet.offerWh;
  assign(scenario, OFFER_RANGE.path, offer && { min: KINDS.energy.write(offer.min), max: KINDS.energy.write(offer.max) });
  for (const list of LIST_FIELDS) {
    const items = parameterAt(parameters, list.parameter) as readonly Tree[];
    assign(scenario, list.path, items.map((item) => writeItem(list, item)));
  }
  return scenario;
}

/** Reads one value of a field by its kind and bounds. */
export function readField(field: Field, value: unknown): ReadResult {
  const read = KINDS[field.kind].read(value);
  if (read.ok && field.kind === 'duration' && (read.value as number) < (field.least ?? 0)) {
    return { ok: false, message: `expected at least ${String(KINDS.duration.write(field.least))}; found ${String(value)}` };
  }
  return read;
}

function readOr(field: Field, value: unknown, path: DocumentPath, fallback: unknown, problems: ScenarioProblem[]): unknown {
  const read = readField(field, value);
  if (read.ok) return read.value;
  problems.push({ code: 'bad-value', path, message: read.message, also: [] });
  return fallback;
}

function readOffer(scenario: unknown, isWrong: (path: DocumentPath) => boolean, problems: ScenarioProblem[]): unknown {
  const path = OFFER_RANGE.path.split('.');
  const range = valueAt(scenario, path);
  if (range === undefined || range === null || isWrong(path)) return DEFAULTS.fleet.offerWh;
  const bound = (name: string): unknown => {
    const field: Field = { path: name, parameter: name, kind: 'energy', about: '' };
    return readOr(field, (range as Tree)[name], [...path, name], 0, problems);
  };
  return isWrong([...path, 'min']) || isWrong([...path, 'max']) ? null : { min: bound('min'), max: bound('max') };
}

function readList(list: ListField, scenario: unknown, isWrong: (path: DocumentPath) => boolean, problems: ScenarioProblem[]): unknown[] {
  const path = list.path.split('.');
  const items = valueAt(scenario, path);
  if (!Array.isArray(items) || isWrong(path)) return [];
  const refused = (index: number): boolean => {
    const at = [...path, index];
    return isWrong(at) || list.items.some((field) => isWrong([...at, field.path]));
  };
  // With a record refused the list is left empty: the rules then say nothing about it, the refusal itself is reported.
  if (items.some((_, index) => refused(index))) return [];
  return items.map((item: unknown, index) => readItem(list, item as Tree, [...path, index], problems));
}

function readItem(list: ListField, item: Tree, path: DocumentPath, problems: ScenarioProblem[]): Tree {
  const record: Tree = {};
  for (const field of list.items) record[field.parameter] = readItemField(field, item[field.path], [...path, field.path], problems);
  if (list.path === 'attacks' && record['level'] === null) {
    record['level'] = ATTACKS.find((attack) => attack.name === record['name'])!.defaultLevel;
  }
  return record;
}

function readItemField(field: ItemField, value: unknown, path: DocumentPath, problems: ScenarioProblem[]): unknown {
  if (value === undefined || value === null) return field.fallback;
  return readOr(field, value, path, field.fallback ?? 0, problems);
}

function writeItem(list: ListField, item: Tree): Tree {
  const record: Tree = {};
  for (const field of list.items) {
    const value = item[field.parameter];
    record[field.path] = value === null ? null : KINDS[field.kind].write(value);
  }
  return record;
}

function valueAt(root: unknown, path: DocumentPath): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

function assign(root: Tree, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop()!;
  let parent = root;
  for (const name of names) parent = (parent[name] ??= {}) as Tree;
  parent[last] = value;
}
