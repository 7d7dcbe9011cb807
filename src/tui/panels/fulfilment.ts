import type { RoundView, ShardView } from '../../core/metrics/view.js';
import { fillRate, finishedRounds, type Model } from '../model.js';
import { sparkline } from '../text/charts.js';
import { kWh, money, percent } from '../text/format.js';
import { span, type Line, type Span } from '../text/spans.js';
import { glyphsOf, type Style } from '../text/style.js';
import { numberColumn, tableLines, type Column } from '../text/table.js';
import { firstShown } from './elections.js';
import { framed, inside, type Edge } from './frame.js';

/**
 * How much of the real demand each shard's last finished round delivered, with a history line over all rounds, and
 * what the match had promised (SEED B2, B9).
 */
export function fulfilmentPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style, ui } = model;
  const views = model.frame?.views ?? [];
  const room = inside(width, height, edge.boxed);
  const { heading, body } = tableLines(shardColumns(ui.shard, style), views, room.width, style);
  const headed = room.height > views.length ? [heading] : [];
  const rows = Math.max(0, Math.min(views.length, room.height - headed.length));
  const first = firstShown(ui.shard, views.length, rows);
  const lines = [...headed, ...body.slice(first, first + rows), ...totals(views, room.width), ...roundLines(views[ui.shard], room.width, room.height - rows - 4, style)];
  return framed({ ...edge, title: 'Fulfilment', note: [span('delivered / real demand', 'dim')] }, lines, width, height, style);
}

function shardColumns(selected: number, style: Style): Column<ShardView>[] {
  const glyphs = glyphsOf(style);
  const number = (title: string, width: number, drop: number, value: (round: RoundView) => string): Column<ShardView> =>
    numberColumn(title, width, drop, (view) => {
      const round = lastRound(view);
      return round === undefined ? glyphs.none : value(round);
    });
  return [
    {
      title: '  shard',
      width: 10,
      align: 'left',
      drop: 0,
      cell: (view) => [span(view.shard === selected ? `${glyphs.selected} ` : '  ', 'accent'), span(view.name, 'bold')],
    },
    number('round', 5, 6, (round) => String(round.round)),
    numberColumn('filled', 6, 0, (view) => rateSpan(lastRound(view), glyphs.none)),
    { title: 'rounds', width: 6, align: 'left', drop: 1, grow: true, cell: (view, cells) => [span(history(view, Math.min(cells, 48), style), 'accent')] },
    number('real kWh', 8, 5, (round) => kWh(round.demandWh)),
    number('matched', 7, 3, (round) => kWh(round.allocatedWh)),
    number('deliv.', 6, 2, (round) => kWh(round.deliveredWh)),
    numberColumn('pen.', 4, 4, (view) => {
      const penalised = lastRound(view)?.penalised;
      return span(penalised === undefined ? glyphs.none : String(penalised), (penalised ?? 0) > 0 ? 'warn' : 'plain');
    }),
  ];
}

function lastRound(view: ShardView): RoundView | undefined {
  return finishedRounds(view).at(-1);
}

function rateSpan(round: RoundView | undefined, none: string): Span {
  const rate = round === undefined ? null : fillRate(round);
  if (rate === null) return span(none, 'dim');
  return span(percent(rate), rate >= 0.8 ? 'good' : rate >= 0.5 ? 'warn' : 'bad');
}

function history(view: ShardView, cells: number, style: Style): string {
  return sparkline(
    finishedRounds(view).map((round) => fillRate(round) ?? 0),
    cells,
    style,
  );
}

/** All shards together over all finished rounds. */
function totals(views: readonly ShardView[], width: number): Line[] {
  const rounds = views.flatMap(finishedRounds);
  const sum = (pick: (round: RoundView) => number): number => rounds.reduce((total, round) => total + pick(round), 0);
  const rate = fillRate({ deliveredWh: sum((round) => round.deliveredWh), demandWh: sum((round) => round.demandWh) });
  if (rate === null) return [[span('  no round is final yet', 'dim')]];
  return [
    [
      span(width >= 50 ? '  all rounds ' : '  all ', 'dim'),
      span(percent(rate), 'bold'),
      span(` of ${kWh(sum((round) => round.demandWh))} kWh, ${sum((round) => round.fulfilledRequests)}/${sum((round) => round.requests)}${width >= 50 ? ' requests' : ''}`, 'dim'),
    ],
  ];
}

/** The selected shard's rounds, newest first, where the panel is high enough for a second table. */
function roundLines(view: ShardView | undefined, width: number, lines: number, style: Style): Line[] {
  if (view === undefined || lines < 3) return [];
  const rows = view.rounds.toReversed().slice(0, lines - 2);
  const { heading, body } = tableLines<RoundView>(
    [
      numberColumn(view.name.slice(0, 7), 7, 0, (round) => String(round.round)),
      numberColumn('filled', 6, 0, (round) => rateSpan(round, glyphsOf(style).none)),
      { title: 'phase', width: 10, align: 'left', drop: 1, cell: (round) => [span(round.phase, round.phase === 'final' ? 'dim' : 'accent')] },
      numberColumn('requests', 8, 5, (round) => `${round.fulfilledRequests}/${round.requests}`),
      numberColumn('real kWh', 8, 4, (round) => kWh(round.demandWh)),
      numberColumn('offered', 7, 6, (round) => kWh(round.offeredWh)),
      numberColumn('matched', 7, 3, (round) => kWh(round.allocatedWh)),
      numberColumn('deliv.', 6, 2, (round) => kWh(round.deliveredWh)),
      numberColumn('profit', 8, 7, (round) => money(round.profitMilli)),
      numberColumn('settled', 9, 8, (round) => `${round.settled}/${round.settlements}`),
    ],
    rows,
    width,
    style,
  );
  return [[], heading, ...body];
}
