import { glyphsOf, type Style } from '../text/style.js';
import { lineWidth, renderLine, span, type Line } from '../text/spans.js';

/** The edge of a panel: its title and what stands at the right of it. */
export interface Edge {
  readonly title: string;
  readonly note?: Line;
  readonly focused: boolean;
  readonly boxed: boolean;
}

/** Cells and lines that are left inside an edge. */
export function inside(width: number, height: number, boxed: boolean): { width: number; height: number } {
  return boxed ? { width: Math.max(0, width - 4), height: Math.max(0, height - 2) } : { width, height: Math.max(0, height - 1) };
}

/** A panel's lines within its edge: exactly `height` of them, each exactly `width` cells. */
export function framed(edge: Edge, lines: readonly Line[], width: number, height: number, style: Style): string[] {
  const { width: innerWidth, height: innerHeight } = inside(width, height, edge.boxed);
  const { vertical } = glyphsOf(style);
  const tone = edge.focused ? 'accent' : 'dim';
  const out = height > 0 ? [titleLine(edge, width, style)] : [];
  for (let at = 0; at < innerHeight; at += 1) {
    const text = renderLine(lines[at] ?? [], innerWidth, style);
    const side = renderLine([span(vertical, tone)], 1, style);
    out.push(!edge.boxed ? text : width < 4 ? renderLine([], width, style) : `${side} ${text} ${side}`);
  }
  if (edge.boxed && height > 1) out.push(bottomLine(width, tone, style));
  return out;
}

function titleLine(edge: Edge, width: number, style: Style): string {
  const glyphs = glyphsOf(style);
  const tone = edge.focused ? 'accent' : 'dim';
  const mark = edge.focused ? glyphs.selected : glyphs.horizontal;
  const start: Line = [
    span(edge.boxed ? glyphs.corners[0] + glyphs.horizontal : glyphs.horizontal, tone),
    span(mark, tone),
    span(` ${edge.title} `, edge.focused ? 'title' : 'bold'),
  ];
  const corner = edge.boxed ? glyphs.corners[1] : '';
  const note = edge.note ?? [];
  const noteWidth = note.length > 0 ? lineWidth(note, style) + 3 : 0;
  const rule = width - lineWidth(start, style) - corner.length;
  const withNote = noteWidth > 0 && rule >= noteWidth;
  const fill = Math.max(0, rule - (withNote ? noteWidth : 0));
  const end: Line = withNote ? [span(' '), ...note, span(' '), span(glyphs.horizontal, tone)] : [];
  return renderLine([...start, span(glyphs.horizontal.repeat(fill), tone), ...end, span(corner, tone)], width, style);
}

function bottomLine(width: number, tone: 'accent' | 'dim', style: Style): string {
  const { corners, horizontal } = glyphsOf(style);
  return renderLine([span(corners[2] + horizontal.repeat(Math.max(0, width - 2)) + corners[3], tone)], width, style);
}
