import { conductOf } from '../actors/control-system/round-closing.js';
import type { MarketDesk, Metered } from '../actors/control-system/desk-state.js';
import type { Book, Clearing } from '../market/mechanism.js';
import type { MarketTerms } from '../market/terms.js';
import type { PenaltyList } from '../market/ret/penalties.js';
import { exchangeQuotas } from '../market/ret/requests.js';
import type { ShardMetrics } from '../metrics/shard-metrics.js';
import { productOfRatios } from '../units/ratio.js';

/** One round in the history of prices and profits. */
export interface HistoryLine {
  readonly round: number;
  readonly phase: string;
  readonly requests: number;
  /** Real demand of the honest consumers. */
  readonly demandWh: number;
  readonly allocatedWh: number;
  readonly deliveredWh: number;
  /** What EVs had promised and did not have ready. */
  readonly shortfallWh: number;
  /** Σ bid × energy over what was matched, micro-units of the currency; null before the match. */
  readonly promisedMicro: number | null;
  /** Payments due for what was delivered. */
  readonly profitMilli: number;
  readonly penalised: number;
}

/** The penalty list of a consumer or exchange (SEED B2), with what it does in the round and what came of it. */
export interface PenaltyLine {
  readonly name: string;
  /** Factors in force when the round was cleared, oldest first, as fractions of one; for drawing only. */
  readonly used: readonly number[];
  readonly usedProduct: number;
  /** The list as it stands now. */
  readonly now: readonly number[];
  /** Its requests in the book. */
  readonly requests: number;
  /** Requests that may be fulfilled; null without a limit, as for every consumer. */
  readonly quota: number | null;
  /** A consumer's Wh, or an exchange's requests: what was allocated, and what was really taken of it. */
  readonly theoretical: number;
  readonly practical: number;
}

/** Rounds that the history goes back. */
const HISTORY_ROUNDS = 64;

/** The last rounds, oldest first. */
export function historyOf({ view, promised }: ShardMetrics): HistoryLine[] {
  const micro = new Map(promised.slice(-HISTORY_ROUNDS).map((one) => [one.round, one.profitMicro]));
  return view.rounds.slice(-HISTORY_ROUNDS).map(({ round, phase, requests, demandWh, allocatedWh, deliveredWh, shortfallWh, profitMilli, penalised }) => ({
    round,
    phase,
    requests,
    demandWh,
    allocatedWh,
    deliveredWh,
    shortfallWh,
    promisedMicro: micro.get(round) ?? null,
    profitMilli,
    penalised,
  }));
}

/**
 * Consumers with a list then or now, the most penalised first, and all exchanges of the book. How they kept their word is told of
 * rounds that were matched.
 */
export function penaltyLines(
  book: Book,
  terms: MarketTerms,
  clearing: Clearing,
  metered: ReadonlyMap<string, Metered>,
  desk: Pick<MarketDesk, 'consumerPenalties' | 'exchangePenalties'>,
  isMatched: boolean,
): { consumers: PenaltyLine[]; exchanges: PenaltyLine[] } {
  const byId = new Map(book.requests.map((request) => [request.id, request]));
  const { byConsumer, byExchange } = conductOf(byId, isMatched ? clearing.allocations : [], metered);
  const quotas = exchangeQuotas(book.requests, terms.defence ? terms.exchangePenalties : {});
  const ofConsumer = counts(book.requests.map((request) => request.consumer));
  const ofExchange = counts(book.requests.map((request) => request.exchange));
  const consumers = [...new Set([...listed(terms.consumerPenalties), ...listed(desk.consumerPenalties)])].map((name): PenaltyLine => {
    const { theoreticalWh, practicalWh } = byConsumer.get(name) ?? { theoreticalWh: 0, practicalWh: 0 };
    const lists = listsOf(name, terms.consumerPenalties[name] ?? [], desk.consumerPenalties[name] ?? []);
    return { ...lists, requests: ofConsumer.get(name) ?? 0, quota: null, theoretical: theoreticalWh, practical: practicalWh };
  });
  const exchanges = [...new Set([...ofExchange.keys(), ...listed(desk.exchangePenalties)])].map((name): PenaltyLine => {
    const { selected, fulfilled } = byExchange.get(name) ?? { selected: 0, fulfilled: 0 };
    const lists = listsOf(name, terms.exchangePenalties[name] ?? [], desk.exchangePenalties[name] ?? []);
    return { ...lists, requests: ofExchange.get(name) ?? 0, quota: quotas.get(name) ?? null, theoretical: selected, practical: fulfilled };
  });
  return { consumers: consumers.toSorted(byPenalty), exchanges: exchanges.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

function listsOf(name: string, used: PenaltyList, now: PenaltyList): Pick<PenaltyLine, 'name' | 'used' | 'usedProduct' | 'now'> {
  return { name, used: used.map(asNumber), usedProduct: productNumber(used), now: now.map(asNumber) };
}

function listed(record: Readonly<Record<string, PenaltyList>>): string[] {
  return Object.keys(record).filter((name) => record[name]!.length > 0);
}

function counts(names: readonly string[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const name of names) out.set(name, (out.get(name) ?? 0) + 1);
  return out;
}

function byPenalty(a: PenaltyLine, b: PenaltyLine): number {
  return a.usedProduct - b.usedProduct || b.now.length - a.now.length || (a.name < b.name ? -1 : 1);
}

function asNumber(ratio: PenaltyList[number]): number {
  return productNumber([ratio]);
}

/** To six decimals, for drawing only: long lists have integers that a double cannot hold. */
function productNumber(list: PenaltyList): number {
  const { numerator, denominator } = productOfRatios(list);
  return Number((numerator * 1_000_000n) / denominator) / 1_000_000;
}
