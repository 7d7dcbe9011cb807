import { existsSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { toScenario } from '../core/scenario/convert.js';
import { DEFAULTS } from '../core/scenario/defaults.js';
import { type LoadedScenario, loadScenario, problemText } from '../nodes/scenario-file.js';
import { scenarioNames } from '../nodes/scenario-names.js';
import { scenarioTemplate } from '../nodes/scenario-template.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson, say } from './output.js';
import { table } from './table.js';
import { UserError } from './user-error.js';

/** A scenario that was loaded without a problem. */
export type SoundScenario = Extract<LoadedScenario, { ok: true }>;

/** Loads a scenario or throws `UserError` with all its problems. */
export function scenarioOrRefuse(nameOrPath: string, sets: readonly string[]): SoundScenario {
  const loaded = loadScenario(nameOrPath, sets);
  if (!loaded.ok) throw new UserError(...loaded.problems.map(problemText));
  return loaded;
}

/** `scenario list`: the scenarios that come with the package. */
export function scenarioList(json: boolean): ExitCode {
  const scenarios = scenarioNames().map((name) => {
    const { parameters } = scenarioOrRefuse(name, []);
    return { name, about: parameters.about, shards: parameters.shards, evs: parameters.population.evs };
  });
  if (json) printJson(scenarios);
  else {
    const columns = [
      { title: 'name', align: 'left' },
      { title: 'shards', align: 'right' },
      { title: 'EVs', align: 'right' },
      { title: 'about', align: 'left' },
    ] as const;
    for (const line of table(columns, scenarios.map((one) => [one.name, String(one.shards), String(one.evs), one.about]))) print(line);
  }
  return EXIT.done;
}

/** `scenario show`: the whole scenario with its defaults and `--set`, in YAML or JSON. */
export function scenarioShow(nameOrPath: string, sets: readonly string[], json: boolean): ExitCode {
  const scenario = toScenario(scenarioOrRefuse(nameOrPath, sets).parameters);
  if (json) printJson(scenario);
  else print(stringify(scenario).trimEnd());
  return EXIT.done;
}

/** `scenario validate`: every file is checked; problems of all of them are told. */
export function scenarioValidate(files: readonly string[], sets: readonly string[]): ExitCode {
  const problems: string[] = [];
  for (const file of files) {
    const loaded = loadScenario(file, sets);
    if (loaded.ok) print(`${file}: valid`);
    else problems.push(...loaded.problems.map(problemText));
  }
  if (problems.length > 0) throw new UserError(...problems);
  return EXIT.done;
}

/** `scenario init [FILE]`: a scenario with every field and its default; never over a file that is there. */
export function scenarioInit(file: string | undefined): ExitCode {
  const text = scenarioTemplate(DEFAULTS);
  if (file === undefined) {
    print(text.trimEnd());
    return EXIT.done;
  }
  if (existsSync(file)) throw new UserError(`${file}: is there already; expected the name of a new file`);
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    throw new UserError(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
  }
  say(`${file}: written; run it with: v2g-tui run ${file}`);
  return EXIT.done;
}
