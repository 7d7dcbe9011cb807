import { stringify } from 'yaml';
import type { Parameters } from '../core/actors/parameters.js';
import { toScenario } from '../core/scenario/convert.js';
import { type Schema, scenarioSchema } from '../core/scenario/schema.js';

/** A scenario file that says every field, each under a comment that explains it. Valid as it stands. */
export function scenarioTemplate(parameters: Parameters): string {
  const head = [
    '# A scenario of v2g-tui. What you leave out keeps the value shown here.',
    '# Durations: 250ms, 90s, 2m, 2h. Energy in kWh, money in the currency, three decimals at most.',
    '# "(live)" marks what may also be changed while a run is under way.',
  ];
  return `${[...head, ...group(scenarioSchema(), toScenario(parameters), '')].join('\n')}\n`;
}

function group(schema: Schema, values: Record<string, unknown>, indent: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const comment = `${indent}# ${String(child['description'])}${child['x-live'] === true ? ' (live)' : ''}`;
    const value = values[name];
    const blank = indent === '' ? [''] : [];
    if (child.properties === undefined || value === null) return [...blank, comment, `${indent}${name}: ${inline(value)}`];
    return [...blank, comment, `${indent}${name}:`, ...group(child, value as Record<string, unknown>, `${indent}  `)];
  });
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow' }).trim();
}
