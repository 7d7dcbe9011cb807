import { activitiesOf, bookOf } from '../actors/control-system/book.js';
import { taskKey, termsOfDesk, type MarketDesk, type Metered } from '../actors/control-system/desk-state.js';
import { readRequestLists } from '../ledger/endorse-order-validate/contract-boe.js';
import { readOffers, type EvActivity } from '../ledger/endorse-order-validate/contract-boev.js';
import type { Allocation, Book, Clearing, MarketRequest, TimeWindow } from '../market/mechanism.js';
import { bookOfClearing, type Gap, gapTo, pooledBounds } from '../market/optimum/optimum.js';
import { type MechanismEntry, MECHANISMS } from '../market/registry.js';
import type { MarketTerms } from '../market/terms.js';
import { shelveOffers } from '../market/ret/offers.js';
import { exchangeQuotas } from '../market/ret/requests.js';
import type { Looked } from './looked.js';
import { historyOf, penaltyLines, type HistoryLine, type PenaltyLine } from './market-history.js';

/** The market desk of a campus in one trading round; null asks for the newest with anything in its book. */
export interface MarketQuery {
  readonly kind: 'market';
  readonly shard: number;
  readonly round: number | null;
}

/**
 * A round's book and its matching, as the real mechanism makes them from what the desk had before it (SEED B2). While a round is
 * still open the book is what is on the chains so far, and the matching what would come of it now.
 */
export interface MarketDetail {
  /** Rounds that can be looked at, oldest first; the round asked for is replaced by the nearest of these. */
  readonly rounds: readonly number[];
  /** Null before the first round begins. */
  readonly book: BookDetail | null;
  readonly history: readonly HistoryLine[];
}

export interface BookDetail {
  readonly round: number;
  /** Null while requests and offers still come in. */
  readonly clearedUs: number | null;
  readonly mechanism: string;
  readonly defence: boolean;
  readonly pileCapacityWh: number;
  /** In the order in which the mechanism serves them; then those it has left out. */
  readonly requests: readonly RequestLine[];
  /** In the order in which the mechanism keeps them: largest first. */
  readonly offers: readonly OfferLine[];
  /** In the order in which they were made. */
  readonly allocations: readonly AllocationLine[];
  readonly penalties: { readonly consumers: readonly PenaltyLine[]; readonly exchanges: readonly PenaltyLine[] };
  /** Of the whole book, whatever the lists leave out. */
  readonly sums: BookSums;
  readonly optimum: BookOptimum;
  /** Lines that the lists leave out. */
  readonly leftOut: { readonly requests: number; readonly offers: number; readonly allocations: number; readonly penalties: number };
}

export interface BookSums {
  readonly requests: number;
  readonly kept: number;
  readonly fulfilled: number;
  readonly offers: number;
  readonly demandWh: number;
  readonly offeredWh: number;
  readonly allocatedWh: number;
  readonly deliveredWh: number;
  /** Σ bid × energy in micro-units of the currency, decimal text. */
  readonly profitMicro: string;
}

/** What no mechanism exceeds on the requests that took part, with what penalties left of them, and how far the matching is from it. */
export interface BookOptimum extends Gap {
  readonly energyWh: number;
  /** Micro-units of the currency, decimal text. */
  readonly profitMicro: string;
}

/**
 * Why a request is where it is: `served` wholly, `part`, `unserved` since no energy was left, `quota` since its exchange has used up
 * its quota, `penalised` to nothing, `duplicate` of a later one of its consumer, `empty` asks for nothing.
 */
export type RequestFate = 'served' | 'part' | 'unserved' | 'quota' | 'penalised' | 'duplicate' | 'empty';

export interface RequestLine {
  readonly id: string;
  readonly consumer: string;
  readonly exchange: string;
  readonly bidMilliPerKWh: number;
  readonly demandWh: number;
  /** What its consumer's penalties leave of the demand; its rank is by bid × this. */
  readonly allowedWh: number;
  readonly fate: RequestFate;
}

export interface OfferLine {
  readonly ev: string;
  readonly offeredWh: number;
  /** At most what a charging pile can pass on in the round (eq. 4.6). */
  readonly usableWh: number;
}

export interface AllocationLine {
  readonly request: string;
  readonly ev: string;
  readonly energyWh: number;
  /** When it is served: as the mechanism says, or the request's whole window; null in a book without time. */
  readonly window: TimeWindow | null;
  /** What the EV was doing as it offered; null where that is not known. */
  readonly state: EvActivity | null;
  /** As metered: what the EV had ready, what flowed of it and what is owed for that; null before the reading. */
  readonly readyWh: number | null;
  readonly deliveredWh: number | null;
  readonly dueMilli: number | null;
}

