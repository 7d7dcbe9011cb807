import type { Hex } from '../../units/hex.js';

/**
 * What a shard's ledger remembers of cross-shard transactions (SEED A6). The rules are in `core/consensus/atomix`; the
 * records live here because they are part of the replicated ledger and under its root.
 */

/** Why a shard says no. The first three may pass when the other transaction ends: contention. */
export type InvalidityReason =
  | 'origin-locked'
  | 'reading-locked'
  | 'number-locked'
  | 'origin-spent'
  | 'origin-unvalidated'
  | 'origin-of-another'
  | 'wrong-amount'
  | 'reading-consumed'
  | 'number-reused';

/** What a shard says of one run of one transaction, bound to all of them and to the epoch (vectors/atomix.md, I6). */
export type ShardProofContent = ValidityContent | AbortContent;

/** What ends a run without effect. */
export type AbortContent = InvalidityContent | AbortedContent;

export interface ValidityContent {
  readonly kind: 'validity';
  /** Hash of the whole transaction. */
  readonly transaction: Hex;
  readonly run: number;
  readonly shard: number;
  readonly epoch: number;
}

export interface InvalidityContent {
  readonly kind: 'invalidity';
  readonly transaction: Hex;
  readonly run: number;
  readonly shard: number;
  readonly epoch: number;
  readonly reason: InvalidityReason;
}

/**
 * The shard has ended the run on a certified word of another. It says so itself, under its present committee, so that
 * nobody depends on a certificate of a committee long gone.
 */
export interface AbortedContent {
  readonly kind: 'aborted';
  readonly transaction: Hex;
  /** This run and all before it are aborted. */
  readonly run: number;
  readonly shard: number;
  readonly epoch: number;
  /** Why, where the shard knows it. */
  readonly reason: InvalidityReason | null;
  /** The run this shard is at, where that is a later one: it may hold a lock of it. */
  readonly laterRun: number | null;
}

/** A proof of validity or invalidity. The certificate is opaque here: a quorum of that shard's committee of that epoch. */
export interface ShardProof<Content extends ShardProofContent = ShardProofContent> {
  readonly content: Content;
  readonly certificate: unknown;
}

/**
 * One cross-shard transaction as one shard knows it. `run` only grows. `accepted` is the only phase with a lock.
 * Entries are never deleted: they are the memory that refuses a replay after the outputs were spent (X11, X12).
 */
export interface AtomixEntry {
  readonly run: number;
  readonly phase: 'accepted' | 'rejected' | 'aborted' | 'committed';
  /** Why, while `rejected`; why, if known, while `aborted`. */
  readonly reason: InvalidityReason | null;
  /** First epoch in which this shard answered this run; null where it never did. */
  readonly sinceEpoch: number | null;
  /** Money that this shard took out of, and put into, its ledger when it committed. */
  readonly spentMilli: number;
  readonly createdMilli: number;
}
