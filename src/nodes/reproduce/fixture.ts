import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nearestWord } from '../../core/eval/input-error.js';
import type { PaperExperiment } from '../../core/papers/paper.js';
import { parameterProblems, type ParameterValue, type ParameterValues, valueProblem } from '../../core/papers/parameters.js';
import type { Published } from '../../core/papers/verdict.js';
import { type DocumentProblem, readChecked } from '../checked-document.js';
import { packageRoot } from '../package-root.js';
import type { FileProblem } from '../scenario-file.js';

export interface FixtureParameter {
  readonly value: ParameterValue;
  readonly unit: string;
  /** `published: where` or `chosen: why`. */
  readonly origin: string;
  /** What `--sensitivity` puts in its place, one after the other; empty where nothing is open. */
  readonly sweep: readonly ParameterValue[];
}

/** One published number, or a claim without a number. */
export interface PublishedNumber extends Published {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly unit: string;
  /** Why the band is as wide as it is. */
  readonly why: string;
  /** Many of one table are counted under one title for people. */
  readonly group: string | null;
}

export interface PaperFixture {
  readonly paper: string;
  readonly title: string;
  readonly source: string;
  readonly notes: readonly string[];
  readonly parameters: Readonly<Record<string, FixtureParameter>>;
  readonly numbers: readonly PublishedNumber[];
}

export type LoadedFixture = { readonly ok: true; readonly fixture: PaperFixture } | { readonly ok: false; readonly problems: readonly FileProblem[] };

export function fixturePath(paper: string): string {
  return join(packageRoot(), 'fixtures', 'papers', `${paper}.yaml`);
}

/** Reads the fixture of an experiment and checks it against the schema and the experiment. */
export function loadFixture(experiment: PaperExperiment): LoadedFixture {
  const path = fixturePath(experiment.name);
  const where = relative(process.cwd(), path);
  return readFixture(readFileSync(path, 'utf8'), where.startsWith('..') ? path : where, experiment);
}

/** Reads the text of a fixture; `where` names it in problems, which come in the order of the file. */
export function readFixture(text: string, where: string, experiment: PaperExperiment): LoadedFixture {
  const read = readChecked<FixtureDocument>(text, where, 'paper', (document) => brokenRules(document, experiment));
  return read.ok ? { ok: true, fixture: fixtureOf(read.value) } : read;
}

/** The values of a fixture's parameters alone, some of them replaced. */
export function parametersOf(fixture: PaperFixture, replaced: ParameterValues = {}): ParameterValues {
  return { ...Object.fromEntries(Object.entries(fixture.parameters).map(([name, { value }]) => [name, value])), ...replaced };
}

/** A fixture's file as the schema has let it through. */
interface FixtureDocument {
  readonly paper: string;
  readonly title: string;
  readonly source: string;
  readonly notes?: readonly string[];
  readonly parameters: Readonly<Record<string, { value: ParameterValue; unit?: string; origin: string; sweep?: readonly ParameterValue[] }>>;
  readonly numbers: readonly (Omit<PublishedNumber, 'band' | 'unit' | 'group'> & { unit?: string; group?: string; band: readonly [number | null, number | null] })[];
}

function fixtureOf(document: FixtureDocument): PaperFixture {
  return {
    ...document,
    notes: document.notes ?? [],
    parameters: Object.fromEntries(Object.entries(document.parameters).map(([name, one]) => [name, { ...one, unit: one.unit ?? '', sweep: one.sweep ?? [] }])),
    numbers: document.numbers.map((one) => ({ ...one, unit: one.unit ?? '', group: one.group ?? null, band: { least: one.band[0], most: one.band[1] } })),
  };
}

/** What the schema cannot say: the experiment's own parameters and numbers, bands that stand the right way round. */
function brokenRules(document: FixtureDocument, experiment: PaperExperiment): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  if (document.paper !== experiment.name) problems.push({ path: ['paper'], message: `expected ${experiment.name}; found ${document.paper}` });
  const values = Object.fromEntries(Object.entries(document.parameters).map(([name, { value }]) => [name, value]));
  for (const { name, message } of parameterProblems(experiment.rules, values)) {
    const isThere = Object.hasOwn(document.parameters, name);
    problems.push(isThere ? { path: Object.hasOwn(experiment.rules, name) ? ['parameters', name, 'value'] : ['parameters', name], message } : { path: ['parameters'], message: `"${name}" is missing`, atKey: true });
  }
  if (problems.length > 0) return problems;
  problems.push(...sweepProblems(document, experiment));
  const known = Object.keys(experiment.measures(values));
  const seen = new Set<string>();
  for (const [at, { id, band, value }] of document.numbers.entries()) {
    if (seen.has(id)) problems.push({ path: ['numbers', at, 'id'], message: `"${id}" is there twice` });
    seen.add(id);
    if (!known.includes(id)) problems.push({ path: ['numbers', at, 'id'], message: unmeasured(id, known) });
    const [least, most] = band;
    if (least !== null && most !== null && least > most) problems.push({ path: ['numbers', at, 'band'], message: `expected [least, most]; found [${least}, ${most}]` });
    else if (value !== null && ((least !== null && value < least) || (most !== null && value > most))) problems.push({ path: ['numbers', at, 'band'], message: `expected a band around the published ${value}` });
  }
  const missing = known.filter((id) => !seen.has(id));
  if (missing.length > 0) problems.push({ path: ['numbers'], message: `expected what is published of ${missing.join(', ')}`, atKey: true });
  return problems;
}

function sweepProblems(document: FixtureDocument, experiment: PaperExperiment): DocumentProblem[] {
  return Object.entries(document.parameters).flatMap(([name, { sweep = [] }]) =>
    sweep.flatMap((value, at): DocumentProblem[] => {
      const message = valueProblem(experiment.rules[name]!, value);
      return message === null ? [] : [{ path: ['parameters', name, 'sweep', at], message }];
    }),
  );
}

function unmeasured(id: string, known: readonly string[]): string {
  const near = nearestWord(id, known);
  return `the experiment measures no "${id}"${near === null ? '' : `; did you mean "${near}"?`}`;
}
