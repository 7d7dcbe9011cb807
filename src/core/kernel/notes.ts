import type { Hex } from '../units/hex.js';
import type { BocsNote } from './notes-bocs.js';
import type { ChannelNote } from './notes-channel.js';
import type { ForecastNote } from './notes-forecast.js';
import type { MarketNote } from './notes-market.js';

/**
 * The vocabulary of the trace: everything that protocols tell metrics, screens and the digest. Whoever observes
 * something first notes it, once: what a committee has agreed is noted by the control system that stores its blocks.
 */
export type LabNote =
  | EpochBegan
  | ElectionOpened
  | ElectionDrawn
  | ElectionOrdered
  | CommitteeBlock
  | CommitteeRound
  | ForkSeen
  | LedgerSubmitted
  | LedgerFinal
  | MarketNote
  | ChannelNote
  | BocsNote
  | ForecastNote
  | SettlementBegan
  | SettlementFinal
  | AtomixBegan
  | AtomixProof
  | AtomixState
  | GuardRefused
  | AttackSwitched
  | DefenceSwitched
  | AttackAttempt
  | AttackMoment
  | FaultSwitched
  | ActorRestarted
  | CoinVoted
  | MemberRevoted
  | BlocksAsked
  | BuyerUnfunded;

/** A committee has taken office. The kernel keeps the digest's value at each of these. */
export interface EpochBegan {
  readonly kind: 'epoch/began';
  readonly epoch: number;
  readonly seed: Hex;
  readonly members: readonly { readonly node: string; readonly role: 'P' | 'CP' | 'genesis'; readonly seats: number }[];
  readonly outcome: 'genesis' | 'elected' | 'kept';
}

/** A lottery is open: who draws may compute with these. */
export interface ElectionOpened {
  readonly kind: 'election/opened';
  readonly forEpoch: number;
  readonly attempt: number;
  readonly thetaP: number;
  readonly thetaCP: number;
  readonly totalCredit: number;
}

/** An EV has drawn, winning `units` (often none). */
export interface ElectionDrawn {
  readonly kind: 'election/drawn';
  readonly forEpoch: number;
  readonly attempt: number;
  readonly node: string;
  readonly role: 'P' | 'CP';
  readonly credit: number;
  /** The first 13 hex digits of the VRF hash: exact in a double, enough to draw. */
  readonly hashHead: Hex;
  readonly units: number;
}

/** The committee has ordered and verified a draw. */
export interface ElectionOrdered {
  readonly kind: 'election/ordered';
  readonly forEpoch: number;
  readonly attempt: number;
  readonly node: string;
  readonly role: 'P' | 'CP';
  /** Credit that the draw was counted with; null when it was refused before. */
  readonly credit: number | null;
  readonly code: string;
}

/** A certified block is stored. */
export interface CommitteeBlock {
  readonly kind: 'committee/block';
  readonly epoch: number;
  readonly height: number;
  readonly hash: Hex;
  readonly accepted: number;
  readonly refused: number;
  readonly microBlocks: number;
  readonly energyBlocks: number;
}

/** A member's hashgraph has grown to this many events by the round that was just ordered. */
export interface CommitteeRound {
  readonly kind: 'committee/round';
  readonly epoch: number;
  readonly round: number;
  readonly events: number;
}

export interface ForkSeen {
  readonly kind: 'committee/fork-seen';
  readonly epoch: number;
  readonly member: string;
}

export interface LedgerSubmitted {
  readonly kind: 'ledger/submitted';
  readonly transaction: Hex;
  /** Whose committee is to order it. */
  readonly shard: number;
  readonly what: string;
  readonly again: boolean;
}

/** A client holds the proof of what became of its transaction. */
export interface LedgerFinal {
  readonly kind: 'ledger/final';
  readonly transaction: Hex;
  readonly shard: number;
  readonly what: string;
  readonly code: string;
  readonly afterUs: number;
  readonly submissions: number;
}

export interface SettlementBegan {
  readonly kind: 'settlement/began';
  readonly round: number;
  readonly transaction: Hex;
  readonly crossShard: boolean;
  readonly amountMilli: number;
}

export interface SettlementFinal {
  readonly kind: 'settlement/final';
  readonly round: number;
  readonly transaction: Hex;
  readonly outcome: 'committed' | 'aborted' | 'refused';
  readonly amountMilli: number;
}

export interface AtomixBegan {
  readonly kind: 'atomix/began';
  readonly transaction: Hex;
  readonly buyer: string;
  readonly seller: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly amountMilli: number;
}

export interface AtomixProof {
  readonly kind: 'atomix/proof';
  readonly transaction: Hex;
  readonly shard: number;
  readonly decision: 'validity' | 'invalidity';
}

export interface AtomixState {
  readonly kind: 'atomix/state';
  readonly transaction: Hex;
  readonly state: 'locking' | 'committing' | 'committed' | 'aborting' | 'aborted';
  /** Somebody other than the buyer moved it on. */
  readonly rescued: boolean;
}

/** A node refused something that another node sent, with the coded reason. `subject` names the content. */
export interface GuardRefused {
  readonly kind: 'guard/refused';
  readonly what: string;
  readonly code: string;
  readonly subject: string;
}

export interface AttackSwitched {
  readonly kind: 'attack/switched';
  readonly name: string;
  readonly level: number;
  readonly on: boolean;
  /** Names of the nodes it was aimed at; absent where its own rule chooses. */
  readonly nodes?: readonly string[];
}

/** A field that switches the defence against an attack has changed. */
export interface DefenceSwitched {
  readonly kind: 'defence/switched';
  readonly attack: string;
  readonly on: boolean;
}

/** A node has come up again after a crash. */
export interface ActorRestarted {
  readonly kind: 'actor/restarted';
  readonly node: string;
  readonly role: string;
  /** Whether it holds a seat in the committee. */
  readonly seated: boolean;
}

/** A member's coin has voted, because a round of an election was a coin round and the vote no supermajority. */
export interface CoinVoted {
  readonly kind: 'committee/coin';
  readonly epoch: number;
  readonly votes: number;
}

/** A member votes again for a block that has no certificate yet. */
export interface MemberRevoted {
  readonly kind: 'committee/revoted';
  readonly epoch: number;
  readonly height: number;
}

/** The storing node asks members for blocks that nobody has brought it. */
export interface BlocksAsked {
  readonly kind: 'storing/asked';
  readonly height: number;
}

/** A buyer cannot pay what it owes until it has funds again. */
export interface BuyerUnfunded {
  readonly kind: 'settlement/unfunded';
  readonly consumer: string;
}

export interface FaultSwitched {
  readonly kind: 'fault/switched';
  readonly id: string;
  readonly name: string;
  readonly nodes: string;
  readonly on: boolean;
}

/**
 * An attacked node has done its deed. `subject` names what it made, so that the fold can tell from the other notes
 * what became of it: a request id, a transaction hash, a node's name, an event's hash.
 */
export interface AttackAttempt {
  readonly kind: 'attack/attempt';
  readonly name: string;
  readonly subjects: readonly string[];
  /** Credit that each subject could fairly draw with, where the attack is about credit. */
  readonly fairCredit?: number;
}

/** What came of an attempt where the edge itself can tell: messages withheld, links cut. */
export interface AttackMoment {
  readonly kind: 'attack/moment';
  readonly name: string;
  readonly count: number;
}
