import type { EventLine, Relation } from '../../../core/inspect/hashgraph-events.js';
import type { HashgraphDetail } from '../../../core/inspect/hashgraph.js';
import { span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../../text/style.js';
import { titled } from '../../text/table.js';

/** Which members have a column, and how wide it is. */
export interface Columns {
  readonly first: number;
  readonly count: number;
  readonly cell: number;
}

/** What lines between events are made of. */
interface Strokes {
  readonly vertical: string;
  readonly horizontal: string;
  /** To a parent that is not its creator's last event above. */
  readonly older: string;
  readonly crossing: string;
  /** A joint with a line that goes on, and with one that ends: to the right, to the left. */
  readonly branch: readonly [string, string];
  readonly corner: readonly [string, string];
}

const UNICODE: Strokes = { vertical: '│', horizontal: '─', older: '╌', crossing: '┼', branch: ['├', '┤'], corner: ['╰', '╯'] };
const ASCII: Strokes = { vertical: '|', horizontal: '-', older: '.', crossing: '+', branch: ['+', '+'], corner: ['+', '+'] };

/** Signs of events; a fork is told before anything else. */
export function eventSign(event: EventLine, style: Style): Span {
  const ascii = style.glyphs === 'ascii';
  if (event.forked) return span('Y', 'bad');
  if (event.fame === 'famous') return span(glyphsOf(style).primary, 'good');
  if (event.fame === 'not-famous') return span(glyphsOf(style).bad, 'warn');
  if (event.fame === 'undecided') return span('?', 'accent');
  return event.received === null ? span(ascii ? 'o' : '○') : span(ascii ? '@' : '●');
}

const BRACKETS: Readonly<Record<Relation, readonly [string, string]>> = {
  self: ['>', '<'],
  strongly: ['[', ']'],
  sees: ['(', ')'],
  hidden: ['{', '}'],
  none: [' ', ' '],
};

const RELATION_TONE: Readonly<Record<Relation, Tone>> = { self: 'title', strongly: 'good', sees: 'accent', hidden: 'bad', none: 'dim' };

/** The graph's part of each row: a column per member, a line down each chain, a line across to the other-parent. */
export function graphRows(detail: HashgraphDetail, columns: Columns, marked: boolean, selected: number, style: Style): Line[] {
  const strokes = style.glyphs === 'ascii' ? ASCII : UNICODE;
  const passing = passingLines(detail);
  return detail.events.map((event, row) => {
    const cells = rowCells(columns, strokes, passing[row]!);
    drawAcross(cells, detail, row, columns, strokes, passing[row]!, row === selected);
    drawEvent(cells, event, columns, marked, row === selected, style);
    return merged(cells);
  });
}

/** By row, the members whose line goes through it: to a child below, or to one that has it as other-parent. */
function passingLines({ events, members, before }: HashgraphDetail): boolean[][] {
  const passing = events.map(() => members.map(() => false));
  events.forEach(({ selfParent, otherParent }, row) => {
    for (const parent of [selfParent, otherParent]) {
      if (parent === null) continue;
      for (let at = Math.max(0, parent.index - before + 1); at < row; at += 1) passing[at]![parent.creator] = true;
    }
  });
  return passing;
}

function middleOf(columns: Columns, member: number): number {
  return (member - columns.first) * columns.cell + Math.floor(columns.cell / 2);
}

function rowCells(columns: Columns, strokes: Strokes, passing: readonly boolean[]): Span[] {
  const cells = Array.from({ length: columns.count * columns.cell }, () => span(' '));
  for (let member = columns.first; member < columns.first + columns.count; member += 1) {
    if (passing[member]) cells[middleOf(columns, member)] = span(strokes.vertical, 'dim');
  }
  return cells;
}

/** The line to the other-parent's column; beyond the columns shown it ends at their edge. */
function drawAcross(cells: Span[], detail: HashgraphDetail, row: number, columns: Columns, strokes: Strokes, passing: readonly boolean[], selected: boolean): void {
  const { creator, otherParent } = detail.events[row]!;
  if (otherParent === null || otherParent.creator === creator) return;
  const tone: Tone = selected ? 'title' : 'dim';
  const newer = detail.events.slice(Math.max(0, otherParent.index - detail.before + 1), row).some((event) => event.creator === otherParent.creator);
  const stroke = newer ? strokes.older : strokes.horizontal;
  const from = middleOf(columns, creator);
  const to = middleOf(columns, otherParent.creator);
  const step = to > from ? 1 : -1;
  for (let x = from + step; x !== to; x += step) {
    if (x < 0 || x >= cells.length) continue;
    cells[x] = span(cells[x]!.text === strokes.vertical ? strokes.crossing : stroke, tone);
  }
  if (to < 0 || to >= cells.length) return;
  const side = step > 0 ? 1 : 0;
  cells[to] = span(passing[otherParent.creator] ? strokes.branch[side]! : strokes.corner[side]!, tone);
}

function drawEvent(cells: Span[], event: EventLine, columns: Columns, marked: boolean, selected: boolean, style: Style): void {
  const at = middleOf(columns, event.creator);
  if (at < 0 || at >= cells.length) return;
  const relation = selected ? 'self' : marked ? event.relation : 'none';
  const sign = eventSign(event, style);
  cells[at] = selected ? span(sign.text, 'inverse') : marked && relation === 'none' ? span(sign.text, 'dim') : sign;
  if (columns.cell < 3 || relation === 'none') return;
  const [left, right] = BRACKETS[relation];
  cells[at - 1] = span(left, RELATION_TONE[relation]);
  cells[at + 1] = span(right, RELATION_TONE[relation]);
}

function merged(cells: readonly Span[]): Line {
  const out: { text: string; tone: Tone }[] = [];
  for (const cell of cells) {
    const last = out.at(-1);
    if (last?.tone === cell.tone) last.text += cell.text;
    else out.push({ ...cell });
  }
  return out;
}

/** What stands behind the graph in each row. A part with a higher `drop` goes first. */
interface Part {
  readonly title: string;
  readonly width: number;
  readonly drop: number;
  readonly cell: (event: EventLine, marked: boolean) => Span;
}

const RELATION_WORD: Readonly<Record<Relation, string>> = { self: 'selected', strongly: 'strongly', sees: 'sees', hidden: 'fork', none: '' };

function parts(style: Style): readonly Part[] {
  const { arrow } = glyphsOf(style);
  return [
    { title: 'round', width: 6, drop: 0, cell: (event) => span(`r${event.round}`, event.witness ? 'bold' : 'plain') },
    { title: 'witness', width: 14, drop: 2, cell: (event) => fameSpan(event) },
    { title: 'in', width: 6, drop: 1, cell: ({ received }) => span(received === null ? '' : `${arrow}r${received}`) },
    { title: 'order', width: 6, drop: 1, cell: ({ place }) => span(place === null ? '' : `#${place}`, 'bold') },
    { title: 'seen', width: 9, drop: 4, cell: ({ relation }, marked) => (marked ? span(RELATION_WORD[relation], RELATION_TONE[relation]) : span('')) },
    { title: 'tx', width: 6, drop: 3, cell: ({ transactions }) => span(transactions === 0 ? '' : String(transactions)) },
  ];
}

function fameSpan({ fame, vote }: EventLine): Span {
  if (fame === null) return span('');
  if (fame === 'famous') return span('famous', 'good');
  if (fame === 'not-famous') return span('not famous', 'warn');
  return span(vote === null ? '? no votes' : `? ${vote.yes}y ${vote.no}n +${vote.difference}${vote.coin ? ' coin' : ''}`, 'accent');
}

/** Parts that fit beside so many columns; the columns get narrower before parts go. */
export function fitting(detail: HashgraphDetail, width: number, at: number, style: Style): { columns: Columns; shown: readonly Part[] } {
  const members = detail.members.length;
  const all = parts(style);
  for (const cell of [7, 5, 3]) {
    for (const drop of cell > 3 ? [4, 3] : [4, 3, 2, 1, 0]) {
      const shown = all.filter((part) => part.drop <= drop);
      if (members * cell + widthOf(shown) <= width) return { columns: { first: 0, count: members, cell }, shown };
    }
  }
  const shown = all.filter((part) => part.drop <= 1);
  const room = Math.max(1, Math.floor((width - widthOf(shown)) / 2));
  const count = Math.min(members, room);
  const middle = detail.events[at]?.creator ?? detail.viewpoint;
  return { columns: { first: Math.max(0, Math.min(middle - Math.floor(count / 2), members - count)), count, cell: 2 }, shown };
}

function widthOf(shown: readonly Part[]): number {
  return 2 + shown.reduce((sum, part) => sum + part.width, 0);
}

export function partTitles(shown: readonly Part[]): Line {
  titled([...shown.map(({ title }) => title), 'seen']);
  return [span('  '), ...shown.map(({ title, width }) => span(title.slice(0, width - 1).padEnd(width), 'dim'))];
}

export function partCells(shown: readonly Part[], event: EventLine, marked: boolean): Line {
  return [
    span('  '),
    ...shown.map(({ width, cell }) => {
      const { text, tone } = cell(event, marked);
      return span(text.slice(0, width - 1).padEnd(width), tone);
    }),
  ];
}
