import type { Hex } from '../../units/hex.js';

/**
 * What SEED A5 puts on individual chains and sends to the committee (paper A, IV.B), as plain data. Money is integer
 * milli-units, energy integer Wh, time integer microseconds. Names in comments are the paper's.
 */

/** An unspent validated output that a transaction spends: its id, and what its owner says it is worth. */
export interface OriginRef {
  readonly origin: Hex;
  readonly amountMilli: number;
}

/** `Tr(i→j)`: what the buyer signs. */
export interface Transaction {
  /** `Tr-a`, unique per buyer, from 1. */
  readonly number: number;
  /** `i`. */
  readonly buyer: string;
  /** `j`. */
  readonly seller: string;
  /** `O(Tr)`. */
  readonly origins: readonly OriginRef[];
  /** `C_p`: what the seller gets, `floor(priceMilliPerKWh · energyWh / 1000) − compensationMilli`. */
  readonly paidMilli: number;
  /** What the seller gives up because it had less ready than it had promised; never more than the price. */
  readonly compensationMilli: number;
  /** `C_s`: what goes back to the buyer. */
  readonly changeMilli: number;
  /** `E_p`. */
  readonly energyWh: number;
  /** `E_s`: what the meter read beyond `E_p`; nobody pays for it. */
  readonly surplusWh: number;
  /** What was agreed: the buyer's bid, or the uniform price of an auction. */
  readonly priceMilliPerKWh: number;
  /** Hash of the signed meter reading: the energy's origin. */
  readonly reading: Hex;
  readonly round: number;
  readonly request: string;
}

/** `⟨…⟩σ_i`: the signature is the buyer's over `transactionHash`. In a block it is a transaction identification. */
export interface SignedTransaction {
  readonly transaction: Transaction;
  readonly signature: Hex;
}

/** What a charging point's meter measured for one delivery. */
export interface MeterReading {
  /** Unique per charging point: a second reading under one id is the same energy again. */
  readonly id: string;
  readonly chargingPoint: string;
  readonly ev: string;
  readonly consumer: string;
  readonly round: number;
  readonly request: string;
  /** What the EV's task promised, and what of it the EV had ready when it plugged in. */
  readonly promisedWh: number;
  readonly readyWh: number;
  /** What flowed: at most `readyWh`, less when the consumer did not draw it. */
  readonly energyWh: number;
  /** What the EV gives up for every kWh that it promised and did not have ready. */
  readonly shortfallMilliPerKWh: number;
  readonly beganUs: number;
  readonly endedUs: number;
}

/** Signed by the charging point over `readingHash`. */
export interface SignedReading {
  readonly reading: MeterReading;
  readonly signature: Hex;
}

/** `E_k(m)`: the n-th entry of `identifications` is `(TI)_k(m, n)`. */
export interface EnergyBlock {
  readonly kind: 'energy';
  readonly owner: string;
  /** Position among all blocks of the owner's chain, from 0. */
  readonly index: number;
  /** Digest of the block before, energy or micro; null for the first. */
  readonly previous: Hex | null;
  readonly identifications: readonly SignedTransaction[];
}

/** `M_k(f)`: used for consensus, not for storage; it holds hashes only. */
export interface MicroBlock {
  readonly kind: 'micro';
  readonly owner: string;
  readonly index: number;
  readonly previous: Hex | null;
  /** Digests of the owner's energy blocks since the micro block before, in chain order. */
  readonly energyBlocks: readonly Hex[];
  /** Hashes of the transactions in those blocks, in the order of (m, n). */
  readonly transactions: readonly Hex[];
}

/** A block with its owner's signature over `blockDigest`. */
export interface SignedEnergyBlock {
  readonly block: EnergyBlock;
  readonly signature: Hex;
}

export interface SignedMicroBlock {
  readonly block: MicroBlock;
  readonly signature: Hex;
}

export type SignedBlock = SignedEnergyBlock | SignedMicroBlock;

