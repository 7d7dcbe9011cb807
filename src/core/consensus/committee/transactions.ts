import type { Hex } from '../../units/hex.js';
import type { MicroBlockSubmission } from '../../ledger/individual-chains/types.js';
import type { CrossTransaction, AbortContent, ShardProof } from '../atomix/types.js';
import type { SignedEvent } from '../hashgraph/member-state.js';
import type { Cutoff } from '../sortition/election.js';
import type { Draw } from '../sortition/draw.js';
import type { BlockCertificate } from './block.js';

/** A party's micro block with its proof (SEED A5). */
export interface MicroTransaction {
  readonly kind: 'micro';
  /** Counts this party's submissions of the same micro block after a refusal that may pass, from 1. */
  readonly attempt: number;
  readonly submission: MicroBlockSubmission;
}

/** Asks this shard to lock its inputs of a cross-shard transaction and to say whether they are valid (SEED A6). */
export interface LockTransaction {
  readonly kind: 'lock';
  readonly cross: CrossTransaction;
  readonly run: number;
  /** For a run above 1: the certified invalidity of the run before. */
  readonly previous: ShardProof<AbortContent> | null;
}

export interface UnlockToCommit {
  readonly kind: 'unlock-to-commit';
  readonly cross: CrossTransaction;
  readonly run: number;
  readonly proofs: readonly ShardProof[];
}

export interface UnlockToAbort {
  readonly kind: 'unlock-to-abort';
  readonly cross: CrossTransaction;
  readonly run: number;
  readonly proof: ShardProof<AbortContent>;
}

/** The last block of another shard's epoch: it names the committee whose proofs are valid in the next one. */
export interface Announcement {
  readonly kind: 'announce';
  readonly certificate: BlockCertificate;
}

/** Two events of one creator, neither an ancestor of the other along self-parents: proof of a fork. */
export interface ForkEvidence {
  readonly kind: 'fork-evidence';
  readonly epoch: number;
  readonly first: SignedEvent;
  readonly second: SignedEvent;
}

/** An owner gives credit to another identity; signed by the owner under `credit/transfer`. */
export interface CreditTransfer {
  readonly kind: 'credit-transfer';
  readonly content: { readonly from: string; readonly to: readonly string[]; readonly each: number; readonly number: number };
  readonly signature: Hex;
}

/** Everything that a committee orders. */
export type LedgerTransaction =
  | MicroTransaction
  | LockTransaction
  | UnlockToCommit
  | UnlockToAbort
  | Announcement
  | ForkEvidence
  | CreditTransfer
  | Draw
  | Cutoff;

export const TRANSACTION_DOMAIN = 'ledger/transaction';