/** Longest lists that a look brings along. */
export const MOST_LINES = 400;

/** A round's book with the terms that it was cleared under, or would be now. */
export interface BookUnderTerms {
  readonly round: number;
  readonly clearedUs: number | null;
  readonly mechanism: string;
  readonly book: Book;
  readonly terms: MarketTerms;
  readonly metered: ReadonlyMap<string, Metered>;
  /** What the offering EVs were doing. */
  readonly activities: ReadonlyMap<string, EvActivity>;
}

export function inspectMarket(looked: Looked, { round: asked }: MarketQuery): MarketDetail {
  const actor = looked.actors.get(looked.lab.members.controlSystem);
  if (actor?.kind !== 'control-system') return { rounds: [], book: null, history: [] };
  const { desk } = actor;
  const shown = bookAsked(looked, asked);
  return { rounds: roundsOf(desk), book: shown === null ? null : bookDetail(shown, desk), history: historyOf(looked.metrics) };
}

/** The book of a round, or of the nearest before it that is kept; null asks for the newest with anything in it. */
export function bookAsked(looked: Looked, asked: number | null): BookUnderTerms | null {
  const actor = looked.actors.get(looked.lab.members.controlSystem);
  if (actor?.kind !== 'control-system') return null;
  const { desk } = actor;
  const rounds = roundsOf(desk);
  const round = asked === null ? rounds.at(-1) : rounds.findLast((one) => one <= asked) ?? rounds[0];
  if (round === undefined) return null;
  const cleared = desk.cleared.find((one) => one.round === round) ?? asItStands(looked, desk, actor.boe.peer!.world, actor.boev.peer!.world, round);
  const isEmpty = cleared.book.requests.length + cleared.book.offers.length === 0;
  return asked === null && isEmpty ? (desk.cleared.at(-1) ?? cleared) : cleared;
}

/** Rounds whose books are kept or being filled, oldest first. */
function roundsOf(desk: MarketDesk): number[] {
  const filling = [...desk.open].filter((round) => !desk.cleared.some((one) => one.round === round));
  return [...desk.cleared.map((one) => one.round), ...filling].toSorted((a, b) => a - b);
}

/** A round whose book is still being filled: what the chains hold of it, under the terms of now. */
function asItStands({ lab }: Looked, desk: MarketDesk, boe: Parameters<typeof readRequestLists>[0], boev: Parameters<typeof readOffers>[0], round: number): BookUnderTerms {
  const { mechanism } = lab.parameters.market;
  const offers = readOffers(boev, round);
  const book = bookOf(readRequestLists(boe, round), offers, () => false);
  const { consumerPenalties, exchangePenalties } = desk;
  const terms = termsOfDesk(lab.parameters.market, { consumerPenalties, exchangePenalties });
  return { round, clearedUs: null, mechanism, book, terms, metered: new Map(), activities: activitiesOf(offers) };
}

/** What follows from a book and its terms alone. */
interface Worked {
  readonly clearing: Clearing;
  readonly requests: readonly RequestLine[];
  readonly offers: readonly OfferLine[];
  readonly optimum: BookOptimum;
}

/** A round that is over stays as it is, so it is cleared again once. */
const works = new WeakMap<Book, Worked>();

function workOf({ mechanism, book, terms }: BookUnderTerms): Worked {
  const known = works.get(book);
  if (known !== undefined) return known;
  const entry = MECHANISMS.find((one) => one.name === mechanism)!;
  const clearing = entry.clear(book, terms);
  const optimum = optimumOf(book, terms, entry, clearing);
  const work = { clearing, requests: requestLines(book, entry.keepsQuotas === true && terms.defence ? terms.exchangePenalties : {}, clearing), offers: offerLines(book, terms), optimum };
  works.set(book, work);
  return work;
}

/** The optimum of what a mechanism had to serve, by the closed form, which costs about what a clearing does. */
export function optimumOf(book: Book, { pileCapacityWh }: MarketTerms, { usesTime }: Pick<MechanismEntry, 'usesTime'>, clearing: Clearing): BookOptimum {
  const bounds = pooledBounds(bookOfClearing(book, clearing, usesTime, usesTime ? undefined : pileCapacityWh));
  return { energyWh: bounds.energyWh, profitMicro: bounds.profitMicro, ...gapTo(clearing, bounds) };
}

