import type { OfferLine, RequestFate, RequestLine } from '../../../core/inspect/market.js';
import { firstShown } from '../../panels/elections.js';
import { framed, inside } from '../../panels/frame.js';
import { exactMoney } from '../../text/format.js';
import { span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf, type Tone } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import { shortName, type Body } from './body.js';
import { standing } from './steps.js';

/** Requests in the order of service: bid × demand after penalties, descending (SEED B2, Algorithm 1, l. 21). */
export function requestsPane(body: Body, width: number, height: number): string[] {
  const { model, book, at, boxed } = body;
  const { ui, style } = model;
  const rows = book.requests.map((request, rank) => ({ request, rank }));
  const currentRank = rows.find(({ request }) => request.id === at.current?.request)?.rank ?? -1;
  const selected = ui.market.whole ? Math.min(ui.selected.market ?? 0, rows.length - 1) : currentRank;
  const room = inside(width, height, boxed);
  const { heading, body: drawn } = tableLines(requestColumns(body, selected, currentRank), rows, room.width, style);
  const none: Line[] = rows.length === 0 ? [[span('no list of requests is on the BoE yet', 'dim')]] : [];
  const shown = Math.max(0, room.height - 1);
  const first = firstShown(selected, rows.length, shown);
  const note: Line = [span(at.step < at.last ? 'left to serve after this step' : 'as served', 'dim')];
  const edge = { title: 'Requests', note, focused: ui.market.pane === 'book', boxed };
  return framed(edge, [heading, ...drawn.slice(first, first + shown), ...none], width, height, style);
}

interface Ranked {
  readonly request: RequestLine;
  readonly rank: number;
}

function requestColumns(body: Body, selected: number, currentRank: number): Column<Ranked>[] {
  const { model, at } = body;
  const glyphs = glyphsOf(model.style);
  const left = ({ allowedWh, id }: RequestLine): number => allowedWh - (at.servedWh.get(id) ?? 0);
  return [
    { title: '', width: 1, align: 'left', drop: 0, cell: ({ rank }) => [span(rank === selected ? glyphs.selected : ' ', 'accent')] },
    numberColumn('#', 3, 7, ({ rank }) => span(String(rank + 1), 'dim')),
    { title: 'consumer', width: 13, align: 'left', drop: 0, cell: ({ request, rank }) => [span(shortName(body, request.consumer), rank === currentRank ? 'bold' : 'plain')] },
    { title: 'exchange', width: 10, align: 'left', drop: 6, cell: ({ request }) => [span(shortName(body, request.exchange), 'dim')] },
    numberColumn('bid/kWh', 7, 3, ({ request }) => exactMoney(request.bidMilliPerKWh)),
    numberColumn('asks Wh', 7, 2, ({ request }) => String(request.demandWh)),
    numberColumn('allowed', 7, 4, ({ request }) => span(String(request.allowedWh), request.allowedWh < request.demandWh ? 'warn' : 'plain')),
    numberColumn('bid*Wh', 8, 5, ({ request }) => span(((request.bidMilliPerKWh * request.allowedWh) / 1_000_000).toFixed(4), 'dim')),
    numberColumn('left', 6, 0, ({ request }) => span(String(left(request)), left(request) > 0 ? 'plain' : 'dim')),
    { title: 'stands', width: 10, align: 'left', drop: 1, cell: ({ request, rank }) => [fateSpan(standing(request, rank, currentRank, at))] },
    { title: 'from', width: 12, align: 'left', drop: 8, grow: true, cell: ({ request }) => fromSpans(body, request) },
  ];
}

const FATE: Readonly<Record<RequestFate | 'waiting' | 'now', readonly [string, Tone]>> = {
  served: ['served', 'good'],
  part: ['in part', 'warn'],
  unserved: ['no energy', 'bad'],
  quota: ['quota used', 'warn'],
  penalised: ['penalised', 'warn'],
  duplicate: ['duplicate', 'dim'],
  empty: ['asks none', 'dim'],
  waiting: ['waits', 'dim'],
  now: ['now', 'accent'],
};

