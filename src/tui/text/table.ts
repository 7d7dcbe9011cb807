import { lineWidth, span, type Line, type Span } from './spans.js';
import type { Style } from './style.js';

/** One column of a table. Columns with the highest `drop` go first when the width is short; 0 never goes. */
export interface Column<Row> {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly drop: number;
  /** Takes what width is left over. */
  readonly grow?: boolean;
  readonly cell: (row: Row, width: number) => Line;
}

/** A column of short text, set to the right like numbers. */
export function numberColumn<Row>(title: string, width: number, drop: number, value: (row: Row) => string | Span): Column<Row> {
  return {
    title,
    width,
    align: 'right',
    drop,
    cell: (row) => {
      const shown = value(row);
      return [typeof shown === 'string' ? span(shown) : shown];
    },
  };
}

let heard: string[] | null = null;

/** The titles of all columns that are shown while something is drawn, in order, each once: what one may ask to have explained. */
export function titlesWithin(draw: () => unknown): readonly string[] {
  const before = heard;
  heard = [];
  try {
    draw();
    return [...new Set(heard)];
  } finally {
    heard = before;
  }
}

/** Says that these titles are shown, for what draws its columns by itself. */
export function titled(titles: readonly string[]): void {
  heard?.push(...titles);
}

/** The table's heading and rows as lines of at most `width` cells. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number, style: Style): { heading: Line; body: Line[] } {
  const shown = fitting(columns, width);
  heard?.push(...shown.map((column) => column.title.trim()));
  const spare = Math.max(0, width - totalWidth(shown));
  const growing = shown.filter((column) => column.grow).length;
  const widths = shown.map((column) => column.width + (column.grow ? Math.floor(spare / growing) : 0));
  const draw = (cells: (column: Column<Row>, width: number) => Line): Line =>
    shown.flatMap((column, at) => [...(at > 0 ? [span(' ')] : []), ...padded(cells(column, widths[at]!), widths[at]!, column.align, style)]);
  return {
    heading: draw((column) => [span(column.title, 'dim')]),
    body: rows.map((row) => draw((column, cellWidth) => column.cell(row, cellWidth))),
  };
}

function fitting<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  let shown = columns;
  while (totalWidth(shown) > width) {
    const worst = Math.max(...shown.map((column) => column.drop));
    if (worst === 0) break;
    shown = shown.filter((column) => column.drop !== worst);
  }
  return shown;
}

function totalWidth<Row>(columns: readonly Column<Row>[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0) + Math.max(0, columns.length - 1);
}

/** A cell of exactly `width` cells; too long a cell loses its end. */
function padded(cell: Line, width: number, align: 'left' | 'right', style: Style): Span[] {
  const gap = width - lineWidth(cell, style);
  if (gap < 0) return clipped(cell, width, style);
  const space = span(' '.repeat(gap));
  return align === 'left' ? [...cell, space] : [space, ...cell];
}

function clipped(cell: Line, width: number, style: Style): Span[] {
  const out: Span[] = [];
  let used = 0;
  for (const piece of cell) {
    let text = '';
    for (const character of piece.text) {
      const cells = lineWidth([span(character)], style);
      if (used + cells > width) {
        out.push({ text, tone: piece.tone }, span(' '.repeat(width - used)));
        return out;
      }
      text += character;
      used += cells;
    }
    out.push({ text, tone: piece.tone });
  }
  return out;
}
