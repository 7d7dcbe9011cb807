import type { GossipLine, HashgraphDetail } from '../../../core/inspect/hashgraph.js';
import { firstShown, nameWithin } from '../../panels/elections.js';
import { framed, inside, type Edge } from '../../panels/frame.js';
import type { Model, UiState } from '../../model.js';
import { ruledBeside } from '../../text/beside.js';
import { span, type Line } from '../../text/spans.js';
import { titled } from '../../text/table.js';
import { wrappedLines } from '../../text/wrap.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { moved, type Move, type Target, type View } from '../view.js';
import { roundTable, selectedLines } from './detail.js';
import { HASHGRAPH_KEYS } from './keys.js';
import { fitting, graphRows, partCells, partTitles, type Columns } from './rows.js';
import { queryOf, shownGraph, type ShownGraph } from './state.js';

/** One member's copy of the hashgraph, event by event, with what is decided of each (SEED A3). */
export const hashgraph: View = {
  name: 'hashgraph',
  title: 'Hashgraph',
  summary: "a member's events, rounds, witnesses, fame and the order that comes out",
  digit: '3',
  looks: (model) => [queryOf(model)],
  draw: drawHashgraph,
  keys: HASHGRAPH_KEYS,
  move: moveEvent,
  target: eventTarget,
};

function drawHashgraph(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style } = model;
  const shown = shownGraph(model);
  const name = model.frame?.views[model.ui.shard]?.name ?? '';
  if (shown === null || shown === 'none') {
    const word = shown === null ? 'asking for the graph' : 'nobody in this campus holds a seat whose graph could be shown';
    return framed({ ...edge, title: 'Hashgraph' }, [[span(`${name}: ${word}`, 'dim')]], width, height, style);
  }
  const { detail } = shown;
  const room = inside(width, height, edge.boxed);
  const last = detail.before + detail.events.length;
  const note = detail.events.length === 0 ? [] : [span(`events ${detail.before + 1} to ${last} of ${detail.totals.events}`, 'dim')];
  const head = [headLine(detail, name, style), gossipLine(detail, model)];
  const left = Math.max(0, room.height - head.length);
  const body = room.width >= 100 ? sideBySide(shown, name, room.width, left, style) : below(shown, name, room.width, left, style);
  return framed({ ...edge, title: 'Hashgraph', note }, [...head, ...body], width, height, style);
}

function headLine(detail: HashgraphDetail, shard: string, style: Style): Line {
  const { totals } = detail;
  const { dot } = glyphsOf(style);
  titled(['ordered', 'coin', 'at rest']);
  const viewpoint = nameWithin(shard, detail.members[detail.viewpoint]!.node);
  const where = detail.inOffice ? 'in office' : 'out of office';
  return [
    span(`${shard} epoch ${detail.epoch}`, 'bold'),
    span(` ${where}, copy of `),
    span(viewpoint, 'accent'),
    detail.status === 'up' ? span('') : span(` (${detail.status})`, 'bad'),
    span(` ${dot} ${totals.events} events ${dot} ${totals.ordered} ordered ${dot} ${totals.undecided} undecided ${dot} coin ${totals.coinVotes} ${dot} round ${totals.completeRound} complete`, 'dim'),
  ];
}

/** Whether gossip goes on, and why. */
function gossipLine(detail: HashgraphDetail, model: Model): Line {
  const missing = detail.found ? [] : [span('the selected event is not in this copy; ', 'warn')];
  const stale = model.ui.hashgraph.event === 'newest' ? [span('following ', 'good')] : [span('selected ', 'accent')];
  return [...missing, ...stale, ...gossipWords(detail.gossip, detail.inOffice)];
}

