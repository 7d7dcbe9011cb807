import type { NodeId } from '../kernel/contract.js';
import type { TaskContent } from '../actors/market/messages.js';
import type { Opening } from '../ledger/endorse-order-validate/commitment.js';
import type { Hex } from '../units/hex.js';

/**
 * When and where the steps of a shard's newest trades happened, for those who follow one. What protocols forget (a task
 * once it is read, when a block was stored) is found here, with where its evidence stands; the evidence itself is not
 * copied. Bounded; a fold over the trace, so no part of protocol state or the digest.
 */
export interface TradeRecords {
  /** What clearings promised, by `tradeIdOf`, oldest first. */
  readonly trades: Map<string, TradeRecord>;
  /** What buyers began to pay, by the transaction's hash, oldest first. */
  readonly payments: Map<Hex, PaymentRecord>;
  /** What this shard's committee said of a transaction, by the transaction's hash, oldest first. */
  readonly said: Map<Hex, SaidRecord[]>;
  /** Certified blocks of this shard's committee by height. */
  readonly blocks: Map<number, BlockRecord>;
  /** Request lists by request id, and offers by `round/ev`, that are not cleared yet. */
  readonly lists: Map<string, ListedRequest>;
  readonly offers: Map<string, ListedOffer>;
  /** When ledger transactions were first given to a committee, until their block is stored. */
  readonly submitted: Map<Hex, number>;
}

/** Where something stands on the BoE or BoEV, and when the control system stored that block. */
export interface ChannelPlace {
  readonly block: number;
  readonly index: number;
  readonly storedUs: number;
}

export interface ListedRequest {
  readonly round: number;
  readonly exchange: string;
  readonly demandWh: number;
  readonly bidMilliPerKWh: number;
  readonly askedUs: number;
  readonly place: ChannelPlace;
}

export interface ListedOffer {
  readonly round: number;
  readonly energyWh: number;
  readonly place: ChannelPlace;
}

/** One EV's energy for one request: an EV serves one request a round (SEED B2). */
export interface TradeRecord {
  readonly id: string;
  readonly round: number;
  readonly request: string;
  readonly consumer: string;
  readonly ev: string;
  /** As cleared. */
  readonly energyWh: number;
  readonly priceMilliPerKWh: number;
  readonly clearedUs: number;
  readonly listed: ListedRequest | null;
  readonly offered: ListedOffer | null;
  /** Whether the plan of the BoCS made it: the EV is another campus', which has its offer. */
  readonly across: boolean;
  /** The tasks on the BoEV, and what hides this one. */
  task: ChannelPlace | null;
  /** The EV's task, opened, once the BoEV holds it. */
  opened: Opening<TaskContent> | null;
  readUs: number | null;
  deliveredWh: number | null;
  dueMilli: number | null;
}

export interface PaymentRecord {
  readonly hash: Hex;
  /** The consumer's node. */
  readonly payer: NodeId;
  readonly round: number;
  readonly crossShard: boolean;
  readonly amountMilli: number;
  readonly beganUs: number;
  /** The trade that it pays for, once a committee was given the transaction. */
  trade: string | null;
  /** When the buyer gave its micro block with the identification to a committee. */
  identifiedUs: number | null;
  outcome: 'committed' | 'aborted' | 'refused' | null;
  finalUs: number | null;
}

/** One entry of a committee block about a trade's transaction. */
export interface SaidRecord {
  /** The ledger transaction's hash: the entry's name. */
  readonly id: Hex;
  readonly kind: 'micro' | 'lock' | 'unlock-to-commit' | 'unlock-to-abort';
  readonly code: string;
  /** Of Atomix; null for micro blocks. */
  readonly run: number | null;
  /** Whose micro block it is; null for Atomix. */
  readonly owner: string | null;
  readonly height: number;
  readonly epoch: number;
  /** Consensus time of its block. */
  readonly timestampUs: number;
  readonly storedUs: number;
  readonly submittedUs: number | null;
}

export interface BlockRecord {
  readonly height: number;
  readonly epoch: number;
  readonly entries: number;
  readonly voters: readonly string[];
  readonly timestampUs: number;
  readonly storedUs: number;
}

export const TRADES_KEPT = 128;
export const BLOCKS_KEPT = 64;

export function createTradeRecords(): TradeRecords {
  return { trades: new Map(), payments: new Map(), said: new Map(), blocks: new Map(), lists: new Map(), offers: new Map(), submitted: new Map() };
}

export function tradeIdOf(request: string, ev: string): string {
  return `${request}|${ev}`;
}

/** Puts it at the end and drops the oldest beyond the bound. */
export function keepNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): void {
  map.set(key, value);
  if (map.size > limit) map.delete(map.keys().next().value!);
}
