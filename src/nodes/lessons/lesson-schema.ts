import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { unknownWord } from '../../core/eval/input-error.js';
import type { DocumentPath } from '../../core/scenario/convert.js';
import { packageRoot } from '../package-root.js';
import { documentPath, oneOf, shown } from '../schema-words.js';

/** One thing wrong with a lesson, by its place in the document. */
export interface LessonProblem {
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

/** Everything the published schema refuses about a lesson that is already parsed, at most one problem per place. */
export function lessonSchemaProblems(lesson: unknown): LessonProblem[] {
  compiled ??= compile();
  if (compiled(lesson)) return [];
  const seen = new Set<string>();
  return (compiled.errors ?? []).map((error) => describe(error, lesson)).filter(({ path }) => {
    const key = JSON.stringify(path);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function compile(): ReturnType<Ajv2020['compile']> {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
  ajv.addVocabulary(['x-expects']);
  return ajv.compile(JSON.parse(readFileSync(join(packageRoot(), 'fixtures', 'schema', 'lesson.schema.json'), 'utf8')) as object);
}

function describe(error: ErrorObject, lesson: unknown): LessonProblem {
  const path = documentPath(error.instancePath, lesson);
  const schema = error.parentSchema as Schema | undefined;
  const expects = schema?.['x-expects'];
  const found = `found ${shown(error.data)}`;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = (error.params as { additionalProperty: string }).additionalProperty;
      return { path: [...path, key], message: unknownWord('key', key, Object.keys(schema?.properties ?? {})), atKey: true };
    }
    case 'required':
      return { path, message: `"${(error.params as { missingProperty: string }).missingProperty}" is missing`, atKey: true };
    case 'propertyNames':
      return { path: [...path, (error.params as { propertyName: string }).propertyName], message: 'expected a name of small letters and digits', atKey: true };
    case 'enum':
      return { path, message: oneOf((error.params as { allowedValues: string[] }).allowedValues, error.data) };
    case 'minimum':
    case 'maximum':
      return { path, message: `expected at ${error.keyword === 'minimum' ? 'least' : 'most'} ${(error.params as { limit: number }).limit}; ${found}` };
    default:
      return { path, message: expects === undefined ? `expected another value; ${found}` : `expected ${expects}; ${found}` };
  }
}
