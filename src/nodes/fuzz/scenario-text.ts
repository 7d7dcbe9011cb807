import { stringify } from 'yaml';
import type { Parameters } from '../../core/actors/parameters.js';
import { toScenario } from '../../core/scenario/convert.js';
import { DEFAULTS } from '../../core/scenario/defaults.js';

/**
 * The scenario file of a world: what differs from the defaults and nothing else, under the lines of `head` as comments.
 * `run FILE --seed S` runs the same world.
 */
export function scenarioText(parameters: Parameters, head: readonly string[]): string {
  const said = differences(toScenario(parameters), toScenario(DEFAULTS)) as Record<string, unknown>;
  const text = stringify(said, { lineWidth: 0, flowCollectionPadding: true });
  return `${[...head.map((line) => `# ${line}`), text.trimEnd()].join('\n')}\n`;
}

function differences(value: unknown, usual: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutEmpty(item));
  if (typeof value !== 'object' || value === null || typeof usual !== 'object' || usual === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) => JSON.stringify(inner) !== JSON.stringify((usual as Record<string, unknown>)[key]));
  return Object.fromEntries(entries.map(([key, inner]) => [key, differences(inner, (usual as Record<string, unknown>)[key])]));
}

/** A record of a list without the fields that say nothing. */
function withoutEmpty(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(Object.entries(item).filter(([, inner]) => inner !== null && inner !== '' && inner !== 0 && inner !== '0ms' && inner !== '0s'));
}
