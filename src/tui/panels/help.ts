import { KEYS, type KeyBinding } from '../keys.js';
import type { Model } from '../model.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf, type Style } from '../text/style.js';
import { framed, inside, type Edge } from './frame.js';

const GROUPS: readonly { readonly group: KeyBinding['group']; readonly title: string }[] = [
  { group: 'run', title: 'The run' },
  { group: 'look', title: 'Looking around' },
  { group: 'attack', title: 'Attacks and defences' },
  { group: 'leave', title: 'Help and leaving' },
];

/** The whole key table, and what the signs mean. */
export function helpPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const room = inside(width, height, edge.boxed);
  const lines = helpLines(model.style);
  const first = Math.max(0, Math.min(model.ui.scroll, lines.length - room.height));
  const left = lines.length - first - room.height;
  const note = [span(left > 0 ? `${left} more lines below: down` : 'Esc goes back', 'dim')];
  return framed({ ...edge, title: 'Help', note }, lines.slice(first, first + room.height), width, height, model.style);
}

/** The lines of the help screen, made from the key table. */
export function helpLines(style: Style): Line[] {
  const keys = GROUPS.flatMap(({ group, title }) => [
    [span(title, 'bold')],
    ...KEYS.filter((binding) => binding.group === group).map((binding): Line => [span(`  ${binding.label.padEnd(10)}`, 'title'), span(binding.help)]),
    [],
  ]);
  return [...keys, [span('Signs', 'bold')], ...legend(style)];
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

/** What is shown before the run is up. */
export function startingPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const lines: Line[] = [
    [],
    [span(`Starting ${model.run.scenario} with seed ${model.run.seed}`, 'bold')],
    [],
    [span('Keys, certificates and wallets of every node are being made.', 'dim')],
    [span('q quits, ? shows the keys.', 'dim')],
  ];
  return framed({ ...edge, title: 'v2g-tui' }, lines, width, height, model.style);
}
