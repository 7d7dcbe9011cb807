import { lineWidth, span, type Line, type Span } from './spans.js';
import { glyphsOf, type Style } from './style.js';
import { displayWidth } from './width.js';

/** Lines side by side in two columns of these widths, as many as the longer column has; what is too long loses its end. */
export function linesBeside(left: readonly Line[], right: readonly Line[], leftWidth: number, gap: number, style: Style): Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => [...exactly(left[at] ?? [], leftWidth, style), span(' '.repeat(gap)), ...(right[at] ?? [])]);
}

/** `height` lines of two columns with a rule between them, `width` cells in all; the right one has `side` of them. */
export function ruledBeside(left: readonly Line[], right: readonly Line[], side: number, width: number, height: number, style: Style): Line[] {
  const rule = span(` ${glyphsOf(style).vertical} `, 'dim');
  return Array.from({ length: height }, (_, at) => [...exactly(left[at] ?? [], Math.max(0, width - side - 3), style), rule, ...exactly(right[at] ?? [], side, style)]);
}

/** A line of exactly so many cells. */
export function exactly(line: Line, width: number, style: Style): Line {
  const whole = lineWidth(line, style);
  if (whole <= width) return [...line, span(' '.repeat(width - whole))];
  const out: Span[] = [];
  let used = 0;
  for (const piece of line) {
    let text = '';
    for (const character of piece.text) {
      const cells = lineWidth([span(character)], style);
      if (used + cells > width) return [...out, { text, tone: piece.tone }, span(' '.repeat(width - used))];
      text += character;
      used += cells;
    }
    out.push({ text, tone: piece.tone });
  }
  return out;
}

/** Text over as many lines as it takes, broken between words. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
