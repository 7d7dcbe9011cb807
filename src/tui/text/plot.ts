import { wrapped } from './beside.js';
import type { GlyphMode } from './style.js';
import { cut, displayWidth } from './width.js';

export interface PlotSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly PlotSeries[];
  /** Drawn across, as dashes. */
  readonly references: readonly number[];
}

const MARKS = { unicode: ['●', '▲', '■', '◆', '○', '△'], ascii: ['o', 'x', '#', '+', '*', '%'] };

/**
 * Curves as text: a frame of exactly `height` rows of values, title and legend on as many as they take, no line wider than `width`. Each series
 * has a mark of its own, named below; marks of later series lie over earlier ones.
 */
export function plotLines({ title, x, y, series, references }: Plot, width: number, height: number, glyphs: GlyphMode): string[] {
  const ascii = glyphs === 'ascii';
  const marks = ascii ? MARKS.ascii : MARKS.unicode;
  const points = series.flatMap((one) => one.points);
  const values = [...points.map((point) => point.y), ...references];
  if (points.length === 0) return [cut(title, width), cut('nothing was measured', width)];
  const [least, most] = rangeOf(values);
  const labels = [most, (least + most) / 2, least].map((value) => numberText(value, most - least));
  const gutter = Math.max(...labels.map((label) => label.length)) + 1;
  const columns = Math.max(8, width - gutter - 1);
  const grid = Array.from({ length: height }, () => Array.from<string>({ length: columns }).fill(' '));
  const xs = points.map((point) => point.x);
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const columnOf = (value: number): number => (last === first ? 0 : Math.round(((value - first) / (last - first)) * (columns - 1)));
  const rowOf = (value: number): number => height - 1 - Math.round(((value - least) / (most - least)) * (height - 1));
  for (const value of references) grid[rowOf(value)]!.fill(ascii ? '-' : '┄');
  for (const { points: own } of series) joinPoints(grid, own.map((point) => [columnOf(point.x), rowOf(point.y)]), ascii ? '.' : '·');
  for (const [at, { points: own }] of series.entries()) for (const point of own) grid[rowOf(point.y)]![columnOf(point.x)] = marks[at % marks.length]!;
  const middle = Math.floor((height - 1) / 2);
  const labelOf = new Map([[middle, labels[1]!], [height - 1, labels[2]!], [0, labels[0]!]]);
  const [side, corner, floor] = ascii ? ['|', '+', '-'] : ['│', '└', '─'];
  const ends = [numberText(first, last - first), numberText(last, last - first)];
  const room = Math.max(0, columns - ends[0]!.length - ends[1]!.length);
  return [
    ...wrapped(title, width).map((line) => cut(line, width)),
    cut(y, width),
    ...grid.map((row, at) => `${(labelOf.get(at) ?? '').padStart(gutter - 1)} ${side}${row.join('')}`.trimEnd()),
    `${' '.repeat(gutter)}${corner}${floor!.repeat(columns)}`,
    cut(`${' '.repeat(gutter + 1)}${ends[0]}${x.length + 2 <= room ? centred(x, room) : ' '.repeat(room)}${ends[1]}`, width),
    ...legendLines(series.map(({ name }, at) => `${marks[at % marks.length]} ${name}`), width),
  ];
}

/** Bars as text, one line for each name and series, longest at `width`; the values stand behind them. */
export function barLines({ title, y, series }: Pick<Plot, 'title' | 'y' | 'series'>, names: readonly string[], width: number, glyphs: GlyphMode): string[] {
  const full = glyphs === 'ascii' ? '=' : '━';
  const most = Math.max(...series.flatMap((one) => one.points.map((point) => point.y)), 0);
  const nameWidth = Math.max(...names.map((name) => name.length));
  const seriesWidth = Math.max(...series.map(({ name }) => name.length));
  const room = Math.max(4, width - nameWidth - seriesWidth - 12);
  const rows = names.flatMap((name, x) =>
    series.flatMap(({ name: of, points }, at) => {
      const point = points.find((one) => one.x === x);
      if (point === undefined) return [];
      const bar = full.repeat(most > 0 ? Math.max(0, Math.round((point.y / most) * room)) : 0);
      return [cut(`${(at === 0 ? name : '').padEnd(nameWidth)}  ${of.padEnd(seriesWidth)}  ${bar} ${numberText(point.y, most)}`, width)];
    }),
  );
  return [cut(title, width), cut(y, width), ...rows];
}

/** Lines of two blocks side by side, the left one padded. */
export function sideBySide(left: readonly string[], right: readonly string[], width: number): string[] {
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, at) => {
    const text = left[at] ?? '';
    return `${text}${' '.repeat(Math.max(0, width - displayWidth(text)))}${right[at] ?? ''}`.trimEnd();
  });
}

/** Names are not broken between lines. */
function legendLines(names: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + name.length <= width) lines[lines.length - 1] = `${last}  ${name}`;
    else lines.push(cut(name, width));
  }
  return lines;
}

function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // A curve near zero is shown against zero; a flat one needs some height.
  const least = low > 0 && low < high / 2 ? 0 : low;
  return high > least ? [least, high] : [least - 1, high + 1];
}

function joinPoints(grid: string[][], points: readonly (readonly number[])[], dot: string): void {
  for (let at = 1; at < points.length; at += 1) {
    const [[x1, y1], [x2, y2]] = [points[at - 1] as [number, number], points[at] as [number, number]];
    const steps = Math.max(1, Math.abs(x2 - x1));
    for (let step = 0; step <= steps; step += 2) grid[Math.round(y1 + ((y2 - y1) * step) / steps)]![Math.round(x1 + ((x2 - x1) * step) / steps)] = dot;
  }
}

function numberText(value: number, range: number): string {
  const digits = range >= 20 ? 0 : range >= 2 ? 1 : range >= 0.2 ? 2 : 3;
  if (Math.abs(value) >= 100_000) return `${Math.round(value / 1000)}k`;
  return Number.isInteger(value) ? String(value) : value.toFixed(digits);
}

function centred(text: string, room: number): string {
  const before = Math.floor((room - text.length) / 2);
  return `${' '.repeat(before)}${text}${' '.repeat(room - text.length - before)}`;
}
