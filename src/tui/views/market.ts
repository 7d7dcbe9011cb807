import type { MarketDetail, MarketQuery } from '../../core/inspect/market.js';
import { detailOf, type Model, type UiState } from '../model.js';
import { framed, type Edge } from '../panels/frame.js';
import type { Reach } from '../reach.js';
import { span, type Line } from '../text/spans.js';
import { travelTo } from '../time.js';
import { beside } from './beside.js';
import type { Body } from './market/body.js';
import { offersPane, requestsPane } from './market/book.js';
import { deliveryPane } from './market/delivery.js';
import { forecastPane, forecastQuery } from './market/forecast.js';
import { headLines } from './market/head.js';
import { historyPane } from './market/history.js';
import { penaltiesPane } from './market/penalties.js';
import { bookAt } from './market/steps.js';
import { MARKET_PANES, type MarketPane, type MarketUi } from './market/ui.js';
import { moved, type Move, type Target, type View } from './view.js';

/**
 * The market of a campus in one trading round (SEED B2): the book in the order in which the mechanism takes it, the matching step
 * by step, the penalty lists, and the history of prices and profits.
 */
export const market: View = {
  name: 'market',
  title: 'Market',
  summary: 'the book, the matching step by step, penalty lists, prices and profits',
  digit: '4',
  looks: (model) => (model.ui.market.pane === 'forecast' ? [queryOf(model), forecastQuery(model)] : [queryOf(model)]),
  draw,
  keys: [
    { keys: ['left', 'h'], label: 'Left h', help: 'the campus before', run: (reach) => toCampus(reach, -1) },
    { keys: ['right', 'l'], label: 'Right l', help: 'the next campus', footer: { text: 'campus', rank: 4 }, run: (reach) => toCampus(reach, 1) },
    { keys: ['r'], label: 'r', help: 'the round before, as far as books are kept', footer: { text: 'round', rank: 3 }, run: (reach, model) => toRound(reach, model, -1) },
    { keys: ['f'], label: 'f', help: 'the round after', run: (reach, model) => toRound(reach, model, 1) },
    { keys: ['z'], label: 'z', help: 'the newest round, and on with the next ones', run: (reach) => change(reach, { round: null, step: 0 }) },
    { keys: ['m'], label: 'm', help: 'the whole matching, or the book as it stands after each step (up and down)', footer: { text: 'steps', rank: 2 }, run: toggleSteps },
    { keys: ['v'], label: 'v', help: 'book, delivery, penalty lists, history or forecast', footer: { text: 'pane', rank: 3 }, run: nextPane },
    { keys: ['K'], label: 'K', help: 'the mechanisms: what each makes of this book, and which one matches the rounds to come', footer: { text: 'mechanism', rank: 3 }, run: (reach) => reach.store.ui((ui) => ({ ...ui, modes: [...ui.modes, 'mechanism'] })) },
    { keys: ['J'], label: 'J', help: 'to the moment when the round was cleared', run: toClearing },
  ],
  move,
  target,
};

function queryOf({ ui }: Model): MarketQuery {
  return { kind: 'market', shard: ui.shard, round: ui.market.round };
}

function change(reach: Reach, changes: Partial<MarketUi>): void {
  reach.store.ui((ui) => ({ ...ui, market: { ...ui.market, ...changes } }));
}

function toCampus(reach: Reach, by: 1 | -1): void {
  const last = (reach.store.snapshot().frame?.views.length ?? 1) - 1;
  reach.store.ui((ui) => ({ ...ui, shard: moved(ui.shard, Math.max(0, last), (at) => at + by), selected: { ...ui.selected, market: 0 }, market: { ...ui.market, step: 0 } }));
}

function toRound(reach: Reach, model: Model, by: 1 | -1): void {
  const detail = detailOf<'market'>(model, queryOf(model));
  const at = detail?.rounds.indexOf(detail.book?.round ?? -1) ?? -1;
  const round = detail?.rounds[at + by];
  if (round !== undefined) change(reach, { round, step: 0 });
}

function toggleSteps(reach: Reach, { ui }: Model): void {
  change(reach, { whole: !ui.market.whole, step: 0, pane: 'book' });
}

function nextPane(reach: Reach, { ui }: Model): void {
  const pane = MARKET_PANES[(MARKET_PANES.indexOf(ui.market.pane) + 1) % MARKET_PANES.length]!;
  reach.store.ui((now) => ({ ...now, selected: { ...now.selected, market: 0 }, market: { ...now.market, pane } }));
}

function toClearing(reach: Reach, model: Model): void {
  const atUs = detailOf<'market'>(model, queryOf(model))?.book?.clearedUs ?? null;
  if (atUs !== null) travelTo(reach, atUs);
}

