import type { Hex } from '../../units/hex.js';
import type { SyncMessage } from '../hashgraph/member-state.js';
import type { BlockCertificate, BlockVote, Entry, EntryProof } from './block.js';
import type { ShardState } from './shard-state.js';
import type { LedgerTransaction } from './transactions.js';

/** Client → member: please order this. */
export interface Submit {
  readonly kind: 'ledger/submit';
  readonly transaction: LedgerTransaction;
}

/** Member → party: `Pri[M]`, what became of a transaction, with the proof (SEED A5). `result` is the engine's own account. */
export interface Receipt {
  readonly kind: 'ledger/receipt';
  readonly proof: EntryProof;
  readonly transaction: LedgerTransaction;
  readonly result: unknown;
}

/** Member ↔ member: gossip, with the transactions that the events carry, so that whoever has an event has its payload. */
export interface Gossip {
  readonly kind: 'committee/gossip';
  readonly epoch: number;
  readonly sync: SyncMessage;
  readonly bodies: readonly LedgerTransaction[];
}

/** Member → members and CS: its signature under a block that it has executed. */
export interface VoteMessage {
  readonly kind: 'committee/vote';
  readonly epoch: number;
  readonly height: number;
  readonly hash: Hex;
  readonly vote: BlockVote;
  /** Said again because the block lacks votes: who has its certificate answers with it. */
  readonly again?: true;
}

/** Member → member that votes again: the block has its quorum. */
export interface CertificateMessage {
  readonly kind: 'committee/certificate';
  readonly certificate: BlockCertificate;
}

/** Member → CS: a certified block with everything in it, to be stored. */
export interface BlockMessage {
  readonly kind: 'committee/block';
  readonly certificate: BlockCertificate;
  readonly entries: readonly Entry[];
  readonly transactions: readonly LedgerTransaction[];
}

/** CS → member, or member → member: please send the certified block of this height. */
export interface BlockRequest {
  readonly kind: 'committee/block-request';
  readonly height: number;
  /** And all that follow it. */
  readonly andOn?: true;
}

/** Whoever has it → whoever needs it: the certified last block of an epoch, naming the next committee. */
export interface EpochMessage {
  readonly kind: 'committee/epoch';
  readonly certificate: BlockCertificate;
  /** The receiver's own credit at the epoch's beginning, and R: what a drawer needs beside the seed. */
  readonly credits: Readonly<Record<string, number>>;
  readonly totalCredit: number;
}

/** CS → EVs: too few members were elected; draw again. */
export interface RedrawMessage {
  readonly kind: 'committee/redraw';
  readonly epoch: number;
  readonly attempt: number;
}

/** New member → CS or outgoing member: the state that the epoch starts from. */
export interface StateRequest {
  readonly kind: 'committee/state-request';
  readonly epoch: number;
}

export interface StateMessage {
  readonly kind: 'committee/state';
  readonly epoch: number;
  /** Shared by reference within a shard; receivers copy it before they change it. */
  readonly state: ShardState;
}

/** CS → CS of another shard: the committee that signs proofs there from now on. */
export interface AnnounceMessage {
  readonly kind: 'committee/announce';
  readonly certificate: BlockCertificate;
}

export type CommitteeMessage =
  | Submit
  | Receipt
  | Gossip
  | VoteMessage
  | CertificateMessage
  | BlockMessage
  | BlockRequest
  | EpochMessage
  | RedrawMessage
  | StateRequest
  | StateMessage
  | AnnounceMessage;
