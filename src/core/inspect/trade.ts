import type { ConsumerState } from '../actors/consumer/consumer.js';
import type { ControlSystemState } from '../actors/control-system/control-system.js';
import type { EvState } from '../actors/ev/ev.js';
import type { Payment } from '../actors/settlement/buyer-state.js';
import { salesOf } from '../metrics/fold-trades.js';
import { tradeIdOf, type PaymentRecord, type TradeRecord } from '../metrics/trade-records.js';
import type { Hex } from '../units/hex.js';
import type { Looked } from './looked.js';
import { proverOf, type Proof } from './proving.js';
import { saidSteps } from './trade-committee.js';
import { marketSteps } from './trade-market.js';
import { paymentSteps } from './trade-payment.js';

/** The newest trades of a campus. */
export interface TradesQuery {
  readonly kind: 'trades';
  readonly shard: number;
}

export interface TradesDetail {
  /** Newest first. */
  readonly trades: readonly TradeLine[];
}

export type TradeState = 'matched' | 'delivered' | 'paying' | 'paid' | 'not paid' | 'nothing due';

export interface TradeLine {
  readonly id: string;
  readonly round: number;
  readonly buyer: string;
  readonly seller: string;
  /** As read, or as cleared before that. */
  readonly energyWh: number;
  readonly dueMilli: number | null;
  readonly crossShard: boolean;
  readonly state: TradeState;
  readonly clearedUs: number;
  readonly changedUs: number;
  /** The transaction's hash, once the buyer has signed it. */
  readonly hash: Hex | null;
}

/**
 * One trade from request to bill. `id` is that of a trade, the hash of its transaction, or that of a ledger transaction
 * about it. Another campus than the trade's own answers with what its committee said.
 */
export interface TradeQuery {
  readonly kind: 'trade';
  readonly shard: number;
  readonly id: string;
}

export type TradeDetail =
  | { readonly found: 'trade'; readonly trade: TradeLine; readonly concerned: readonly number[]; readonly steps: readonly TradeStep[] }
  /** Not a trade of this campus: whose it is, and what this committee said of it. */
  | { readonly found: 'votes'; readonly home: number | null; readonly hash: Hex; readonly steps: readonly TradeStep[] }
  | { readonly found: 'nothing' };

/** The steps as `verify --explain` names them, with the exchange's list on its own. */
export type StepName = 'request' | 'list' | 'offer' | 'clearing' | 'leftovers' | 'plan' | 'reading' | 'transaction' | 'identification' | 'committee' | 'atomix' | 'bill';

export interface TradeStep {
  /** Names the step over frames and campuses. */
  readonly key: string;
  readonly step: StepName;
  /** `open` has not happened yet; `void` never will, or changed nothing. */
  readonly state: 'done' | 'failed' | 'open' | 'void';
  /** Virtual time at which it is known; null for what has not happened. */
  readonly atUs: number | null;
  readonly who: string;
  readonly says: string;
  readonly proofs: readonly Proof[];
}

/** What the campus still has of one trade. */
export interface Trade {
  readonly record: TradeRecord;
  readonly payment: PaymentRecord | null;
  /** The payment in the buyer's hands. */
  readonly pending: Payment | null;
  readonly hash: Hex | null;
  readonly buyer: ConsumerState | null;
  readonly seller: EvState | null;
  readonly home: ControlSystemState;
}

export function inspectTrades(looked: Looked): TradesDetail {
  const home = homeOf(looked);
  if (home === null) return { trades: [] };
  const payments = paymentsByTrade(looked);
  const records = [...looked.metrics.trades.trades.values()].toReversed();
  return { trades: records.map((record) => lineOf(looked, tradeOf(looked, home, record, payments))) };
}

export function inspectTrade(looked: Looked, { id }: TradeQuery): TradeDetail {
  const home = homeOf(looked);
  if (home === null) return { found: 'nothing' };
  const payments = paymentsByTrade(looked);
  const record = recordOf(looked, home, id, payments);
  const prover = proverOf(looked);
  if (record === null) {
    const hash = hashOf(looked, home, id);
    if (hash === null) return { found: 'nothing' };
    return { found: 'votes', hash, home: homeShardOf(looked, home, hash), steps: saidSteps(prover, home.storing, hash) };
  }
  const trade = tradeOf(looked, home, record, payments);
  const { steps, concerned } = paymentSteps(prover, trade);
  return { found: 'trade', trade: lineOf(looked, trade), concerned, steps: [...marketSteps(prover, trade), ...steps] };
}

export function homeOf({ actors, lab }: Looked): ControlSystemState | null {
  const state = actors.get(lab.members.controlSystem);
  return state?.kind === 'control-system' ? state : null;
}

