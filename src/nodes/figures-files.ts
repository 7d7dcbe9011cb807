import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { FleetParameters } from '../core/actors/parameters.js';
import { type FiguresByKind, type FiguresKind, readFigures } from '../core/energy/figures.js';
import { unknownWord } from '../core/eval/input-error.js';
import type { ScenarioProblem } from '../core/scenario/convert.js';
import type { RunFigures } from '../core/actors/parameters.js';
import { packageRoot } from './package-root.js';

/** The kind of figures that each field of `fleet` names. */
const KIND_OF_FIELD = {
  figures: 'fleet',
  arrivals: 'arrivals',
  parking: 'parking',
  initialSoc: 'initial-soc',
  tariff: 'tariff',
} as const satisfies Record<string, FiguresKind>;

type FiguresField = keyof typeof KIND_OF_FIELD;

/**
 * Loads the figures that a fleet names: a name stands for a file of `fixtures/figures`, anything with a slash or an ending
 * for a file, relative to the scenario's own. Gives null and the problems where one cannot be had.
 */
export function loadFigures(fleet: FleetParameters, scenarioPath: string): { figures: RunFigures | null; problems: ScenarioProblem[] } {
  const problems: ScenarioProblem[] = [];
  const load = <Field extends FiguresField>(field: Field): FiguresByKind[(typeof KIND_OF_FIELD)[Field]] | null =>
    loadOne(KIND_OF_FIELD[field], fleet[field], scenarioPath, (message) => {
      problems.push({ code: 'bad-figures', path: ['fleet', field], message, also: [] });
    });
  const loaded = { fleet: load('figures'), arrivals: load('arrivals'), parking: load('parking'), initialSoc: load('initialSoc'), tariff: load('tariff') };
  if (loaded.arrivals !== null && !Object.hasOwn(loaded.arrivals.places, fleet.place)) {
    const message = unknownWord('place', fleet.place, Object.keys(loaded.arrivals.places));
    problems.push({ code: 'bad-figures', path: ['fleet', 'place'], message, also: [['fleet', 'arrivals']] });
  }
  const { fleet: models, arrivals, parking, initialSoc, tariff } = loaded;
  if (problems.length > 0 || models === null || arrivals === null || parking === null || initialSoc === null || tariff === null) {
    return { figures: null, problems };
  }
  return { figures: { fleet: models, arrivals, parking, initialSoc, tariff }, problems };
}

/** The EV models of figures that come with the package. A name that is none of them is a programming error. */
export function fleetFigures(name: string): FiguresByKind['fleet'] {
  const refused: string[] = [];
  const fleet = loadOne('fleet', name, '', (message) => refused.push(message));
  if (fleet === null) throw new RangeError(refused.join('; '));
  return fleet;
}

/** The names that stand for files of `fixtures/figures`, in order. */
export function figuresNames(): string[] {
  return readdirSync(figuresFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted();
}

function loadOne<Kind extends FiguresKind>(
  kind: Kind,
  name: string,
  scenarioPath: string,
  refuse: (message: string) => void,
): FiguresByKind[Kind] | null {
  const path = /[/\\.]/.test(name) ? resolve(dirname(scenarioPath), name) : join(figuresFolder(), `${name}.yaml`);
  if (!existsSync(path)) {
    refuse(`no figures of this name; ${unknownWord('figures', name, figuresNames())}`);
    return null;
  }
  const data = parseFile(path);
  if (typeof data === 'string') {
    refuse(`${name}: ${data}`);
    return null;
  }
  const read = readFigures(kind, data.value);
  if (read.ok) return read.value;
  for (const problem of read.problems) refuse(`${name}: ${problem.path}: expected ${problem.expected}`);
  return null;
}

/** The file's data, or what is wrong with it as text. */
function parseFile(path: string): { readonly value: unknown } | string {
  try {
    const document = parseDocument(readFileSync(path, 'utf8'));
    const error = document.errors[0];
    return error === undefined ? { value: document.toJS() as unknown } : `not YAML: ${error.message.split('\n')[0]!}`;
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`;
  }
}

function figuresFolder(): string {
  return join(packageRoot(), 'fixtures', 'figures');
}
