import { discard, swap } from '../futures/doings.js';
import { comparedOf, deedsOf, fillRates, movedMetrics, preciseClock, seconds, storyOf, type Compared, type Deed, type MovedMetric } from '../futures/differences.js';
import { differenceSpan, figureLines, valueText } from '../futures/figures.js';
import { overlay } from '../futures/overlay.js';
import type { Model } from '../model.js';
import { framed, inside } from '../panels/frame.js';
import { clock } from '../text/format.js';
import { lineWidth, span, type Line } from '../text/spans.js';
import { glyphsOf, type Style } from '../text/style.js';
import { numberColumn, tableLines, type Column } from '../text/table.js';
import { wrapped } from '../text/wrap.js';
import { moved } from '../views/view.js';
import type { ModeEntry } from './mode.js';

/** From this width on figures and fill rates stand side by side. */
const WIDE = 110;
/** The table of what moved gets at least so many lines, with its heading. */
const MOVED_LEAST = 5;

/** Two futures side by side on one clock, and a table of the metrics that moved: which fold changed first. */
export const compare: ModeEntry = {
  name: 'compare',
  actions: null,
  keys: [
    { keys: ['v'], label: 'v', help: 'show the other future', footer: { text: 'other', rank: 3 }, run: (reach) => swap(reach) },
    { keys: ['z'], label: 'z', help: 'discard the future that is not shown', footer: { text: 'keep this one', rank: 4 }, run: (reach) => discard(reach, 'other') },
  ],
  draw(model, width, height, edge) {
    const compared = comparedOf(model);
    const room = inside(width, height, edge.boxed);
    const lines = compared === null ? withoutTwo(room.width) : compareLines(compared, model, room.width, room.height);
    const note = compared === null ? [] : [span('exact to 1 us; counted once they outlast a second', 'dim')];
    return framed({ ...edge, title: 'Compare A and B', note }, lines, width, height, model.style);
  },
  move: (ui, model, to) => ({ ...ui, scroll: moved(ui.scroll, Math.max(0, (model.frame?.futures?.moved.length ?? 0) - 1), to) }),
};

function withoutTwo(width: number): Line[] {
  const text = 'There is one future. F forks it: a second one, B, begins from exactly this state. Switch an attack or a defence in B, go on, and see here what moved and which fold changed first.';
  return wrapped(text, width).map((line) => [span(line)]);
}

/** The story first and what moved last; what lies between gives way where there is little room. */
function compareLines(compared: Compared, { style, ui }: Model, width: number, height: number): Line[] {
  const story = wrapped(storyOf(compared), width).slice(0, 3).map((line): Line => [span(line, 'bold')]);
  const where: Line = whereLine(compared, style);
  const deeds = deedsOf(compared);
  const doneRoom = Math.min(deeds.length, height >= 34 ? 6 : 2);
  const done = deedLines(deeds, doneRoom, style);
  const spare = height - story.length - 1 - done.length - MOVED_LEAST;
  const middle = middleLines(compared, width, spare, style);
  const above = [...story, where, ...done, ...middle];
  return [...above, ...movedLines(movedMetrics(compared), compared, ui.scroll, width, height - above.length, style)];
}

function whereLine({ a, b, shown, forkUs }: Compared, style: Style): Line {
  const one = (name: 'A' | 'B', nowUs: number): Line => [span(`${shown === name ? glyphsOf(style).selected : ' '}${name} `, shown === name ? 'title' : 'dim'), span(clock(nowUs))];
  return [...one('A', a.nowUs), span('  '), ...one('B', b.nowUs), span(`  forked at ${clock(forkUs)}`, 'dim')];
}

/** What was done in one of the two alone. */
function deedLines(deeds: readonly Deed[], lines: number, style: Style): Line[] {
  return deeds.slice(-lines).slice(0, lines).map(({ future, atUs, text, toCome }, at): Line => {
    const left = deeds.length - lines;
    const more = at === 0 && left > 0 ? `  (${left} earlier)` : '';
    return [span(`${future} alone `, future === 'A' ? 'accent' : 'warn'), span(clock(atUs), 'dim'), span(` ${text}`), span(toCome ? ` ${glyphsOf(style).dot} yet to come` : '', 'dim'), span(more, 'dim')];
  });
}

function middleLines(compared: Compared, width: number, height: number, style: Style): Line[] {
  const campuses = compared.a.views.length;
  const figuresHeight = Math.min(campuses + (campuses > 1 ? 2 : 1), width >= WIDE ? 12 : 6, height);
  if (figuresHeight < 2) return [];
  if (width >= WIDE) {
    const chartWidth = 40;
    const figures = figureLines(compared, width - chartWidth - 2, Math.max(figuresHeight, 2), style);
    const rows = Math.max(figures.length, Math.min(height >= 24 ? 11 : 6, height));
    const chart = overlay(fillRates(compared.a.views), fillRates(compared.b.views), chartWidth, rows, style);
    return Array.from({ length: rows }, (_, row) => beside(figures[row] ?? [], chart[row] ?? [], width - chartWidth - 2, style));
  }
  const figures = figureLines(compared, width, figuresHeight, style);
  const chartHeight = Math.min(6, height - figures.length);
  return [...figures, ...(chartHeight < 3 ? [] : overlay(fillRates(compared.a.views), fillRates(compared.b.views), width, chartHeight, style))];
}

function beside(left: Line, right: Line, leftWidth: number, style: Style): Line {
  return [...left, span(' '.repeat(Math.max(1, leftWidth + 2 - lineWidth(left, style)))), ...right];
}

/** What moved, first what moved first. */
function movedLines(metrics: readonly MovedMetric[], compared: Compared, scroll: number, width: number, height: number, style: Style): Line[] {
  if (metrics.length === 0 || height < 2) return [];
  const rows = height - 1;
  const first = Math.max(0, Math.min(scroll, metrics.length - rows));
  const { heading, body } = tableLines(movedColumns(compared, style), metrics.slice(first, first + rows), width, style);
  return [heading, ...body];
}

function movedColumns({ a, forkUs }: Compared, style: Style): Column<MovedMetric>[] {
  return [
    { title: 'first differed', width: 15, align: 'left', drop: 0, cell: ({ atUs }) => [span(preciseClock(atUs))] },
    numberColumn('after fork', 11, 4, ({ atUs }) => span(seconds(atUs - forkUs), 'dim')),
    { title: 'fold', width: 11, align: 'left', drop: 2, cell: ({ entry }) => [span(entry.fold, 'accent')] },
    { title: 'metric', width: 26, align: 'left', drop: 0, grow: true, cell: ({ entry }) => [span(entry.name, 'bold')] },
    { title: 'campus', width: 8, align: 'left', drop: 3, cell: ({ shard }) => [span(a.views[shard]?.name ?? String(shard))] },
    numberColumn('A now', 9, 1, (row) => valueText(row.a, row.entry.unit, style)),
    numberColumn('B now', 9, 1, (row) => valueText(row.b, row.entry.unit, style)),
    numberColumn('B-A', 9, 0, (row) => differenceSpan(row.a, row.b, row.entry.unit, null, style)),
    { title: 'unit', width: 12, align: 'left', drop: 5, cell: ({ entry }) => [span(entry.unit === 'Wh' ? 'kWh' : entry.unit === 'ratio' ? '% points' : entry.unit, 'dim')] },
  ];
}
