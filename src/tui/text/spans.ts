import { glyphsOf, sgrOf, type Style, type Tone } from './style.js';
import { clean, cut, displayWidth, toAscii } from './width.js';

/** A piece of a line with one meaning; its text never holds escape sequences. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

export type Line = readonly Span[];

/** A span of text from the program or from outside; it is cleaned when it is drawn. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** Cells that a line takes in this style; 7-bit text can be longer than what it stands for. */
export function lineWidth(line: Line, style: Style): number {
  return line.reduce((sum, piece) => sum + displayWidth(drawable(piece.text, style)), 0);
}

function drawable(text: string, style: Style): string {
  const cleaned = clean(text);
  return style.glyphs === 'ascii' ? toAscii(cleaned) : cleaned;
}

/**
 * A line as text of exactly `width` cells: what is too long ends in an ellipsis, what is too short is padded. With
 * colours each span is wrapped in its own SGR sequence, closed again.
 */
export function renderLine(line: Line, width: number, style: Style): string {
  if (width <= 0) return '';
  const whole = lineWidth(line, style);
  const ellipsis = whole > width ? glyphsOf(style).cut : '';
  const room = width - ellipsis.length;
  let used = 0;
  let out = '';
  // Neighbours of one tone, and blanks of any, share a sequence: Ink takes every line apart again, and each costs.
  let run = '';
  let tone: Tone = 'plain';
  for (const piece of line) {
    const text = cut(drawable(piece.text, style), room - used);
    if (piece.tone !== tone && (text.trim() !== '' || piece.tone === 'inverse')) {
      out += toned(run, tone, style);
      run = '';
      tone = piece.tone;
    }
    run += text;
    used += displayWidth(text);
    if (used >= room) break;
  }
  return out + toned(run, tone, style) + ellipsis + ' '.repeat(width - ellipsis.length - used);
}

function toned(text: string, tone: Tone, style: Style): string {
  const sgr = sgrOf(tone, style);
  return sgr === '' || text === '' ? text : `\u001B[${sgr}m${text}\u001B[0m`;
}

/** Puts one line at the left and one at the right of `width` cells; the right one goes when both do not fit. */
export function spread(left: Line, right: Line, width: number, style: Style): Line {
  const gap = width - lineWidth(left, style) - lineWidth(right, style);
  return gap < 1 ? left : [...left, span(' '.repeat(gap)), ...right];
}

/** Joins lines into one with a separator between those that are not empty. */
export function join(parts: readonly Line[], separator: Span): Line {
  const out: Span[] = [];
  for (const part of parts) {
    if (part.length === 0) continue;
    if (out.length > 0) out.push(separator);
    out.push(...part);
  }
  return out;
}