function recordOf({ metrics }: Looked, { storing }: ControlSystemState, id: string, payments: ReadonlyMap<string, PaymentRecord>): TradeRecord | null {
  const { trades } = metrics.trades;
  const own = trades.get(id);
  if (own !== undefined) return own;
  for (const [trade, { hash }] of payments) if (hash === id) return trades.get(trade) ?? null;
  const answer = storing.answers.get(id);
  for (const { signed } of answer ? salesOf(answer.transaction, answer.entries[answer.index]!.code) : []) {
    const found = trades.get(tradeIdOf(signed.transaction.request, signed.transaction.seller));
    if (found !== undefined) return found;
  }
  return null;
}

/** The transaction that a hash names, or that a ledger transaction of this shard is about. */
function hashOf({ metrics }: Looked, { storing }: ControlSystemState, id: string): Hex | null {
  if (metrics.trades.said.has(id)) return id;
  const answer = storing.answers.get(id);
  return answer === undefined ? null : (salesOf(answer.transaction, answer.entries[answer.index]!.code)[0]?.hash ?? null);
}

/** The campus that keeps the trade's record: that of the consumer. */
function homeShardOf({ metrics, lab }: Looked, { storing }: ControlSystemState, hash: Hex): number | null {
  for (const { id, code } of metrics.trades.said.get(hash) ?? []) {
    const answer = storing.answers.get(id);
    const sale = answer && salesOf(answer.transaction, code).find((one) => one.hash === hash);
    if (sale) return lab.directory.byName.get(sale.signed.transaction.buyer)?.shard ?? null;
  }
  return null;
}

function tradeOf({ actors, lab }: Looked, home: ControlSystemState, record: TradeRecord, payments: ReadonlyMap<string, PaymentRecord>): Trade {
  const actorOf = (name: string) => actors.get(lab.directory.byName.get(name)?.id ?? -1);
  const consumer = actorOf(record.consumer);
  const ev = actorOf(record.ev);
  const payment = payments.get(record.id) ?? null;
  const buyer = consumer?.kind === 'consumer' ? consumer : null;
  const pending = buyer?.buyer.batch?.payments.find(({ hash }) => hash === payment?.hash) ?? null;
  return { record, payment, pending, hash: payment?.hash ?? null, buyer, seller: ev?.kind === 'ev' ? ev : null, home };
}

/**
 * Which payment pays for which trade: as committees were told, as the buyer's batch says, and, for one that was given up
 * before either, as the only trade of that buyer and round with that amount that no other payment is for.
 */
function paymentsByTrade({ metrics, actors, lab }: Looked): Map<string, PaymentRecord> {
  const found = new Map<string, PaymentRecord>();
  const { payments, trades } = metrics.trades;
  const unknown: PaymentRecord[] = [];
  for (const payment of payments.values()) {
    const trade = payment.trade ?? tradeInBatch(actors.get(payment.payer), payment.hash);
    if (trade === null) unknown.push(payment);
    else found.set(trade, payment);
  }
  for (const payment of unknown) {
    const { name } = lab.directory.participants[payment.payer]!;
    const candidates = [...trades.values()].filter(
      ({ id, consumer, round, dueMilli }) => consumer === name && round === payment.round && dueMilli === payment.amountMilli && !found.has(id),
    );
    if (candidates.length === 1) found.set(candidates[0]!.id, payment);
  }
  return found;
}

function tradeInBatch(actor: ReturnType<Looked['actors']['get']>, hash: Hex): string | null {
  const payment = actor?.kind === 'consumer' ? actor.buyer.batch?.payments.find((one) => one.hash === hash) : undefined;
  return payment === undefined ? null : tradeIdOf(payment.signed.transaction.request, payment.signed.transaction.seller);
}

function lineOf({ lab }: Looked, { record, payment }: Trade): TradeLine {
  const { id, round, consumer: buyer, ev: seller, clearedUs, readUs, dueMilli } = record;
  const directory = lab.directory.byName;
  return {
    id,
    round,
    buyer,
    seller,
    energyWh: record.deliveredWh ?? record.energyWh,
    dueMilli,
    crossShard: directory.get(buyer)?.walletShard !== directory.get(seller)?.walletShard,
    state: stateOf(record, payment),
    clearedUs,
    changedUs: payment?.finalUs ?? payment?.beganUs ?? readUs ?? clearedUs,
    hash: payment?.hash ?? null,
  };
}

function stateOf({ readUs, dueMilli }: TradeRecord, payment: PaymentRecord | null): TradeState {
  if (payment !== null) return payment.outcome === null ? 'paying' : payment.outcome === 'committed' ? 'paid' : 'not paid';
  if (readUs === null) return 'matched';
  return dueMilli === 0 ? 'nothing due' : 'delivered';
}
