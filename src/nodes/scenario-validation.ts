import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { nearestWord, unknownWord } from '../core/eval/input-error.js';
import type { DocumentPath, ScenarioProblem } from '../core/scenario/convert.js';
import { type Schema, scenarioSchema, schemaAt } from '../core/scenario/schema.js';
import { documentPath, oneOf, shown } from './schema-words.js';

const SCHEMA = scenarioSchema();

/** Everything the published schema refuses about a scenario that is already parsed, at most one problem per place. */
export function schemaProblems(scenario: unknown): ScenarioProblem[] {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false });
  ajv.addVocabulary(['x-live', 'x-expects']);
  const validate = ajv.compile(SCHEMA);
  if (validate(scenario)) return [];
  const seen = new Set<string>();
  return (validate.errors ?? []).map((error) => describe(error, scenario)).filter((problem) => {
    const key = JSON.stringify(problem.path);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Every path that a scenario may say, without the insides of lists; for nearest words. */
export function scenarioPaths(schema: Schema = SCHEMA, prefix = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => [`${prefix}${name}`, ...scenarioPaths(child, `${prefix}${name}.`)]);
}

/** Whether a scenario has such a place. */
export function isScenarioPath(path: DocumentPath): boolean {
  return schemaAt(SCHEMA, path) !== null;
}

/** `unknown field "market.defense"; did you mean "market.defence"?` */
export function unknownPath(path: string): string {
  const all = scenarioPaths();
  // A right last word in the wrong group is the commonest slip; edit distance alone would miss it.
  const last = path.split('.').at(-1)!;
  const elsewhere = all.filter((candidate) => candidate.split('.').at(-1) === last);
  const near = nearestWord(path, all) ?? elsewhere[0] ?? null;
  return near === null ? `unknown field "${path}"; see \`v2g-tui scenario init\` for all of them` : `unknown field "${path}"; did you mean "${near}"?`;
}

function describe(error: ErrorObject, scenario: unknown): ScenarioProblem {
  const path = documentPath(error.instancePath, scenario);
  if (error.keyword === 'additionalProperties') {
    const key = (error.params as { additionalProperty: string }).additionalProperty;
    return problem('unknown-key', [...path, key], unknownKey(key, path));
  }
  if (error.keyword === 'required') {
    const key = (error.params as { missingProperty: string }).missingProperty;
    return problem('missing', path, `"${key}" is missing`);
  }
  return problem('bad-value', path, wrongValue(error));
}

function problem(code: string, path: DocumentPath, message: string): ScenarioProblem {
  return { code, path, message, also: [] };
}

/** The nearest key of the same group, else the same or nearest key of another group. */
function unknownKey(key: string, path: DocumentPath): string {
  const siblings = Object.keys(schemaAt(SCHEMA, path)?.properties ?? {});
  if (nearestWord(key, siblings) !== null) return unknownWord('key', key, siblings);
  const elsewhere = scenarioPaths().filter((candidate) => candidate.endsWith(`.${key}`));
  if (elsewhere.length > 0) return `unknown key "${key}" here; did you mean "${elsewhere[0]}"?`;
  return unknownWord('key', key, siblings);
}

function wrongValue(error: ErrorObject): string {
  const expects = (error.parentSchema as Schema)['x-expects'];
  const found = `found ${shown(error.data)}`;
  const limit = (error.params as { limit?: number }).limit;
  if (error.keyword === 'minimum') return `expected at least ${limit}; ${found}`;
  if (error.keyword === 'maximum') return `expected at most ${limit}; ${found}`;
  if (error.keyword === 'enum') return oneOf((error.params as { allowedValues: string[] }).allowedValues, error.data);
  if (typeof expects === 'string') return `expected ${expects}; ${found}`;
  return `expected ${(error.params as { type?: string }).type === 'object' ? 'a group of fields' : 'another value'}; ${found}`;
}
