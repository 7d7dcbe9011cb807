import type { DrawerLine, DrawLine } from '../../../core/inspect/elections.js';
import { nameWithin } from '../../panels/elections.js';
import { fraction } from '../../text/format.js';
import { span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../../text/style.js';
import { titled } from '../../text/table.js';

const NAME = 9;
const CREDIT = 4;
/** What stands beside a role's bar: the draw, its units and its sign. */
const NUMBERS = 12;
const REASON = 18;

interface Widths {
  readonly bar: number;
  readonly reason: number;
}

function widthsFor(width: number): Widths {
  const reason = width >= 110 ? REASON : 0;
  return { bar: Math.max(0, Math.min(30, Math.floor((width - 2 - NAME - CREDIT - 4 - 2 * NUMBERS - reason) / 2))), reason };
}

export function drawerHeading(width: number): Line {
  const { bar } = widthsFor(width);
  titled(['EV', 'cred', 'draw', 'intervals', 'units', 'proof']);
  const role = (name: string): string => `${name} draw`.slice(0, bar + NUMBERS - 1).padEnd(bar + NUMBERS);
  return [span(`  ${'EV'.padEnd(NAME)}${'cred'.padStart(CREDIT)}  ${role('P')}  ${role('CP')}`, 'dim')];
}

/** One EV: its draws for both roles against the intervals of its credit, what they won and what the committee said. */
export function drawerRow(line: DrawerLine, selected: boolean, shard: string, width: number, style: Style): Line {
  const { bar, reason } = widthsFor(width);
  const glyphs = glyphsOf(style);
  const name = nameWithin(shard, line.node);
  const tone: Tone = line.status !== 'up' ? 'bad' : line.sybil ? 'warn' : line.seats > 0 ? 'bold' : 'plain';
  const said = line.P?.reason ?? line.CP?.reason ?? (line.status === 'up' ? '' : line.status);
  return [
    span(selected ? `${glyphs.selected} ` : '  ', 'accent'),
    span(name.length > NAME - 1 ? `${name.slice(0, NAME - 2)}${glyphs.cut} ` : name.padEnd(NAME), tone),
    span((line.credit === null ? glyphs.none : String(line.credit)).padStart(CREDIT), 'dim'),
    span('  '),
    ...drawCells(line.P, bar, style),
    span('  '),
    ...drawCells(line.CP, bar, style),
    span(reason > 0 ? ` ${said}`.slice(0, reason) : '', 'bad'),
  ];
}

function drawCells(draw: DrawLine | null, bar: number, style: Style): Line {
  if (draw === null) return [span('no part'.slice(0, bar + NUMBERS).padEnd(bar + NUMBERS), 'dim')];
  if (draw.fraction === null) return [...intervalBar(draw, bar, style), span(' not yet'.padEnd(NUMBERS), 'dim')];
  const units = draw.units > 0 ? `${String(draw.units).padStart(2)}u` : '   ';
  return [...intervalBar(draw, bar, style), span(` ${fraction(draw.fraction)} `, draw.units > 0 ? 'plain' : 'dim'), span(units, 'bold'), proofSign(draw, style)];
}

function proofSign({ proof }: DrawLine, style: Style): Span {
  const { good, bad, asked } = glyphsOf(style);
  if (proof === 'valid') return span(good, 'good');
  if (proof === 'refused') return span(bad, 'bad');
  return proof === 'sent' ? span(asked, 'accent') : span(' ');
}

/**
 * The draw's place between 0 and 1, with marks where the intervals of 0, 1, … units end. A draw that wins always stands
 * right of the first mark and one that does not left of it, however short the bar is.
 */
export function intervalBar({ fraction: value, bounds, units }: DrawLine, width: number, style: Style): Line {
  if (width <= 0) return [];
  const { barEmpty, barMark } = glyphsOf(style);
  const cells: Span[] = Array.from({ length: width }, () => span(barEmpty, 'dim'));
  // The first mark leaves a cell at its right, since that is where a draw wins.
  const first = Math.max(0, Math.min(width - 2, Math.floor((bounds[0] ?? 1) * width)));
  for (const bound of bounds.slice(1)) if (bound < 1) cells[Math.min(width - 1, Math.max(first + 1, Math.floor(bound * width)))] = span(barMark, 'accent');
  if ((bounds[0] ?? 1) < 1) cells[first] = span(barMark, 'accent');
  if (value === null) return cells.slice(0, width);
  const place = Math.min(width - 1, Math.floor(value * width));
  const at = units > 0 ? Math.min(width - 1, Math.max(place, first + 1)) : Math.max(0, Math.min(place, first - 1));
  cells[at] = span(style.glyphs === 'ascii' ? '@' : '◆', units > 0 ? 'good' : 'warn');
  return cells.slice(0, width);
}
