import type { AllocationLine } from '../../../core/inspect/market.js';
import { firstShown } from '../../panels/elections.js';
import { framed, inside } from '../../panels/frame.js';
import { shareBar } from '../../text/charts.js';
import { clock, money } from '../../text/format.js';
import { span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import { shortName, type Body } from './body.js';

/** What was promised, had ready and delivered, allocation by allocation, and what is owed for it (SEED B6). */
export function deliveryPane(body: Body, width: number, height: number): string[] {
  const { model, book, boxed } = body;
  const { ui, style } = model;
  const room = inside(width, height, boxed);
  const isHere = ui.market.pane === 'delivery';
  const rows = book.allocations;
  const selected = isHere ? Math.min(ui.selected.market ?? 0, rows.length - 1) : -1;
  const { heading, body: drawn } = tableLines(columns(body, rows[selected]), rows, room.width, style);
  const lines = rows.length === 0 ? [[span('nothing is matched in this round yet', 'dim')]] : drawn;
  const shown = Math.max(0, room.height - 1);
  const first = firstShown(Math.max(0, selected), rows.length, shown);
  return framed({ title: 'Promised and delivered', note: noteOf(rows), focused: isHere, boxed }, [heading, ...lines.slice(first, first + shown)], width, height, style);
}

function noteOf(rows: readonly AllocationLine[]): Line {
  const read = rows.filter(({ readyWh }) => readyWh !== null);
  const short = read.filter(({ readyWh, energyWh }) => readyWh! < energyWh).length;
  return [span(`${read.length} of ${rows.length} read`, 'dim'), ...(short > 0 ? [span(`  ${short} short`, 'warn')] : [])];
}

function columns(body: Body, selected: AllocationLine | undefined): Column<AllocationLine>[] {
  const { style, run } = body.model;
  const glyphs = glyphsOf(style);
  const consumers = new Map(body.book.requests.map(({ id, consumer }) => [id, consumer]));
  const known = (value: number | null, say: (value: number) => Span): Span => (value === null ? span(glyphs.none, 'dim') : say(value));
  return [
    { title: '', width: 1, align: 'left', drop: 0, cell: (row) => [span(row === selected ? glyphs.selected : ' ', 'accent')] },
    { title: 'EV', width: 9, align: 'left', drop: 0, cell: ({ ev }) => [span(shortName(body, ev))] },
    { title: 'doing', width: 8, align: 'left', drop: 3, cell: ({ state }) => [span(state ?? glyphs.none, state === 'driving' ? 'warn' : 'dim')] },
    { title: 'consumer', width: 13, align: 'left', drop: 1, cell: ({ request }) => [span(shortName(body, consumers.get(request) ?? request))] },
    { title: 'when', width: 17, align: 'left', drop: 5, cell: ({ window }) => [span(window === null ? glyphs.none : `${clock(window.startUs)}-${clock(window.endUs)}`, 'dim')] },
    numberColumn('promised', 8, 0, ({ energyWh }) => String(energyWh)),
    numberColumn('ready', 6, 2, ({ readyWh, energyWh }) => known(readyWh, (value) => span(String(value), value < energyWh ? 'warn' : 'plain'))),
    numberColumn('delivered', 9, 0, ({ deliveredWh, energyWh }) => known(deliveredWh, (value) => span(String(value), value < energyWh ? 'warn' : 'good'))),
    numberColumn('short', 6, 2, ({ readyWh, energyWh }) => known(readyWh, (value) => span(String(Math.max(0, energyWh - value)), value < energyWh ? 'warn' : 'dim'))),
    numberColumn('due', 10, 4, ({ dueMilli }) => known(dueMilli, (value) => span(`${money(value)} ${run.currency}`))),
    { title: '', width: 6, align: 'left', drop: 6, grow: true, cell: ({ deliveredWh, energyWh }, cells) => (deliveredWh === null ? [] : shareBar(deliveredWh / energyWh, Math.min(cells, 20), style)) },
  ];
}
