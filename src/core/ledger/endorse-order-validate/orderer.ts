import type { Hex } from '../../units/hex.js';
import { blockRoot, digestTransaction, genesisHash, headerHash } from './hashes.js';
import type { Block, ChannelConfig, CryptoPort, EndorsedTransaction } from './types.js';
import { isPlain, isTransaction } from './well-formed.js';

/** Puts what it is sent in a fixed order and packs it into blocks. All of its state is durable. */
export interface OrdererState {
  readonly config: ChannelConfig;
  readonly maxTransactions: number;
  /** A block is cut at the latest this long after its first transaction came. */
  readonly timeoutUs: number;
  nextNumber: number;
  previous: Hex;
  readonly pending: { readonly transaction: EndorsedTransaction; readonly sinceUs: number }[];
}

/** The orderer of a new channel. Throws `RangeError` for limits that would never cut a block. */
export function createOrderer(config: ChannelConfig, limits: { readonly maxTransactions: number; readonly timeoutUs: number }, port: CryptoPort): OrdererState {
  const { maxTransactions, timeoutUs } = limits;
  if (!Number.isSafeInteger(maxTransactions) || maxTransactions < 1) throw new RangeError(`blocks of ${maxTransactions} transactions`);
  if (!Number.isSafeInteger(timeoutUs) || timeoutUs < 0) throw new RangeError(`a block timeout of ${timeoutUs} µs`);
  return { config, maxTransactions, timeoutUs, nextNumber: 0, previous: genesisHash(config, port), pending: [] };
}

/**
 * Order (SEED B1): takes a transaction in the order it comes, whatever it is worth; validity is the peers' business.
 * False for what has no encoding at all and so could not stand in a block.
 */
export function submit(orderer: OrdererState, transaction: EndorsedTransaction, nowUs: number): boolean {
  if (!isTransaction(transaction) && !isPlain(transaction)) return false;
  orderer.pending.push({ transaction, sinceUs: nowUs });
  return true;
}

/** When a block is due: now when one is full, else when the oldest transaction has waited long enough; null when none waits. */
export function cutDueUs(orderer: OrdererState, nowUs: number): number | null {
  const oldest = orderer.pending[0];
  if (oldest === undefined) return null;
  return orderer.pending.length >= orderer.maxTransactions ? nowUs : oldest.sinceUs + orderer.timeoutUs;
}

/** The next block when it is full or due at `nowUs`, signed by this node; null otherwise. Several may be ready: ask until null. */
export function cut(orderer: OrdererState, nowUs: number, port: CryptoPort): Block | null {
  const dueUs = cutDueUs(orderer, nowUs);
  if (dueUs === null || dueUs > nowUs) return null;
  const transactions = orderer.pending.splice(0, orderer.maxTransactions).map(({ transaction }) => transaction);
  const digests = transactions.map((transaction) => digestTransaction(transaction, port));
  const header = {
    channel: orderer.config.channel,
    number: orderer.nextNumber,
    previous: orderer.previous,
    root: blockRoot(digests, port),
    transactionCount: transactions.length,
  };
  const hash = headerHash(header, port);
  orderer.nextNumber += 1;
  orderer.previous = hash;
  return { header, signature: port.sign(hash), transactions };
}
