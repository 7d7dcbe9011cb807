import type { Hex } from '../units/hex.js';

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
  | MarketOpened
  | MarketDemand
  | MarketOffers
  | MarketCleared
  | MarketDelivered
  | MarketServed
  | MarketPenalties
  | MarketClosed
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
  | ChannelGap
  | ChannelProposed
  | ChannelEndorsed
  | ChannelOrdered
  | ChannelRecorded
  | MarketRequestTaken
  | MarketCalled
  | MarketAllocated
  | MarketPassedOn
  | MarketNoticed
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

export interface MarketOpened {
  readonly kind: 'market/opened';
  readonly round: number;
}

/** An honest consumer's real demand of a round. */
export interface MarketDemand {
  readonly kind: 'market/demand';
  readonly round: number;
  readonly consumer: string;
  readonly demandWh: number;
}

export interface MarketOffers {
  readonly kind: 'market/offers';
  readonly round: number;
  readonly requests: number;
  readonly offers: number;
  readonly offeredWh: number;
}

export interface MarketCleared {
  readonly kind: 'market/cleared';
  readonly round: number;
  readonly requests: number;
  readonly keptDemandWh: number;
  readonly allocatedWh: number;
  readonly allocations: readonly {
    readonly request: string;
    readonly consumer: string;
    readonly ev: string;
    readonly energyWh: number;
    readonly priceMilliPerKWh: number;
  }[];
}

/** A meter was read at the end of a discharge. */
export interface MarketDelivered {
  readonly kind: 'market/delivered';
  readonly round: number;
  readonly request: string;
  readonly consumer: string;
  readonly ev: string;
  /** As the EV's task promised, and what it had ready. */
  readonly allocatedWh: number;
  readonly readyWh: number;
  readonly deliveredWh: number;
  /** What the consumer owes, after what the EV gives up for its shortfall. */
  readonly dueMilli: number;
  readonly compensationMilli: number;
}

/** An honest consumer sums up what it got of its demand. */
export interface MarketServed {
  readonly kind: 'market/served';
  readonly round: number;
  readonly consumer: string;
  readonly demandWh: number;
  readonly deliveredWh: number;
}

export interface MarketPenalties {
  readonly kind: 'market/penalties';
  readonly round: number;
  readonly consumers: number;
  readonly exchanges: number;
}

/** All readings of a round are in, or its bound has passed; `settlements` are due. */
export interface MarketClosed {
  readonly kind: 'market/closed';
  readonly round: number;
  readonly settlements: number;
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

/** A peer of BoE or BoEV has missed blocks and asks for them. */
export interface ChannelGap {
  readonly kind: 'channel/gap';
  readonly contract: string;
  readonly missing: number;
}

/** A client sends a proposal to the endorsers of BoE, BoEV or BoCS. */
export interface ChannelProposed {
  readonly kind: 'channel/proposed';
  readonly contract: string;
  readonly id: string;
  readonly operation: string;
  readonly round: number;
  /** What preparing it has cost the client's processor within this step, µs. */
  readonly workUs: number;
  readonly bytes: number;
}

/** The client has the endorsements that the policy asks for and submits the transaction to the orderer. */
export interface ChannelEndorsed {
  readonly kind: 'channel/endorsed';
  readonly contract: string;
  readonly id: string;
}

/** The orderer has cut a block and broadcasts it. */
export interface ChannelOrdered {
  readonly kind: 'channel/ordered';
  readonly contract: string;
  readonly number: number;
  readonly transactions: number;
  readonly bytes: number;
}

/** A peer has verified a block and recorded it; both costs are its processor's, µs, and end with this note. */
export interface ChannelRecorded {
  readonly kind: 'channel/recorded';
  readonly contract: string;
  readonly number: number;
  readonly verifyUs: number;
  readonly recordUs: number;
}

/** An exchange has a consumer's request for its next list. */
export interface MarketRequestTaken {
  readonly kind: 'market/request-taken';
  readonly round: number;
  readonly consumer: string;
}

/** The control system tells its EVs of the round. */
export interface MarketCalled {
  readonly kind: 'market/called';
  readonly round: number;
}

/** What clearing has cost the control system's processor, µs: reading the chains' blocks, matching, and the whole step. */
export interface MarketAllocated {
  readonly kind: 'market/allocated';
  readonly round: number;
  readonly readUs: number;
  readonly matchUs: number;
  readonly workUs: number;
}

/** An exchange sends its consumers their results. */
export interface MarketPassedOn {
  readonly kind: 'market/passed-on';
  readonly round: number;
}

/** A consumer has its notice; `served` when it is allocated anything. */
export interface MarketNoticed {
  readonly kind: 'market/noticed';
  readonly round: number;
  readonly consumer: string;
  readonly served: boolean;
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