/** In the book a step of the matching or, while the whole is shown, a request; elsewhere a line. */
function move(ui: UiState, model: Model, to: Move): UiState {
  const detail = detailOf<'market'>(model, queryOf(model));
  const { pane, whole, step } = ui.market;
  const book = detail?.book ?? null;
  if (pane === 'book' && !whole) return { ...ui, market: { ...ui.market, step: moved(step, book?.allocations.length ?? 0, to) } };
  return { ...ui, selected: { ...ui.selected, market: moved(ui.selected.market ?? 0, Math.max(0, linesOf(detail, pane) - 1), to) } };
}

function linesOf(detail: MarketDetail | null, pane: MarketPane): number {
  if (detail === null) return 0;
  if (pane === 'history') return detail.history.length;
  if (detail.book === null) return 0;
  if (pane === 'forecast') return 0;
  if (pane === 'delivery') return detail.book.allocations.length;
  return pane === 'book' ? detail.book.requests.length : detail.book.penalties.exchanges.length + detail.book.penalties.consumers.length;
}

/** The consumer of the request at hand, the EV that delivers, or whose penalty list it is. */
function target(model: Model): Target | null {
  const { ui } = model;
  const book = detailOf<'market'>(model, queryOf(model))?.book ?? null;
  if (book === null) return null;
  const at = ui.selected.market ?? 0;
  const step = bookAt(book, ui.market.whole ? book.allocations.length : ui.market.step);
  const names: Readonly<Record<MarketPane, string | undefined>> = {
    book: (ui.market.whole ? book.requests[at] : book.requests.find(({ id }) => id === step.current?.request))?.consumer,
    delivery: book.allocations[at]?.ev,
    penalties: [...book.penalties.exchanges, ...book.penalties.consumers][at]?.name,
    history: undefined,
    forecast: undefined,
  };
  const id = names[ui.market.pane];
  return id === undefined ? null : { type: 'node', shard: ui.shard, id };
}

function draw(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { ui, style } = model;
  const campus = model.frame?.views[ui.shard]?.name ?? '';
  const detail = detailOf<'market'>(model, queryOf(model));
  const title = { ...edge, title: `Market of ${campus}` };
  if (detail === null) return framed(title, [[span('asking the market desk', 'dim')]], width, height, style);
  const { book } = detail;
  if (book === null) return framed(title, [[span('no trading round has begun yet', 'dim')]], width, height, style);
  const at = bookAt(book, ui.market.whole ? book.allocations.length : ui.market.step);
  const headHeight = Math.min(height, (edge.boxed ? 6 : height >= 16 ? 5 : 3));
  const note: Line = [span(`${nameOfPane(ui.market.pane)}  v: next pane`, 'dim')];
  const head = framed({ ...title, note }, headLines(model, detail, book, at, width - (edge.boxed ? 4 : 0)), width, headHeight, style);
  const body = { model, detail, book, at, campus, boxed: edge.boxed };
  const left = height - headHeight;
  return [...head, ...(width >= 110 && left >= 26 && ui.market.pane !== 'forecast' ? allPanes(body, width, left) : onePane(body, width, left))];
}

function nameOfPane(pane: MarketPane): string {
  if (pane === 'delivery') return 'promised and delivered';
  if (pane === 'forecast') return 'forecast and truth';
  return pane === 'book' ? 'book and matching' : pane === 'penalties' ? 'penalty lists' : 'history of prices and profits';
}

function onePane(body: Body, width: number, height: number): string[] {
  switch (body.model.ui.market.pane) {
    case 'book':
      return bookPanes(body, width, height);
    case 'delivery':
      return deliveryPane(body, width, height);
    case 'penalties':
      return penaltiesPane(body, width, height);
    case 'forecast':
      return forecastPane(body, width, height);
    case 'history':
      return historyPane(body, width, height);
  }
}

function bookPanes(body: Body, width: number, height: number): string[] {
  if (width < 70) return requestsPane(body, width, height);
  const gap = body.boxed ? 0 : 1;
  // Room for the consumer that an offer serves.
  const right = Math.max(body.boxed ? 34 : 30, Math.min(44, Math.floor(width * 0.3)));
  return beside([requestsPane(body, width - right - gap, height), offersPane(body, right, height)], gap);
}

function allPanes(body: Body, width: number, height: number): string[] {
  const below = Math.max(9, Math.floor(height * 0.36));
  const left = Math.floor(width * 0.5);
  const above = body.model.ui.market.pane === 'delivery' ? deliveryPane(body, width, height - below) : bookPanes(body, width, height - below);
  return [
    ...above,
    ...beside([penaltiesPane(body, left, below), historyPane(body, width - left, below)], 0),
  ];
}