function fateSpan(fate: RequestFate | 'waiting' | 'now'): Span {
  const [word, tone] = FATE[fate];
  return span(word, tone);
}

/** Each EV with its Wh and, once it was metered, whether all of it came. */
function fromSpans(body: Body, { id }: RequestLine): Line {
  const glyphs = glyphsOf(body.model.style);
  return (body.at.from.get(id) ?? []).flatMap(({ ev, energyWh, deliveredWh }, at): Line => {
    const sign = deliveredWh === null ? span('') : deliveredWh >= energyWh ? span(glyphs.good, 'good') : span(`${glyphs.bad}${deliveredWh}`, 'bad');
    return [span(`${at > 0 ? ' ' : ''}${shortName(body, ev)}`), span(` ${energyWh}`, 'dim'), sign];
  });
}

/** Offers capped at the pile capacity, largest first; one serves one request a round (Algorithm 1, l. 28–30). */
export function offersPane(body: Body, width: number, height: number): string[] {
  const { model, book, at, boxed } = body;
  const { style } = model;
  const room = inside(width, height, boxed);
  const { heading, body: drawn } = tableLines(offerColumns(body), book.offers, room.width, style);
  const none: Line[] = book.offers.length === 0 ? [[span('no offer is on the BoEV yet', 'dim')]] : [];
  const shown = Math.max(0, room.height - 1);
  const serving = servingNow(body);
  const current = book.offers.findIndex(({ ev }) => serving.has(ev));
  const first = firstShown(Math.max(0, current), book.offers.length, shown);
  const note: Line = [span(`${book.offers.length - at.usedBy.size} unused`, 'dim')];
  return framed({ title: 'Offers', note, focused: false, boxed }, [heading, ...drawn.slice(first, first + shown), ...none], width, height, style);
}

/** The EV of the step that is shown, or those that serve the selected request. */
function servingNow({ model, book, at }: Body): ReadonlySet<string> {
  const { whole } = model.ui.market;
  const request = whole ? book.requests[model.ui.selected.market ?? 0]?.id : undefined;
  return new Set(whole ? (at.from.get(request ?? '') ?? []).map(({ ev }) => ev) : at.current === null ? [] : [at.current.ev]);
}

function offerColumns(body: Body): Column<OfferLine>[] {
  const { model, book, at } = body;
  const glyphs = glyphsOf(model.style);
  const now = servingNow(body);
  const consumers = new Map(book.requests.map(({ id, consumer }) => [id, consumer]));
  return [
    { title: '', width: 1, align: 'left', drop: 0, cell: ({ ev }) => [span(now.has(ev) ? glyphs.selected : ' ', 'accent')] },
    { title: 'EV', width: 8, align: 'left', drop: 0, cell: ({ ev }) => [span(shortName(body, ev), now.has(ev) ? 'bold' : at.usedBy.has(ev) ? 'dim' : 'plain')] },
    numberColumn('offers', 6, 3, ({ offeredWh, usableWh }) => span(String(offeredWh), usableWh < offeredWh ? 'warn' : 'dim')),
    numberColumn('Wh', 5, 2, ({ usableWh }) => String(usableWh)),
    numberColumn('left', 5, 0, ({ ev, usableWh }) => span(String(usableWh - (at.usedBy.get(ev)?.energyWh ?? 0)), at.usedBy.has(ev) ? 'dim' : 'plain')),
    {
      title: 'serves',
      width: 11,
      align: 'left',
      drop: 1,
      grow: true,
      cell: ({ ev }) => {
        const task = at.usedBy.get(ev);
        return task === undefined ? [span('unused', 'dim')] : [span(shortName(body, consumers.get(task.request) ?? task.request)), span(` ${task.energyWh}`, 'dim')];
      },
    },
  ];
}
