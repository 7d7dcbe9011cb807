import type { AbortContent, AbortedContent, InvalidityContent, InvalidityReason, ShardProof, ShardProofContent, ValidityContent } from '../../ledger/individual-chains/cross-shard.js';
import type { CreatedOrigin, SellerAcceptance, SignedReading, SignedTransaction } from '../../ledger/individual-chains/types.js';
import type { Hex } from '../../units/hex.js';

/** Everything anybody needs to finish the transaction: the buyer's and the seller's signed word and the reading. */
export interface CrossTransaction {
  readonly signed: SignedTransaction;
  readonly acceptance: SellerAcceptance;
  readonly reading: SignedReading;
}

/** Who takes part, in ascending order. Input shards hold an origin or the reading, output shards get a payment or change. */
export interface Participants {
  readonly inputShards: readonly number[];
  readonly outputShards: readonly number[];
}

/** The certificates of other shards' committees; what a certificate is, and how old an epoch may be, is the caller's. */
export interface CertificatePort {
  verifyShardCertificate(shard: number, epoch: number, contentHash: Hex, certificate: unknown): boolean;
}

/** Wrong whatever the state: refused by every shard alike, before any lock and without a proof (X17). */
export type MalformedCode =
  | 'malformed'
  | 'same-input-twice'
  | 'zero-inputs'
  | 'outputs-exceed-inputs'
  | 'inputs-exceed-outputs'
  | 'wrong-content'
  | 'wrong-price'
  | 'unknown-party'
  | 'bad-signature'
  | 'bad-acceptance'
  | 'bad-reading';

export type RefusalCode =
  | MalformedCode
  /** This shard has no part of that kind in the transaction. */
  | 'not-concerned'
  /** The run is over here. */
  | 'old-run'
  /** A run above 1 without a certified abort of the run before. */
  | 'run-unproven'
  | 'already-committed'
  | 'proof-of-another-transaction'
  | 'proof-of-another-run'
  | 'proof-of-another-shard'
  | 'proof-of-another-epoch'
  | 'proof-of-another-kind'
  | 'proof-uncertified'
  | 'proof-repeated'
  | 'proofs-missing'
  /** A certified word of this shard that this shard's own record contradicts. */
  | 'proof-contradicted'
  /** The proofs name a lock of this shard that it does not hold. */
  | 'not-locked';

export interface Refusal {
  readonly code: 'refused';
  readonly reason: RefusalCode;
  readonly transaction: Hex | null;
  readonly shard: number;
  /** The run this shard is at, 0 when it knows none. */
  readonly run: number;
}

/** The shard answers a lock request: its committee certifies `content`. `repeated` tells that nothing changed. */
export interface LockAnswer {
  readonly code: 'proof';
  readonly content: ShardProofContent;
  readonly repeated: boolean;
}

export interface Committed {
  readonly code: 'committed';
  readonly transaction: Hex;
  readonly shard: number;
  readonly run: number;
  /** True for every delivery after the first; the lists are empty then. */
  readonly repeated: boolean;
  readonly spent: readonly Hex[];
  readonly created: readonly CreatedOrigin[];
}

export interface Aborted {
  readonly code: 'aborted';
  readonly transaction: Hex;
  readonly shard: number;
  readonly run: number;
  readonly repeated: boolean;
  /** Whether a lock of this transaction was released. */
  readonly released: boolean;
}

export type { AbortContent, AbortedContent, InvalidityContent, InvalidityReason, ShardProof, ShardProofContent, ValidityContent };