function gossipWords(gossip: GossipLine, inOffice: boolean): Line {
  if (!gossip.resting) {
    const waiting = [
      gossip.pending > 0 ? `${many(gossip.pending, 'transaction')} for an event` : '',
      gossip.unordered > 0 ? `${many(gossip.unordered, 'event')} with transactions for the order` : '',
      gossip.orphans > 0 ? `${many(gossip.orphans, 'event')} for a parent` : '',
    ].filter((text) => text !== '');
    return [span('gossip goes on: ', 'good'), span(`${waiting.join(', ')}`)];
  }
  const unaware = gossip.unaware > 0 ? [span(` (${many(gossip.unaware, 'member')} may not know yet)`, 'warn')] : [];
  const why = gossip.closed ? "the epoch's last block is executed" : 'no transaction waits for the order, and the next one begins it again';
  return [span('at rest: ', 'accent'), span(inOffice || gossip.closed ? why : 'its epoch is over'), ...unaware];
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The graph at the left, the selected event and the rounds at the right. */
function sideBySide(shown: ShownGraph, name: string, width: number, height: number, style: Style): Line[] {
  const side = Math.max(44, Math.min(64, Math.floor(width * 0.38)));
  const graph = graphPart(shown, name, width - side - 3, height, style);
  const told = wrappedLines(toldLines(shown, name, style), side);
  const right = [...told.slice(0, Math.max(0, height - 10)), [], ...roundTable(shown.detail)];
  return ruledBeside(graph, right, side, width, height, style);
}

/** The graph above, the selected event below. */
function below(shown: ShownGraph, name: string, width: number, height: number, style: Style): Line[] {
  const most = Math.min(8, Math.floor(height * 0.4));
  const told = wrappedLines(toldLines(shown, name, style), width).slice(0, most);
  return [...graphPart(shown, name, width, height - told.length, style), ...told];
}

function toldLines(shown: ShownGraph, name: string, style: Style): Line[] {
  return shown.fresh ? selectedLines(shown.detail, name, style) : [[span('asking for the selected event', 'dim')]];
}

/** Exactly `height` lines: names above, a row for each event that has room, the signs below. */
function graphPart(shown: ShownGraph, name: string, width: number, height: number, style: Style): Line[] {
  const { detail, fresh, at } = shown;
  const { columns, shown: parts } = fitting(detail, width, at, style);
  const seats = height >= 8;
  const legend = height >= 14 ? legendLines(style).slice(0, height >= 18 ? 2 : 1) : [];
  const rows = Math.max(0, height - 1 - (seats ? 1 : 0) - legend.length);
  const selected = at < 0 ? detail.events.length - 1 : at;
  const first = firstShown(selected, detail.events.length, Math.min(rows, detail.events.length));
  const drawn = graphRows(detail, columns, fresh, at, style);
  const lines = detail.events.slice(first, first + rows).map((event, offset): Line => [...drawn[first + offset]!, ...partCells(parts, event, fresh)]);
  const blank = Array.from({ length: Math.max(0, rows - lines.length) }, (): Line => []);
  // The newest event stands at the bottom, so what is missing of a young graph is missing above.
  return [
    [...nameCells(detail, name, columns, style), ...partTitles(parts)],
    ...(seats ? [seatCells(detail, columns, style)] : []),
    ...blank,
    ...lines,
    ...legend,
  ].slice(0, Math.max(0, height));
}

function nameCells({ members, viewpoint }: HashgraphDetail, shard: string, { first, count, cell }: Columns, style: Style): Line {
  const { selected } = glyphsOf(style);
  return members.slice(first, first + count).map((member, at) => {
    const own = first + at === viewpoint;
    const name = nameWithin(shard, member.node);
    const room = cell - (cell > 2 ? 1 : 0);
    const short = name.length <= room ? name : name.slice(-Math.min(2, room));
    const text = own && short.length < cell - 1 ? `${selected}${short}` : short;
    return span(centred(text, cell), member.forked ? 'bad' : own ? 'accent' : at % 2 === 0 ? 'bold' : 'plain');
  });
}

function seatCells({ members }: HashgraphDetail, { first, count, cell }: Columns, style: Style): Line {
  const { times, primary } = glyphsOf(style);
  return members.slice(first, first + count).map(({ seats }, at) => {
    const text = `${first + at === 0 && cell > 3 ? primary : ''}${cell > 2 ? times : ''}${seats}`;
    return span(centred(text.slice(0, cell), cell), 'dim');
  });
}

function centred(text: string, width: number): string {
  const before = Math.floor((width - text.length + 1) / 2);
  return (' '.repeat(Math.max(0, before)) + text).padEnd(width).slice(0, width);
}

function legendLines(style: Style): Line[] {
  const { primary, bad } = glyphsOf(style);
  const [ordered, open] = style.glyphs === 'ascii' ? ['@', 'o'] : ['●', '○'];
  return [
    [span(`${primary} famous ${bad} not famous ? undecided ${ordered} ordered ${open} not yet Y fork`, 'dim')],
    [span('[ ] strongly seen ( ) seen { } its fork is known', 'dim')],
  ];
}

/** Up and down select events in the order they came; beyond the newest one the graph is followed. */
function moveEvent(ui: UiState, model: Model, to: Move): UiState {
  const shown = shownGraph(model);
  if (shown === null || shown === 'none') return ui;
  const { events, before, after } = shown.detail;
  const total = before + events.length + after;
  if (total === 0) return ui;
  const at = shown.at < 0 ? total - 1 : before + shown.at;
  const next = moved(at, total - 1, to);
  if (next === total - 1) return { ...ui, hashgraph: { ...ui.hashgraph, event: 'newest' } };
  const event = next === 0 && before > 0 ? 'first' : events[Math.max(0, Math.min(events.length - 1, next - before))]!.id;
  return { ...ui, hashgraph: { ...ui.hashgraph, event } };
}

function eventTarget(model: Model): Target | null {
  const shown = shownGraph(model);
  if (shown === null || shown === 'none') return null;
  const id = shown.detail.events[shown.at]?.id;
  return id === undefined ? null : { type: 'event', shard: model.ui.shard, id };
}
