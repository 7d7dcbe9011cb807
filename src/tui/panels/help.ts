import { KEYS, type KeyBinding } from '../keys.js';
import type { Model } from '../model.js';
import { MODES } from '../modes/registry.js';
import { VIEWS } from '../views/registry.js';
import type { LocalKey } from '../views/view.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf, type Style } from '../text/style.js';
import { framed, inside, type Edge } from './frame.js';

const GROUPS: readonly { readonly group: KeyBinding['group']; readonly title: string }[] = [
  { group: 'run', title: 'The run' },
  { group: 'time', title: 'Time' },
  { group: 'look', title: 'Looking around' },
  { group: 'attack', title: 'Attacks and defences' },
  { group: 'leave', title: 'Help and leaving' },
];

/** The whole key table, and what the signs mean. */
export function helpPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const room = inside(width, height, edge.boxed);
  const lines = helpLines(model);
  const first = Math.max(0, Math.min(model.ui.scroll, lines.length - room.height));
  const left = lines.length - first - room.height;
  const note = [span(left > 0 ? `${left} more lines below: down` : 'Esc goes back', 'dim')];
  return framed({ ...edge, title: 'Help', note }, lines.slice(first, first + room.height), width, height, model.style);
}

/** The lines of the help screen, made from the key table: first the keys of what is shown, then those of everywhere. */
export function helpLines({ style, ui }: Pick<Model, 'style' | 'ui'>): Line[] {
  const places = [
    ...VIEWS.map(({ name, title, keys }) => ({ title: `In the view ${title}`, keys: keys ?? [], isShown: name === ui.view })),
    ...MODES.map(({ name, keys }) => ({ title: `In ${name}`, keys: keys ?? [], isShown: ui.modes.includes(name) })),
  ].filter(({ keys }) => keys.length > 0);
  const local = places.toSorted((a, b) => Number(b.isShown) - Number(a.isShown)).map(({ title, keys, isShown }) => ({ isShown, lines: section(title, keys) }));
  const everywhere = GROUPS.flatMap(({ group, title }) => section(title, KEYS.filter((binding) => binding.group === group)));
  const shown = local.filter(({ isShown }) => isShown).flatMap(({ lines }) => lines);
  const others = local.filter(({ isShown }) => !isShown).flatMap(({ lines }) => lines);
  return [...shown, ...everywhere, ...others, [span('Signs', 'bold')], ...legend(style)];
}

function section(title: string, keys: readonly (KeyBinding | LocalKey)[]): Line[] {
  return [[span(title, 'bold')], ...keys.map((binding): Line => [span(`  ${binding.label.padEnd(10)}`, 'title'), span(binding.help)]), []];
}

function legend(style: Style): Line[] {
  const glyphs = glyphsOf(style);
  const entries: readonly (readonly [string, string])[] = [
    [glyphs.good, 'checked and valid; a defence that is on'],
    [glyphs.bad, 'refused or invalid; a defence that is off; a broken property'],
    [glyphs.asked, 'asked, not answered yet'],
    [glyphs.primary, 'the primary of the committee'],
    [`${glyphs.barFull}${glyphs.barMark}${glyphs.barFull}`, 'a draw against its threshold: beyond the mark it has won units (u)'],
    ['P CP', 'drawn as a primary, or as a candidate primary; each role has its own draw'],
  ];
  return entries.map(([sign, text]): Line => [span(`  ${sign.padEnd(10)}`, 'title'), span(text)]);
}
