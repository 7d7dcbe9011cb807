import { stringify } from 'yaml';
import type { Parameters } from '../../core/actors/parameters.js';
import { toScenario } from '../../core/scenario/convert.js';
import { DEFAULTS } from '../../core/scenario/defaults.js';
import { LIST_FIELDS } from '../../core/scenario/fields.js';

/**
 * The scenario file of a world: what differs from the defaults and nothing else, under the lines of `head` as comments.
 * `run FILE --seed S` runs the same world.
 */
export function scenarioText(parameters: Parameters, head: readonly string[]): string {
  const said = differences(toScenario(parameters), toScenario(DEFAULTS)) as Record<string, unknown>;
  const text = stringify(said, { lineWidth: 0, flowCollectionPadding: true });
  return `${[...head.map((line) => `# ${line}`), text.trimEnd()].join('\n')}\n`;
}

function differences(value: unknown, usual: unknown, path = ''): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutEmpty(item, path));
  if (typeof value !== 'object' || value === null || typeof usual !== 'object' || usual === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) => JSON.stringify(inner) !== JSON.stringify((usual as Record<string, unknown>)[key]));
  return Object.fromEntries(entries.map(([key, inner]) => [key, differences(inner, (usual as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`)]));
}

/** A record of a list without the fields that may be left out and say nothing. */
function withoutEmpty(item: unknown, path: string): unknown {
  if (typeof item !== 'object' || item === null) return item;
  const fields = LIST_FIELDS.find((list) => list.path === path)?.items ?? [];
  const isOptional = (key: string): boolean => fields.some((field) => field.path === key && field.fallback !== undefined);
  return Object.fromEntries(Object.entries(item).filter(([key, inner]) => !isOptional(key) || !SAYS_NOTHING.has(inner)));
}

const SAYS_NOTHING: ReadonlySet<unknown> = new Set([null, '', 0, '0ms', '0s']);
