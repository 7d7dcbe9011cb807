import type { ChainSegment, SellerAcceptance, SignedReading, SignedTransaction } from '../../ledger/individual-chains/types.js';
import type { Hex } from '../../units/hex.js';

/** Buyer → seller: `Tr(i→j)` for a metered delivery. */
export interface Propose {
  readonly kind: 'settlement/propose';
  readonly signed: SignedTransaction;
  readonly reading: SignedReading;
}

/** Seller → buyer: agreed; its chain up to the block that identifies the transaction, and its word for use across shards. */
export interface Accept {
  readonly kind: 'settlement/accept';
  readonly transaction: Hex;
  readonly segment: ChainSegment;
  readonly acceptance: SellerAcceptance;
}

export type SettlementMessage = Propose | Accept;
