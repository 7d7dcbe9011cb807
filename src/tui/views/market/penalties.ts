import type { PenaltyLine } from '../../../core/inspect/market-history.js';
import { firstShown } from '../../panels/elections.js';
import { framed, inside } from '../../panels/frame.js';
import { percent } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import { shortName, type Body } from './body.js';

/** An exchange's list limits how many of its requests are fulfilled, a consumer's shrinks its demand (SEED B2, eq. 4.1–4.3). */
export function penaltiesPane(body: Body, width: number, height: number): string[] {
  const { model, book, boxed } = body;
  const { ui, style } = model;
  const { exchanges, consumers } = book.penalties;
  const room = inside(width, height, boxed);
  const isHere = ui.market.pane === 'penalties';
  const rows = [...exchanges, ...consumers];
  const selected = isHere ? Math.min(ui.selected.market ?? 0, rows.length - 1) : -1;
  const { heading, body: drawn } = tableLines(columns(body, rows[selected], exchanges.length, rows), rows, room.width, style);
  const none: Line[] = consumers.length === 0 ? [[span('  no consumer has a penalty list', 'dim')]] : [];
  const shown = Math.max(0, room.height - 1 - none.length);
  const first = firstShown(Math.max(0, selected), rows.length, shown);
  const note: Line = [span(`list at the clearing ${glyphsOf(style).arrow} now`, 'dim')];
  return framed({ title: 'Penalties', note, focused: isHere, boxed }, [heading, ...drawn.slice(first, first + shown), ...none], width, height, style);
}

function columns(body: Body, selected: PenaltyLine | undefined, exchanges: number, rows: readonly PenaltyLine[]): Column<PenaltyLine>[] {
  const glyphs = glyphsOf(body.model.style);
  const isExchange = (row: PenaltyLine): boolean => rows.indexOf(row) < exchanges;
  return [
    { title: '', width: 1, align: 'left', drop: 0, cell: (row) => [span(row === selected ? glyphs.selected : ' ', 'accent')] },
    { title: 'who', width: 13, align: 'left', drop: 0, cell: (row) => [span(shortName(body, row.name), isExchange(row) ? 'bold' : 'plain')] },
    numberColumn('sent', 4, 4, ({ requests }) => String(requests)),
    numberColumn('quota', 5, 3, (row) => span(isExchange(row) ? (row.quota === null ? 'any' : String(row.quota)) : glyphs.none, row.quota === null ? 'dim' : 'warn')),
    numberColumn('took', 9, 2, (row) => tookText(row, isExchange(row))),
    numberColumn('times', 6, 0, ({ used, usedProduct }) => span(used.length === 0 ? '1' : usedProduct.toFixed(3), used.length === 0 ? 'dim' : 'warn')),
    { title: 'factors', width: 16, align: 'left', drop: 1, grow: true, cell: (row) => listSpans(row, glyphs.arrow) },
  ];
}

/** Of what was promised to it, the share that it really took: Wh of a consumer, requests of an exchange. */
function tookText({ theoretical, practical }: PenaltyLine, isExchange: boolean): string {
  if (theoretical === 0) return 'unmatched';
  return isExchange ? `${practical}/${theoretical}` : percent(practical / theoretical);
}

function listSpans({ used, now }: PenaltyLine, arrow: string): Line {
  const isSame = used.length === now.length && used.every((factor, at) => factor === now[at]);
  return [span(factors(used), used.length === 0 ? 'dim' : 'warn'), ...(isSame ? [] : [span(` ${arrow} `, 'dim'), span(factors(now), now.length === 0 ? 'good' : 'warn')])];
}

/** The last factors, oldest first. */
function factors(list: readonly number[]): string {
  if (list.length === 0) return 'empty';
  return `${list.length > 8 ? '.. ' : ''}${list.slice(-8).map((factor) => factor.toFixed(2)).join(' ')}`;
}
