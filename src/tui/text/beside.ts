import { span, type Line } from './spans.js';
import { glyphsOf, type Style } from './style.js';
import { tableLines } from './table.js';

/** Two columns of lines with a rule between them, `height` lines of at most `width` cells; the right one has `side` cells. */
export function beside(left: readonly Line[], right: readonly Line[], side: number, width: number, height: number, style: Style): Line[] {
  const { vertical } = glyphsOf(style);
  const columns = [
    { title: '', width: Math.max(0, width - side - 3), align: 'left' as const, drop: 0, cell: (at: number) => left[at] ?? [] },
    { title: '', width: 1, align: 'left' as const, drop: 0, cell: () => [span(vertical, 'dim' as const)] },
    { title: '', width: side, align: 'left' as const, drop: 0, cell: (at: number) => right[at] ?? [] },
  ];
  return tableLines(columns, Array.from({ length: height }, (_, at) => at), width, style).body;
}
