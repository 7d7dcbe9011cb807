import type { HistoryLine } from '../../../core/inspect/market-history.js';
import { firstShown } from '../../panels/elections.js';
import { framed, inside } from '../../panels/frame.js';
import { shareBar, sparkline } from '../../text/charts.js';
import { exactMoney, kWh, money, percent } from '../../text/format.js';
import { span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import type { Body } from './body.js';

/** Round by round: the average bid of what was matched, what was earned, and how much of the real demand was delivered. */
export function historyPane(body: Body, width: number, height: number): string[] {
  const { model, detail, book, boxed } = body;
  const { ui, style } = model;
  const room = inside(width, height, boxed);
  const isHere = ui.market.pane === 'history';
  const rows = detail.history.toReversed();
  const charts = room.height >= 12 ? chartLines(detail.history, model.run.currency, room.width, style) : [];
  const selected = isHere ? Math.min(ui.selected.market ?? 0, rows.length - 1) : -1;
  const { heading, body: drawn } = tableLines(columns(detail.history, rows[selected], book.round, style), rows, room.width, style);
  const shown = Math.max(0, room.height - 1 - charts.length);
  const first = firstShown(Math.max(0, selected), rows.length, shown);
  const note: Line = [span('newest first', 'dim')];
  return framed({ title: 'Prices and profits', note, focused: isHere, boxed }, [...charts, heading, ...drawn.slice(first, first + shown)], width, height, style);
}

/** Milli-units a kWh; null where nothing was matched. */
function priceOf({ promisedMicro, allocatedWh }: HistoryLine): number | null {
  return promisedMicro === null || allocatedWh === 0 ? null : promisedMicro / allocatedWh;
}

function fillOf({ phase, deliveredWh, demandWh }: HistoryLine): number | null {
  return phase === 'final' && demandWh > 0 ? deliveredWh / demandWh : null;
}

function chartLines(history: readonly HistoryLine[], currency: string, width: number, style: Style): Line[] {
  const cells = Math.max(4, Math.min(32, width - 40));
  const chart = (word: string, values: readonly (number | null)[], most: number | null, say: (value: number) => string): Line => {
    const known = values.filter((value) => value !== null);
    const top = most ?? Math.max(0, ...known);
    if (known.length === 0) return [span(`${word.padEnd(14)} `, 'dim'), span('not yet', 'dim')];
    const line = sparkline(known.map((value) => (top > 0 ? value / top : 0)), Math.min(cells, Math.max(4, known.length)), style);
    return [span(`${word.padEnd(14)} `, 'dim'), span(line, 'accent'), span(`  ${say(known.at(-1)!)}`, 'bold'), span(` (${say(Math.min(...known))} to ${say(Math.max(...known))})`, 'dim')];
  };
  return [
    chart('average bid', history.map(priceOf), null, (value) => `${exactMoney(value)} ${currency}/kWh`),
    chart('profit', history.map(({ phase, profitMilli }) => (phase === 'final' ? profitMilli : null)), null, (value) => `${money(value)} ${currency}`),
    chart('fill rate', history.map(fillOf), 1, percent),
    [],
  ];
}

function columns(history: readonly HistoryLine[], selected: HistoryLine | undefined, shown: number, style: Style): Column<HistoryLine>[] {
  const glyphs = glyphsOf(style);
  const most = (pick: (line: HistoryLine) => number | null): number => Math.max(1e-9, ...history.map((line) => pick(line) ?? 0));
  const [price, profit] = [most(priceOf), most(({ profitMilli }) => profitMilli)];
  const bar = (title: string, drop: number, share: (line: HistoryLine) => number | null): Column<HistoryLine> => ({
    title,
    width: 6,
    align: 'left',
    drop,
    grow: true,
    cell: (line, cells) => {
      const value = share(line);
      return value === null ? [] : shareBar(value, Math.min(cells, 20), style);
    },
  });
  const orNone = (value: number | null, say: (value: number) => string): Span => (value === null ? span(glyphs.none, 'dim') : span(say(value)));
  return [
    { title: '', width: 1, align: 'left', drop: 0, cell: (line) => [span(line === selected ? glyphs.selected : ' ', 'accent')] },
    numberColumn('round', 5, 0, ({ round }) => span(String(round), round === shown ? 'bold' : 'plain')),
    numberColumn('bid/kWh', 7, 0, (line) => orNone(priceOf(line), exactMoney)),
    bar('', 5, (line) => (priceOf(line) === null ? null : priceOf(line)! / price)),
    numberColumn('profit', 7, 1, ({ profitMilli }) => money(profitMilli)),
    bar('', 6, ({ phase, profitMilli }) => (phase === 'final' ? profitMilli / profit : null)),
    numberColumn('filled', 6, 0, (line) => orNone(fillOf(line), percent)),
    bar('', 4, fillOf),
    numberColumn('kWh', 6, 3, ({ allocatedWh }) => kWh(allocatedWh)),
    numberColumn('short', 5, 4, ({ shortfallWh }) => span(kWh(shortfallWh), shortfallWh > 0 ? 'warn' : 'dim')),
    numberColumn('pen.', 4, 2, ({ penalised }) => span(String(penalised), penalised > 0 ? 'warn' : 'dim')),
  ];
}