/** Clears the book by its mechanism and says of every line how it stands. `desk` has the penalty lists of now. */
export function bookDetail(cleared: BookUnderTerms, desk: Pick<MarketDesk, 'consumerPenalties' | 'exchangePenalties'>): BookDetail {
  const { round, clearedUs, mechanism, book, terms, metered } = cleared;
  const { clearing, requests, offers, optimum } = workOf(cleared);
  const { consumers, exchanges } = penaltyLines(book, terms, clearing, metered, desk, clearedUs !== null);
  return {
    round,
    clearedUs,
    mechanism,
    defence: terms.defence,
    pileCapacityWh: terms.pileCapacityWh ?? 0,
    requests: requests.slice(0, MOST_LINES),
    offers: offers.slice(0, MOST_LINES),
    allocations: allocationLines(cleared, clearing.allocations.slice(0, MOST_LINES)),
    penalties: { consumers: consumers.slice(0, MOST_LINES), exchanges: exchanges.slice(0, MOST_LINES) },
    sums: sumsOf(book, clearing, metered),
    optimum,
    leftOut: {
      requests: Math.max(0, requests.length - MOST_LINES),
      offers: Math.max(0, offers.length - MOST_LINES),
      allocations: Math.max(0, clearing.allocations.length - MOST_LINES),
      penalties: Math.max(0, consumers.length - MOST_LINES) + Math.max(0, exchanges.length - MOST_LINES),
    },
  };
}

function allocationLines({ book, metered, activities }: BookUnderTerms, allocations: readonly Allocation[]): AllocationLine[] {
  const windows = new Map(book.requests.map(({ id, window }) => [id, window]));
  return allocations.map(({ request, ev, energyWh, window }) => {
    const { readyWh = null, deliveredWh = null, dueMilli = null } = metered.get(taskKey(request, ev)) ?? {};
    return { deliveredWh, dueMilli, energyWh, ev, readyWh, request, state: activities.get(ev) ?? null, window: window ?? windows.get(request) ?? null };
  });
}

function sumsOf({ requests, offers }: Book, clearing: Clearing, metered: ReadonlyMap<string, Metered>): BookSums {
  const { allocations, keptRequests, fulfilledRequests, demandWh, energyWh, profitMicro } = clearing;
  return {
    requests: requests.length,
    kept: keptRequests.length,
    fulfilled: fulfilledRequests,
    offers: offers.length,
    demandWh,
    offeredWh: offers.reduce((sum, offer) => sum + offer.energyWh, 0),
    allocatedWh: energyWh,
    deliveredWh: allocations.reduce((sum, { request, ev }) => sum + (metered.get(taskKey(request, ev))?.deliveredWh ?? 0), 0),
    profitMicro,
  };
}

/** Requests as the clearing orders them, and then those that it dropped, in the book's order. */
function requestLines(book: Book, exchangePenalties: MarketTerms['exchangePenalties'], clearing: Clearing): RequestLine[] {
  const byId = new Map(book.requests.map((request) => [request.id, request]));
  const fates = fatesOf(exchangeQuotas(book.requests, exchangePenalties), clearing, byId);
  const kept = clearing.keptRequests.map(({ request: id, allowedWh }) => lineOf(byId.get(id)!, allowedWh, fates.get(id)!));
  const dropped = book.requests.filter(({ id }) => !fates.has(id)).map((request) => lineOf(request, 0, request.demandWh === 0 ? 'empty' : 'duplicate'));
  return [...kept, ...dropped];
}

function lineOf({ id, consumer, exchange, bidMilliPerKWh, demandWh }: MarketRequest, allowedWh: number, fate: RequestFate): RequestLine {
  return { id, consumer, exchange, bidMilliPerKWh, demandWh, allowedWh, fate };
}

/** What became of the requests that took part: quotas go down as the clearing has fulfilled them, in its own order. */
function fatesOf(quotas: Map<string, number>, clearing: Clearing, byId: ReadonlyMap<string, MarketRequest>): Map<string, RequestFate> {
  const fulfilled = new Set(clearing.fulfilledIds);
  const touched = new Set(clearing.allocations.map((one: Allocation) => one.request));
  const fates = new Map<string, RequestFate>();
  for (const { request: id, allowedWh } of clearing.keptRequests) {
    const { exchange } = byId.get(id)!;
    const quota = quotas.get(exchange) ?? Infinity;
    if (fulfilled.has(id)) quotas.set(exchange, quota - 1);
    fates.set(id, fulfilled.has(id) ? 'served' : touched.has(id) ? 'part' : allowedWh === 0 ? 'penalised' : quota <= 0 ? 'quota' : 'unserved');
  }
  return fates;
}

function offerLines({ offers }: Book, { pileCapacityWh }: MarketTerms): OfferLine[] {
  const shelf = shelveOffers(offers, pileCapacityWh ?? Number.MAX_SAFE_INTEGER);
  const offered = new Map(offers.map(({ ev, energyWh }) => [ev, energyWh]));
  return shelf.evs.slice(1).map((ev, at) => ({ ev, offeredWh: offered.get(ev)!, usableWh: shelf.energyWh[at + 1]! }));
}
