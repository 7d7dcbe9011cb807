import { commands } from '../tui/commands/registry.js';
import { TERMS } from '../tui/explain.js';
import { KEYS } from '../tui/keys.js';
import { MODES } from '../tui/modes/registry.js';
import { VIEWS } from '../tui/views/registry.js';
import { markdownTable } from './markdown-table.js';
import type { GeneratedFile } from './reference-pages.js';

/** What the interface's own help and `i` say, as pages. */
export function interfacePages(origin: string): GeneratedFile[] {
  return [
    { path: 'docs/reference/keys.md', text: keysPage(origin) },
    { path: 'docs/reference/terms.md', text: termsPage(origin) },
  ];
}

function keysPage(origin: string): string {
  const local = [...VIEWS, ...MODES].flatMap(({ name, keys }) => (keys === undefined || keys.length === 0 ? [] : ['', `## In \`${name}\``, '', ...keyTable(keys)]));
  const typed = commands().map(({ name, usage, help, key }) => [`\`${name}${usage === '' ? '' : ` ${usage}`}\``, key === undefined ? '' : `\`${key}\``, help]);
  return `${['# Keys and commands of the interface', '', origin, '', '## Everywhere', '', ...keyTable(KEYS), ...local, '', '## Commands behind `:`', '', ...markdownTable(['command', 'key', 'does'], typed)].join('\n')}\n`;
}

function keyTable(keys: readonly { readonly label: string; readonly help: string }[]): string[] {
  return markdownTable(['key', 'does'], keys.map(({ label, help }) => [label.split(' ').map((one) => `\`${one}\``).join(' '), help]));
}

function termsPage(origin: string): string {
  const rows = TERMS.map(({ name, shown, places, unit, definition, formula, source }) => [
    shown.map((word) => `\`${word}\``).join(', ') + (places === undefined ? '' : ` (${places.join(', ')})`),
    name,
    unit,
    definition,
    formula ?? '',
    source,
  ]);
  return `${['# Numbers on the screens', '', `${origin} The same, for the screen one looks at: \`i\`.`, '', ...markdownTable(['shown as', 'is', 'unit', 'definition', 'formula', 'source'], rows)].join('\n')}\n`;
}
