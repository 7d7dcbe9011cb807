import type { CrossShardView } from '../../core/metrics/view.js';
import { crossings, isOver, type Crossing, type Model } from '../model.js';
import { count, duration, money } from '../text/format.js';
import { join, span, type Line, type Span } from '../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../text/style.js';
import { tableLines, type Column } from '../text/table.js';
import { nameWithin } from './elections.js';
import { framed, inside, type Edge } from './frame.js';

/**
 * Atomic commits across shards: counters, then each transaction as a small state machine with the proofs its input
 * shards have given (SEED A6, Atomix).
 */
export function crossShardPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style } = model;
  const views = model.frame?.views ?? [];
  const room = inside(width, height, edge.boxed);
  const all = crossings(views);
  const { heading, body } = tableLines(columns(model, room.width, style), all, room.width, style);
  const headed = room.height > 8 ? [heading] : [];
  const rows = Math.max(0, room.height - 1 - headed.length);
  const first = edge.focused ? Math.max(0, Math.min(model.ui.scroll, all.length - rows)) : 0;
  const none: Line[] = all.length === 0 ? [[span('no transaction between shards yet', 'dim')]] : [];
  const lines = [counters(views.map((view) => view.crossShard), room.width), ...headed, ...body.slice(first, first + rows), ...none];
  const left = all.length - first - rows;
  const note = left > 0 ? [span(`${left} more`, 'dim')] : [];
  return framed({ ...edge, title: 'Cross-shard', note }, lines, width, height, style);
}

function counters(views: readonly CrossShardView[], width: number): Line {
  const sum = (pick: (view: CrossShardView) => number): number => views.reduce((total, view) => total + pick(view), 0);
  const part = (word: string, short: string, value: number, tone: Tone): Line => [span(`${width >= 70 ? word : short} `, 'dim'), span(count(value), tone)];
  const parts = [
    part('in flight', 'in flight', sum((view) => view.inFlight), 'accent'),
    part('committed', 'done', sum((view) => view.committed), 'good'),
    part('aborted', 'aborted', sum((view) => view.aborted), 'warn'),
    part('rescued', 'rescued', sum((view) => view.rescued), 'plain'),
    part('started', 'begun', sum((view) => view.started), 'plain'),
  ];
  // A counter is shown whole or not at all.
  while (parts.length > 1 && cells(parts) > width) parts.pop();
  return join(parts, span('  '));
}

function cells(parts: readonly Line[]): number {
  return parts.flat().reduce((total, piece) => total + piece.text.length, 2 * (parts.length - 1));
}

function columns(model: Model, width: number, style: Style): Column<Crossing>[] {
  const glyphs = glyphsOf(style);
  const nowUs = model.frame?.nowUs ?? 0;
  const names = (model.frame?.views ?? []).map((view) => view.name);
  // Short names stand for the shards; longer ones would not fit, their numbers do.
  const nameOf = (shard: number): string => ((names[shard]?.length ?? 9) <= 3 ? names[shard]! : String(shard));
  const longest = Math.max(1, ...names.map((_, shard) => nameOf(shard).length));
  const state: Column<Crossing> =
    width >= 56
      ? { title: 'state', width: 18, align: 'left', drop: 0, cell: (row) => machine(row, style) }
      : { title: 'state', width: 10, align: 'left', drop: 0, cell: (row) => [span(row.state, STATE_TONE[row.state])] };
  return [
    { title: 'id', width: 6, align: 'left', drop: 5, cell: (row) => [span(row.id.slice(0, 6), 'dim')] },
    {
      title: `buyer ${glyphs.arrow} seller`,
      width: width >= 44 ? 22 : width >= 39 ? 20 : 15,
      align: 'left',
      drop: 0,
      grow: true,
      cell: (row) => [span(row.buyer), span(width >= 44 ? ` ${glyphs.arrow} ` : glyphs.arrow, 'dim'), span(nameWithin(names[row.home] ?? '', row.seller))],
    },
    { title: 'proofs', width: Math.max(6, 2 * longest + 3), align: 'left', drop: 1, cell: (row) => inputSpans(row, nameOf, style) },
    { title: 'out', width: 2 * longest + 2, align: 'left', drop: 4, cell: (row) => [span(`${glyphs.arrow}${row.outputs.map(nameOf).join(',')}`, 'dim')] },
    state,
    { title: 'age', width: 5, align: 'right', drop: 2, cell: (row) => [span(duration((isOver(row) ? row.changedUs : nowUs) - row.beganUs), 'dim')] },
    { title: model.run.currency.slice(0, 8), width: 8, align: 'right', drop: 3, cell: (row) => [span(money(row.amountMilli))] },
  ];
}

const STATE_TONE: Readonly<Record<Crossing['state'], Tone>> = {
  locking: 'accent',
  committing: 'accent',
  committed: 'good',
  aborting: 'warn',
  aborted: 'bad',
};

/** Each input shard with what it has answered: `c1✓ c3…`. */
function inputSpans(row: Crossing, nameOf: (shard: number) => string, style: Style): Line {
  const glyphs = glyphsOf(style);
  const sign: Readonly<Record<Crossing['inputs'][number]['proof'], Span>> = {
    asked: span(glyphs.asked, 'dim'),
    valid: span(glyphs.good, 'good'),
    invalid: span(glyphs.bad, 'bad'),
  };
  return join(
    row.inputs.map((input): Line => [span(nameOf(input.shard)), sign[input.proof]]),
    span(' '),
  );
}

/** The state machine with the present state in brackets: `lock›[commit]›done`, or on the way back `lock›[abort]›back`. */
function machine(row: Crossing, style: Style): Line {
  const back = row.state === 'aborting' || row.state === 'aborted';
  const steps = back ? ['lock', 'abort', 'back'] : ['lock', 'commit', 'done'];
  const at = row.state === 'locking' ? 0 : isOver(row) ? 2 : 1;
  return join(
    steps.map((step, index): Line => [index === at ? span(`[${step}]`, STATE_TONE[row.state]) : span(step, 'dim')]),
    span(glyphsOf(style).next, 'dim'),
  );
}
