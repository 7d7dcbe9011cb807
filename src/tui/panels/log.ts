import type { LogLine } from '../../core/metrics/view.js';
import type { Model } from '../model.js';
import { clock } from '../text/format.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../text/style.js';
import { framed, inside, type Edge } from './frame.js';

/** The last things worth saying from all shards, newest first, below any broken property. */
export function logPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style } = model;
  const room = inside(width, height, edge.boxed);
  const views = model.frame?.views ?? [];
  const violations = (model.frame?.violations ?? []).map((violation): Line => [
    span(`${glyphsOf(style).bad} ${clock(violation.timeUs)} `, 'bad'),
    span(`${violation.checker}: ${violation.message} (shard ${violation.shard})`, 'bad'),
  ]);
  const entries = views
    .flatMap((view) => view.log.map((line, at) => ({ line, at, view })))
    .toSorted((a, b) => b.line.timeUs - a.line.timeUs || a.view.shard - b.view.shard || b.at - a.at)
    .map(({ line, view }) => logLine(line, view.name, style));
  const all = [...violations, ...entries];
  const first = edge.focused ? Math.max(0, Math.min(model.ui.scroll, all.length - room.height)) : 0;
  return framed({ ...edge, title: 'Log', note: [span('newest first', 'dim')] }, all.slice(first, first + room.height), width, height, style);
}

const LEVEL_TONE: Readonly<Record<LogLine['level'], Tone>> = { info: 'dim', good: 'good', warn: 'warn', bad: 'bad' };

function logLine(line: LogLine, shard: string, style: Style): Line {
  const glyphs = glyphsOf(style);
  const sign = { info: glyphs.dot, good: glyphs.good, warn: '!', bad: glyphs.bad }[line.level];
  return [span(`${sign} ${clock(line.timeUs)} `, LEVEL_TONE[line.level]), span(`${shard}: `, 'dim'), span(line.text)];
}