/** Consecutive blocks of one party's chain. */
export interface ChainSegment {
  readonly owner: string;
  readonly blocks: readonly SignedBlock[];
}

/** Where an origin comes from: output `position` of a transaction, or of genesis. Its id is the hash of this. */
export interface OriginEvidence {
  readonly source: Hex;
  readonly position: number;
}

/**
 * The proof of a micro block (paper A, IV.B): the blocks of both parties since their last validated segments, the
 * origins back to the last validated segment, and the meter readings.
 */
export interface MicroBlockProof {
  /** The owner's blocks that end right before the micro block. */
  readonly own: ChainSegment;
  /** One segment per counterparty, each ending with the block that holds its last identification. */
  readonly counterparties: readonly ChainSegment[];
  /** One entry per distinct origin. */
  readonly origins: readonly OriginEvidence[];
  /** The readings that the transactions name. */
  readonly readings: readonly SignedReading[];
}

/** What a party sends to its committee. From another node it is not to be believed before the five checks. */
export interface MicroBlockSubmission {
  readonly micro: SignedMicroBlock;
  readonly proof: MicroBlockProof;
}

/** The seller's word for a transaction across shards, where its chain cannot be shown: signed over `acceptanceHash`. */
export interface SellerAcceptance {
  readonly transaction: Hex;
  readonly seller: string;
  readonly signature: Hex;
}

/** Output 0 of a transaction is the seller's payment, output 1 the buyer's change. An output of nothing is not made. */
export const PAYMENT_POSITION = 0;
export const CHANGE_POSITION = 1;

export interface CreatedOrigin {
  readonly origin: Hex;
  readonly owner: string;
  readonly amountMilli: number;
}

/** A block that a validated micro block fixed for good: its owner may drop its body once nobody asks for it. */
export interface PinnedBlock {
  readonly owner: string;
  readonly index: number;
  readonly digest: Hex;
}

export type FailureCode =
  // Check 1: identifications.
  | 'malformed'
  | 'wrong-shard'
  | 'broken-chain'
  | 'covered-blocks-differ'
  | 'covered-transactions-differ'
  | 'identification-missing'
  | 'identification-differs'
  | 'identified-twice'
  | 'identification-misplaced'
  | 'unsettled'
  | 'previous-unvalidated'
  // Check 2: valid identifications.
  | 'unknown-party'
  | 'bad-signature'
  | 'wrong-content'
  | 'wrong-price'
  | 'number-reused'
  // Check 3: no double spending.
  | 'forked-chain'
  | 'double-spend'
  | 'origin-locked'
  | 'transaction-repeated'
  // Check 4: validated origins, of money and of energy.
  | 'origin-unvalidated'
  | 'origin-of-another'
  | 'wrong-amount'
  | 'reading-missing'
  | 'reading-bad-signature'
  | 'reading-mismatch'
  | 'reading-reused'
  | 'reading-locked'
  // Check 5: sufficient balance.
  | 'pending-funds'
  | 'wrong-sum';

export interface CheckFailure {
  readonly code: FailureCode;
  readonly check: 1 | 2 | 3 | 4 | 5;
  /** The transaction at fault, where it is one. */
  readonly transaction: Hex | null;
}

export interface ValidatedMicroBlock {
  readonly code: 'validated';
  /** Digest of the micro block. */
  readonly micro: Hex;
  readonly owner: string;
  readonly index: number;
  readonly transactions: readonly Hex[];
  readonly spent: readonly Hex[];
  readonly created: readonly CreatedOrigin[];
  readonly pinned: readonly PinnedBlock[];
}

/** Sent again within Δ although it was validated before: the answer was lost, nothing changes (misdeed 2). */
export interface RepeatedMicroBlock {
  readonly code: 'already-validated';
  readonly micro: Hex;
  readonly owner: string;
  readonly index: number;
}

export type MicroBlockResult = ValidatedMicroBlock | RepeatedMicroBlock | CheckFailure;
