import { FIELDS, GROUPS, LIST_FIELDS } from '../core/scenario/fields.js';
import { type Schema, scenarioSchema, schemaAt } from '../core/scenario/schema.js';
import { LINE, RECORDS, TRANSACTIONS } from '../core/audit/records.js';
import type { Shape } from '../core/audit/shapes.js';
import { interfacePages } from './reference-interface.js';
import { type Listing, LISTINGS } from './list-command.js';
import { markdownTable } from './markdown-table.js';

/** A generated file: its path from the package's root, and all its text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const ORIGIN = 'Made by `npm run docs` from the lists in the code; edit those.';

const TITLES: Readonly<Record<string, string>> = {
  engines: 'Ledger engines',
  mechanisms: 'Market mechanisms',
  attacks: 'Attacks',
  faults: 'Faults',
  metrics: 'Metrics',
  checkers: 'Checkers',
  eval: 'Units of `eval`',
};

/** The published schema and every reference page, made from the registries. */
export function generatedFiles(): GeneratedFile[] {
  const pages = Object.entries(LISTINGS).map(([name, listing]) => ({ path: `docs/reference/${name}.md`, text: listingPage(name, listing) }));
  return [
    { path: 'fixtures/schema/scenario.schema.json', text: `${JSON.stringify(scenarioSchema(), null, 2)}\n` },
    { path: 'docs/reference/scenario.md', text: scenarioPage() },
    { path: 'docs/reference/ledger.md', text: ledgerPage() },
    ...interfacePages(ORIGIN),
    ...pages,
  ];
}

function listingPage(name: string, { columns, rows }: Listing): string {
  const coded = rows.map(([first, ...rest]) => [`\`${first}\``, ...rest]);
  return `${['# ' + (TITLES[name] ?? name), '', `${ORIGIN} The same: \`v2g-tui list ${name}\`.`, '', ...markdownTable(columns, coded)].join('\n')}\n`;
}

/** Made from the shapes that the auditor checks, so that the page cannot say anything else. */
function ledgerPage(): string {
  const head = [
    '# Records of `ledger.ndjson`',
    '',
    'Made by `npm run docs` from the shapes that `verify` checks; edit those. What each is for: chapter 10. Hex is lower case; `hash` is SHA-256 of',
    'the line’s canonical JSON (RFC 8785) without `hash`, and `prev` the hash of the line before.',
    '',
    '## A line',
    '',
    ...markdownTable(['field', 'is'], shapeRows(LINE, '')),
  ];
  const sections = RECORDS.flatMap(({ kind, about, shape }) => ['', `## Record \`${kind}\``, '', about, '', ...markdownTable(['field', 'is'], shapeRows(shape, ''))]);
  const transactions = TRANSACTIONS.flatMap(({ kind, about, shape }) => ['', `## Transaction \`${kind}\``, '', about, '', ...markdownTable(['field', 'is'], shapeRows(shape, ''))]);
  return `${[...head, ...sections, ...transactions].join('\n')}\n`;
}

/** Fields one a row, those of what is inside behind a dot, `[]` for each of a list. */
function shapeRows({ fields }: Shape<unknown>, path: string): string[][] {
  return Object.entries(fields ?? {}).flatMap(([key, shape]) => {
    const at = `${path}${key}`;
    const isList = shape.is.startsWith('a list');
    return shape.fields === undefined ? [[`\`${at}\``, shape.is]] : [[`\`${at}\``, shape.is], ...shapeRows(shape, `${at}${isList ? '[]' : ''}.`)];
  });
}

function scenarioPage(): string {
  const schema = scenarioSchema();
  const groups = [...new Set(FIELDS.map((field) => groupOf(field.path)))];
  const sections = groups.flatMap((group) => {
    const fields = FIELDS.filter((field) => groupOf(field.path) === group);
    const heading = group === '' ? ['## The run'] : [`## \`${group}\``, '', GROUPS[group] ?? ''];
    return ['', ...heading, '', ...markdownTable(FIELD_COLUMNS, fields.map((field) => fieldRow(schema, field.path, field.about)))];
  });
  const lists = LIST_FIELDS.flatMap((list) => {
    const item = schemaAt(schema, [...list.path.split('.'), 0])!;
    const rows = list.items.map((field) => itemRow(item, field.path, field.about));
    return ['', `## \`${list.path}[]\``, '', list.about, '', ...markdownTable(['field', 'is', 'required', 'meaning'], rows)];
  });
  const offer = ['', '## `fleet.offerKWh`', '', `${GROUPS['fleet.offerKWh']!} It has \`min\` and \`max\` in kWh; left out it is null.`];
  const head = ['# Fields of a scenario', '', `${ORIGIN} All of them in one file: \`v2g-tui scenario init\`; the schema: \`fixtures/schema/scenario.schema.json\`.`];
  return `${[...head, ...sections, ...offer, ...lists].join('\n')}\n`;
}

const FIELD_COLUMNS = ['field', 'is', 'default', 'live', 'meaning'];

function groupOf(path: string): string {
  return path.includes('.') ? path.split('.')[0]! : '';
}

function fieldRow(schema: Schema, path: string, about: string): string[] {
  const field = schemaAt(schema, path.split('.'))!;
  return [`\`${path}\``, isA(field), `\`${JSON.stringify(field['default'])}\``, field['x-live'] === true ? 'yes' : '', about];
}

function itemRow(item: Schema, path: string, about: string): string[] {
  return [`\`${path}\``, isA(item.properties![path]!), item.required?.includes(path) === true ? 'yes' : '', about];
}

function isA(field: Schema): string {
  const words = field['enum'];
  if (Array.isArray(words)) return words.map((word) => `\`${String(word)}\``).join(', ');
  const least = field['minimum'];
  const most = field['maximum'];
  const bounds = least === undefined ? '' : most === undefined ? `, at least ${String(least)}` : `, ${String(least)} to ${String(most)}`;
  return `${String(field['x-expects'])}${bounds}`;
}
