import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { unknownWord } from '../../core/eval/input-error.js';
import type { DocumentPath } from '../../core/scenario/convert.js';
import { packageRoot } from '../package-root.js';
import { documentPath, shown } from '../schema-words.js';

/** One thing wrong with a fixture, by its place in the document. */
export interface FixtureProblem {
  readonly path: DocumentPath;
  readonly message: string;
  /** Points at the key instead of its value. */
  readonly atKey?: boolean;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly 'x-expects'?: string;
}

let compiled: ReturnType<Ajv2020['compile']> | null = null;

/** Everything that the schema of paper fixtures refuses about a parsed one, at most one problem per place. */
export function fixtureSchemaProblems(fixture: unknown): FixtureProblem[] {
  compiled ??= compile();
  if (compiled(fixture)) return [];
  const errors = compiled.errors ?? [];
  // A value that fits none of the kinds is told once, by the place itself and not by each kind.
  const told = errors.filter((error) => !/\/anyOf\/\d+\//.test(error.schemaPath));
  const seen = new Set<string>();
  return told.map((error) => describe(error, fixture)).filter(({ path }) => {
    const key = JSON.stringify(path);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function compile(): ReturnType<Ajv2020['compile']> {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
  ajv.addVocabulary(['x-expects']);
  return ajv.compile(JSON.parse(readFileSync(join(packageRoot(), 'fixtures', 'schema', 'paper.schema.json'), 'utf8')) as object);
}

function describe(error: ErrorObject, fixture: unknown): FixtureProblem {
  const path = documentPath(error.instancePath, fixture);
  const schema = error.parentSchema as Schema | undefined;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = (error.params as { additionalProperty: string }).additionalProperty;
      return { path: [...path, key], message: unknownWord('key', key, Object.keys(schema?.properties ?? {})), atKey: true };
    }
    case 'required':
      return { path, message: `"${(error.params as { missingProperty: string }).missingProperty}" is missing`, atKey: true };
    default:
      return { path, message: `expected ${schema?.['x-expects'] ?? 'another value'}; found ${shown(error.data)}` };
  }
}
