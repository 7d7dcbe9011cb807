import { ATTACKS, defenceKeyOf } from '../../core/attacks/catalogue.js';
import { attackRows, type AttackRow, type Model } from '../model.js';
import { count, kWh, money } from '../text/format.js';
import { span, type Line, type Span } from '../text/spans.js';
import { glyphsOf, type Style } from '../text/style.js';
import { numberColumn, tableLines, type Column } from '../text/table.js';
import { firstShown } from './elections.js';
import { framed, inside, type Edge } from './frame.js';

/** One line for each attack: its key, whether it is on and at what level, what it reached, what it cost, its defence. */
export function attacksPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style, ui } = model;
  const rows = attackRows(model);
  const room = inside(width, height, edge.boxed);
  const { heading, body } = tableLines(columns(model, edge.focused, room.width), rows, room.width, style);
  const headed = room.height > rows.length ? [heading] : [];
  const shown = Math.max(0, Math.min(rows.length, room.height - headed.length));
  const first = firstShown(ui.attack, rows.length, shown);
  const selected = rows[ui.attack];
  const more = selected === undefined ? [] : explanation(selected);
  const lines = [...headed, ...body.slice(first, first + shown), ...(room.height - shown > 3 ? more : more.slice(1, 2))];
  const on = rows.filter((row) => row.on).length;
  return framed({ ...edge, title: 'Attacks', note: [span(on === 0 ? 'none on' : `${on} on`, on > 0 ? 'warn' : 'dim')] }, lines, width, height, style);
}

function columns(model: Model, focused: boolean, width: number): Column<AttackRow>[] {
  const { style, ui } = model;
  const glyphs = glyphsOf(style);
  const name: Column<AttackRow> = {
    title: '  attack',
    width: 15,
    align: 'left',
    drop: 0,
    cell: (row) => [
      span(focused && row.entry === ATTACKS[ui.attack] ? glyphs.selected : ' ', 'accent'),
      span(`${row.entry.key} `, 'title'),
      span(row.entry.name, row.on ? 'bold' : 'plain'),
    ],
  };
  const won: Column<AttackRow> = numberColumn('succeeded', 9, 1, (row) => wonSpan(row, count(row.succeeded)));
  const results: Column<AttackRow>[] =
    width >= 84
      ? [numberColumn('attempts', 8, 2, (row) => quietSpan(row, count(row.attempts))), numberColumn('blocked', 7, 3, (row) => quietSpan(row, count(row.blocked))), won]
      : [{ title: 'try/stop/ok', width: 11, align: 'right', drop: 1, cell: (row) => resultSpans(row) }];
  return [
    name,
    { title: 'level', width: 6, align: 'left', drop: 0, cell: (row) => [onSpan(row, width >= 48, style)] },
    ...results,
    numberColumn(model.run.currency.slice(0, 8), width >= 84 ? 9 : 6, 4, (row) => quietSpan(row, money(row.costMilli))),
    numberColumn('kWh', width >= 84 ? 7 : 5, 5, (row) => quietSpan(row, kWh(row.lostWh))),
    { title: 'def', width: 3, align: 'left', drop: 0, cell: (row) => defenceSpans(row, style) },
  ];
}

/** `ON 20` or `off 20`; what no frame has shown yet ends in the sign for asked. */
function onSpan(row: AttackRow, levels: boolean, style: Style): Span {
  const text = `${row.on ? 'ON' : 'off'}${row.pending ? glyphsOf(style).asked : ''}${levels || row.on ? ` ${levelText(row)}` : ''}`;
  return span(text, row.on ? 'bad' : 'dim');
}

function resultSpans(row: AttackRow): Line {
  if (row.attempts === 0) return [span('0', 'dim')];
  return [span(`${count(row.attempts)}/${count(row.blocked)}/`), wonSpan(row, count(row.succeeded))];
}

/** A number that is dim as long as nothing was tried. */
function quietSpan(row: AttackRow, text: string): Span {
  return span(text, row.attempts > 0 ? 'plain' : 'dim');
}

function wonSpan(row: AttackRow, text: string): Span {
  return span(text, row.succeeded > 0 ? 'bad' : 'dim');
}

/** The key of the defence and whether it is on: `A✓`. */
function defenceSpans(row: AttackRow, style: Style): Line {
  const glyphs = glyphsOf(style);
  const key = defenceKeyOf(row.entry);
  if (row.defence === null) return [span(key, 'title'), span(glyphs.none, 'dim')];
  const wait = row.defencePending ? glyphs.asked : '';
  return [span(key, 'title'), row.defence ? span(`${glyphs.good}${wait}`, 'good') : span(`${glyphs.bad}${wait}`, 'bad')];
}

/** What the selected attack is, where there is room to say it. */
function explanation(row: AttackRow): Line[] {
  const breaks = row.entry.mayBreak.length > 0 ? `may break ${row.entry.mayBreak.join(', ')}` : 'breaks no property';
  return [
    [],
    [span(row.entry.summary, 'dim')],
    [span(`level: ${row.entry.levelUnit}; { and } change it`, 'dim')],
    [span(`defence: ${row.entry.defence}; without it the attack ${breaks}`, 'dim')],
    [span(`source: ${row.entry.source}`, 'dim')],
  ];
}

/** A share without the zero before its point, so that it fits where counts do. */
function levelText({ entry, level }: AttackRow): string {
  return entry.isShare ? String(level).replace(/^0/, '') : String(level);
}
