import type { LogLine, ShardView } from '../../core/metrics/view.js';
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
    .toSorted((a, b) => b.line.timeUs - a.line.timeUs || a.view.shard - b.view.shard || b.at - a.at);
  const shown = foldAlike(entries, views.length).map(({ line, shard }) => logLine(line, shard, style));
  const all = [...violations, ...shown];
  const first = edge.focused ? Math.max(0, Math.min(model.ui.scroll, all.length - room.height)) : 0;
  return framed({ ...edge, title: 'Log', note: [span('newest first', 'dim')] }, all.slice(first, first + room.height), width, height, style);
}

/** What every shard says alike at one time, such as an attack switched on everywhere, is one line of `all`. */
function foldAlike(entries: readonly { readonly line: LogLine; readonly view: ShardView }[], shards: number): { line: LogLine; shard: string }[] {
  const counts = new Map<string, number>();
  for (const { line } of entries) counts.set(alike(line), (counts.get(alike(line)) ?? 0) + 1);
  const said = new Set<string>();
  return entries.flatMap(({ line, view }) => {
    const key = alike(line);
    if (shards < 2 || counts.get(key) !== shards) return [{ line, shard: view.name }];
    if (said.has(key)) return [];
    said.add(key);
    return [{ line, shard: 'all' }];
  });
}

function alike(line: LogLine): string {
  return `${line.timeUs} ${line.text}`;
}

const LEVEL_TONE: Readonly<Record<LogLine['level'], Tone>> = { info: 'dim', good: 'good', warn: 'warn', bad: 'bad' };

function logLine(line: LogLine, shard: string, style: Style): Line {
  const glyphs = glyphsOf(style);
  const sign = { info: glyphs.dot, good: glyphs.good, warn: '!', bad: glyphs.bad }[line.level];
  return [span(`${sign} ${clock(line.timeUs)} `, LEVEL_TONE[line.level]), span(`${shard}: `, 'dim'), span(line.text)];
}
