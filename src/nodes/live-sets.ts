import { parseDocument } from 'yaml';
import type { Parameters } from '../core/actors/parameters.js';
import { readField, toScenario } from '../core/scenario/convert.js';
import { type Field, FIELDS } from '../core/scenario/fields.js';
import { type LabCommand, withField } from '../core/scenario/operate.js';
import { brokenRules } from '../core/scenario/rules.js';
import { isScenarioPath, schemaProblems, unknownPath } from './scenario-validation.js';

export type LiveSet = { readonly ok: true; readonly command: LabCommand } | { readonly ok: false; readonly message: string };

/** Reads a `path=value` that changes a run under way: only a field that the scenario's schema marks as live. */
export function readLiveSet(text: string, parameters: Parameters): LiveSet {
  const equals = text.indexOf('=');
  if (equals <= 0) return refuse('expected path=value, for example market.defence=false');
  const path = text.slice(0, equals).trim();
  const field = FIELDS.find((each) => each.path === path);
  if (field === undefined && !isScenarioPath(path.split('.'))) return refuse(unknownPath(path));
  if (field?.live === undefined) return refuse(`"${path}" is fixed once a run has begun; fields that may change: ${FIELDS.filter(({ live }) => live).map((each) => each.path).join(', ')}`);
  const value = parseDocument(text.slice(equals + 1));
  if (value.errors.length > 0) return refuse(`the value is not YAML: ${value.errors[0]!.message.split('\n')[0]}`);
  return check(field, value.toJS(), parameters);
}

function refuse(message: string): LiveSet {
  return { ok: false, message };
}

function check(field: Field, value: unknown, parameters: Parameters): LiveSet {
  const scenario = toScenario(parameters);
  assign(scenario, field.path.split('.'), value);
  const [refused] = schemaProblems(scenario).filter((problem) => problem.path.join('.') === field.path);
  if (refused !== undefined) return refuse(refused.message);
  const read = readField(field, value);
  if (!read.ok) return refuse(read.message);
  const [broken] = brokenRules(withField(parameters, field.parameter, read.value));
  if (broken !== undefined) return refuse(broken.message);
  return { ok: true, command: { kind: 'set', path: field.parameter, value: read.value } };
}

function assign(tree: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) tree[name!] = value;
  else assign(tree[name!] as Record<string, unknown>, rest, value);
}
