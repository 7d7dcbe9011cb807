import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { Parameters } from '../core/actors/parameters.js';
import { nearestWord } from '../core/eval/input-error.js';
import { type DocumentPath, type ScenarioProblem, toParameters } from '../core/scenario/convert.js';
import { brokenRules } from '../core/scenario/rules.js';
import type { RunFigures } from '../core/actors/parameters.js';
import { loadFigures } from './figures-files.js';
import { scenarioFolder, scenarioNames } from './scenario-names.js';
import { applySets } from './scenario-sets.js';
import { covers, positionOf, pathText, type ScenarioSource } from './scenario-source.js';
import { schemaProblems } from './scenario-validation.js';

/** One thing wrong with a scenario, ready to print; `line` and `column` count from 1, 0 where no place in a file is at fault. */
export interface FileProblem {
  /** The file, or the `--set` flag that said it. */
  readonly where: string;
  readonly line: number;
  readonly column: number;
  /** The path within the scenario, or '' where the text itself is at fault. */
  readonly path: string;
  readonly message: string;
}

export type LoadedScenario =
  | {
      readonly ok: true;
      readonly parameters: Parameters;
      /** The contents of the figures that the scenario names. */
      readonly figures: RunFigures;
      readonly text: string;
      readonly path: string;
    }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/**
 * Loads a scenario by its name or its file, puts `sets` (each `path=value`, the value in YAML) on it, and checks all of
 * it: the text, the schema, the rules. Gives the core's parameters, or every problem in the order of the file.
 */
export function loadScenario(nameOrPath: string, sets: readonly string[]): LoadedScenario {
  const read = readScenario(nameOrPath);
  if (!read.ok) return { ok: false, problems: [{ where: nameOrPath, line: 0, column: 0, path: '', message: read.message }] };
  const lines = new LineCounter();
  const document = parseDocument(read.text, { lineCounter: lines, prettyErrors: false });
  const where = relative(process.cwd(), read.path) || read.path;
  const source: ScenarioSource = { where: where.startsWith('..') ? read.path : where, document, lines, sets: [] };
  const broken = syntaxProblems(source);
  if (broken.length > 0) return { ok: false, problems: broken };
  const refusedSets = applySets(source, sets);
  const { parameters, figures, problems } = check(source, read.path);
  const all = [...problems.map((problem) => locate(source, problem)).toSorted(byPosition), ...refusedSets];
  if (all.length > 0 || figures === null) return { ok: false, problems: all };
  return { ok: true, parameters, figures, text: read.text, path: read.path };
}

/** `file:line:column: path: message`, as the command line prints it. */
export function problemText(problem: FileProblem): string {
  const place = problem.line === 0 ? problem.where : `${problem.where}:${problem.line}:${problem.column}`;
  return problem.path === '' ? `${place}: ${problem.message}` : `${place}: ${problem.path}: ${problem.message}`;
}

type ReadFile = { readonly ok: true; readonly text: string; readonly path: string } | { readonly ok: false; readonly message: string };

function readScenario(nameOrPath: string): ReadFile {
  const names = scenarioNames();
  const path = names.includes(nameOrPath) ? join(scenarioFolder(), `${nameOrPath}.yaml`) : nameOrPath;
  try {
    return { ok: true, text: readFileSync(path, 'utf8'), path };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EISDIR') return { ok: false, message: 'this is a folder; expected a scenario file in YAML' };
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return { ok: false, message: `cannot be read (${code ?? 'unknown reason'})` };
    const near = nearestWord(nameOrPath, names);
    const remedy = near === null ? `scenarios: ${names.join(', ')}` : `did you mean "${near}"?`;
    return { ok: false, message: `no scenario or file of this name; ${remedy}` };
  }
}

function syntaxProblems(source: ScenarioSource): FileProblem[] {
  const at = (offset: number, message: string): FileProblem => {
    const { line, col } = source.lines.linePos(offset);
    return { where: source.where, line, column: col, path: '', message };
  };
  const { document } = source;
  if (document.errors.length > 0) return document.errors.map((error) => at(error.pos[0], `not YAML: ${error.message}`));
  const value: unknown = document.contents === null ? {} : toPlain(source);
  if (value === undefined) return [at(0, 'an alias is used too often or refers to nothing')];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return [];
  return [at(document.contents?.range?.[0] ?? 0, 'expected the fields of a scenario, `name: value` on each line')];
}

/** The document as plain data, or undefined where its aliases cannot be resolved. */
function toPlain(source: ScenarioSource): unknown {
  try {
    return source.document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function check(source: ScenarioSource, path: string): { parameters: Parameters; figures: RunFigures | null; problems: ScenarioProblem[] } {
  const scenario = toPlain(source) ?? {};
  const refused = schemaProblems(scenario);
  const converted = toParameters(scenario, wrongIn(refused));
  const soFar = [...refused, ...converted.problems];
  const isWrong = wrongIn(soFar);
  const broken = brokenRules(converted.parameters).filter((problem) => ![problem.path, ...problem.also].some(isWrong));
  // Where a name is refused already the default was loaded in its place, so nothing is told twice.
  const { figures, problems } = loadFigures(converted.parameters.fleet, path);
  return { parameters: converted.parameters, figures, problems: [...soFar, ...broken, ...problems] };
}

/** Whether one of the problems is about a place or something around it. An unknown key makes no known place wrong. */
function wrongIn(problems: readonly ScenarioProblem[]): (path: DocumentPath) => boolean {
  return (path) => problems.some((problem) => problem.code !== 'unknown-key' && covers(problem.path, path));
}

function locate(source: ScenarioSource, problem: ScenarioProblem): FileProblem {
  const candidates = [problem.path, ...problem.also];
  const position = positionOf(source, candidates, problem.code === 'unknown-key');
  return { ...position, path: pathText(problem.path), message: problem.message };
}

function byPosition(left: FileProblem, right: FileProblem): number {
  return left.line - right.line || left.column - right.column || (left.path < right.path ? -1 : 1);
}
