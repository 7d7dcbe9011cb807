import { span, type Line } from './spans.js';
import { glyphsOf, type Style } from './style.js';

/**
 * A draw against its threshold: the bar is filled up to `value`, with a mark at `threshold`; both are fractions of one.
 * A bar that goes beyond its mark has drawn at least one unit.
 */
export function drawBar(value: number, threshold: number, width: number, style: Style): Line {
  if (width <= 0) return [];
  const glyphs = glyphsOf(style);
  const mark = Math.min(width - 1, Math.floor(clampOne(threshold) * width));
  // A draw on the far side of the threshold always shows on the far side of the mark, however short the bar is.
  const filled = value >= threshold ? Math.max(mark + 1, Math.round(clampOne(value) * width)) : Math.min(mark, Math.round(clampOne(value) * width));
  const tone = value >= threshold ? 'good' : 'warn';
  const before = Math.min(filled, mark);
  const after = Math.max(0, filled - mark - 1);
  return [
    span(glyphs.barFull.repeat(before), tone),
    span(glyphs.barEmpty.repeat(mark - before), 'dim'),
    span(glyphs.barMark, 'accent'),
    span(glyphs.barFull.repeat(after), tone),
    span(glyphs.barEmpty.repeat(width - mark - 1 - after), 'dim'),
  ];
}

/** A filled share of `width` cells, `ratio` between 0 and 1. */
export function shareBar(ratio: number, width: number, style: Style): Line {
  if (width <= 0) return [];
  const glyphs = glyphsOf(style);
  const filled = Math.round(clampOne(ratio) * width);
  return [span(glyphs.barFull.repeat(filled), 'good'), span(glyphs.barEmpty.repeat(width - filled), 'dim')];
}

/**
 * The last values, each between 0 and 1, newest at the right, in `width` cells: two values a cell in braille, one in
 * the others. Fewer values than cells leave the left empty.
 */
export function sparkline(values: readonly number[], width: number, style: Style): string {
  if (width <= 0) return '';
  if (style.glyphs === 'braille') return brailleLine(values, width);
  const { spark } = glyphsOf(style);
  const shown = values.slice(-width).map((value) => spark[Math.round(clampOne(value) * (spark.length - 1))]);
  return shown.join('').padStart(width, ' ');
}

/** Dots of the left and the right column of a braille cell, filled from the bottom (Unicode, U+2800 block). */
const LEFT_DOTS = [0, 0x40, 0x44, 0x46, 0x47];
const RIGHT_DOTS = [0, 0x80, 0xa0, 0xb0, 0xb8];

function brailleLine(values: readonly number[], width: number): string {
  // Columns are paired from the right, so that the newest value is always the right half of the last cell.
  const shown = values.slice(-2 * width);
  let out = '';
  for (let cell = 0; cell < width; cell += 1) {
    const right = shown.length - 1 - 2 * (width - 1 - cell);
    if (right < 0) {
      out += ' ';
      continue;
    }
    out += String.fromCharCode(0x2800 + LEFT_DOTS[dots(shown[right - 1])]! + RIGHT_DOTS[dots(shown[right])]!);
  }
  return out;
}

/** One dot at least for a value that is there: an empty cell means that there is none. */
function dots(value: number | undefined): number {
  return value === undefined ? 0 : Math.max(1, Math.round(clampOne(value) * 4));
}

function clampOne(value: number): number {
  return Math.min(1, Math.max(0, value));
}
