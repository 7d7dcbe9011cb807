import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { LineCounter, parseDocument } from 'yaml';
import { unknownWord } from '../core/eval/input-error.js';
import type { DocumentPath } from '../core/scenario/convert.js';
import { packageRoot } from './package-root.js';
import type { FileProblem } from './scenario-file.js';
import { pathText, positionOf, type ScenarioSource } from './scenario-source.js';
import { documentPath, oneOf, shown } from './schema-words.js';

/** One thing wrong with a document, by its place in it. */
export interface DocumentProblem {
  readonly path: DocumentPath;
  readonly message: string;
  /** Points at the key instead of its value. */
  readonly atKey?: boolean;
}

export type Checked<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly FileProblem[] };

/**
 * Reads YAML text against a published schema of `fixtures/schema`, and then by rules that no schema can say, each of which may
 * look at the document as one that fits. `where` names it in problems, which come in the order of the file.
 */
export function readChecked<Document>(text: string, where: string, schemaName: string, rules: (document: Document) => readonly DocumentProblem[]): Checked<Document> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error): FileProblem => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { where, line, column: col, path: '', message: `not YAML: ${error.message}` };
    });
    return { ok: false, problems };
  }
  const plain: unknown = document.toJS({ maxAliasCount: 100 });
  const refused = schemaProblems(schemaName, plain);
  const problems = refused.length > 0 ? refused : rules(plain as Document);
  if (problems.length > 0) return { ok: false, problems: located({ where, document, lines, sets: [] }, problems) };
  return { ok: true, value: plain as Document };
}

function located(source: ScenarioSource, problems: readonly DocumentProblem[]): FileProblem[] {
  return problems
    .map(({ path, message, atKey }): FileProblem => ({ ...positionOf(source, [path], atKey === true), path: pathText(path), message }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly 'x-expects'?: string;
}

const compiled = new Map<string, ReturnType<Ajv2020['compile']>>();

/** Everything that the schema refuses, at most one problem per place. */
function schemaProblems(name: string, document: unknown): DocumentProblem[] {
  const validate = compiled.get(name) ?? compile(name);
  compiled.set(name, validate);
  if (validate(document)) return [];
  // A value that fits none of several kinds is told once, by the place itself and not by each kind.
  const told = (validate.errors ?? []).filter((error) => !/\/anyOf\/\d+\//.test(error.schemaPath));
  const seen = new Set<string>();
  return told.map((error) => describe(error, document)).filter(({ path }) => {
    const key = JSON.stringify(path);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function compile(name: string): ReturnType<Ajv2020['compile']> {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
  ajv.addVocabulary(['x-expects']);
  return ajv.compile(JSON.parse(readFileSync(join(packageRoot(), 'fixtures', 'schema', `${name}.schema.json`), 'utf8')) as object);
}

function describe(error: ErrorObject, document: unknown): DocumentProblem {
  const path = documentPath(error.instancePath, document);
  const schema = error.parentSchema as Schema | undefined;
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
      return { path, message: `expected ${schema?.['x-expects'] ?? 'another value'}; ${found}` };
  }
}
