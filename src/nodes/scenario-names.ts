import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/** What runs when nobody names a scenario. */
export const DEFAULT_SCENARIO = 'campus-4';

/** The names of the scenarios that come with the package, in order of name. */
export function scenarioNames(): string[] {
  return readdirSync(scenarioFolder())
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted();
}

/** Where they lie. */
export function scenarioFolder(): string {
  return join(packageRoot(), 'fixtures', 'scenarios');
}
