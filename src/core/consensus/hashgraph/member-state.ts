import type { Hex } from '../../units/hex.js';
import type { HashgraphState } from './state.js';

/** What a member signs. Parents are event ids; the payload is ids of transactions, which travel by themselves. */
export interface EventContent {
  epoch: number;
  shard: number;
  creator: number;
  selfParent: Hex | null;
  otherParent: Hex | null;
  timestampUs: number;
  payload: Hex[];
}

/** An event that was checked: shape, committee, signature. Signature over `hash('hashgraph-event', content)`. */
export interface SignedEvent {
  content: EventContent;
  signature: Hex;
}

/** An event as it came from another member: of the right shape, nothing else is known of it. */
export interface UnverifiedEvent {
  content: EventContent;
  signature: Hex;
}

/** The end of one branch of a member's self-chain; an unforked member has at most one. `height` counts from 0. */
export interface ChainHead {
  id: Hex;
  height: number;
}

/** What a member claims to have, per member of the committee. A wrong claim harms only who makes it. */
export type KnownHeads = ChainHead[][];

export interface SyncRequest {
  kind: 'sync-request';
  epoch: number;
  shard: number;
  known: KnownHeads;
}

export interface SyncResponse {
  kind: 'sync-response';
  epoch: number;
  shard: number;
  known: KnownHeads;
  events: UnverifiedEvent[];
}

export interface SyncPush {
  kind: 'sync-push';
  epoch: number;
  shard: number;
  events: UnverifiedEvent[];
}

export type SyncMessage = SyncRequest | SyncResponse | SyncPush;

/** The context as far as gossip needs it; its owner meters what hashing, signing and verifying cost. */
export interface GossipIo {
  nowUs: number;
  /** 32 bytes over the canonical encoding of the content. */
  hash(domain: string, content: unknown): Hex;
  sign(hash: Hex): Hex;
  verify(publicKey: Hex, hash: Hex, signature: Hex): boolean;
  /** A uniform integer in `[0, below)`. */
  random(below: number): number;
}

/** Why something another member sent was not used. */
export type DropCode =
  | 'malformed-message' | 'unknown-sender' | 'wrong-epoch' | 'malformed-event' | 'foreign-event' | 'bad-signature'
  | 'wrong-self-parent' | 'too-many-orphans';

export interface OrderedEvent {
  id: Hex;
  creator: number;
  payload: Hex[];
  consensusTimestampUs: number;
}

export interface OrderedRound {
  roundReceived: number;
  events: OrderedEvent[];
}

/** Everything a call asks for or reports, as plain data. */
export interface GossipEffects {
  sends: { to: number; message: SyncMessage }[];
  /** Newly completed rounds that received something, ascending; events in final order. */
  ordered: OrderedRound[];
  /** Call `gossipTick` after this time, once for every time it is asked; absent when nothing is to be waited for. */
  wantTickAfterUs?: number;
  /** Two signed events of one creator, neither an ancestor of the other: once per forker. */
  forkEvidence: [SignedEvent, SignedEvent][];
  dropped: { from: number; code: DropCode }[];
}

export interface MemberConfig {
  epoch: number;
  shard: number;
  self: number;
  members: { publicKey: Hex; weight: number }[];
  gossipIntervalUs: number;
  maxSyncEvents: number;
}

/** Survives a crash. Must be safe before the sends of the same call leave, or a restarted member forks. */
export interface MemberDurable {
  config: MemberConfig;
  graph: HashgraphState;
  /** By graph index. */
  events: SignedEvent[];
  ids: Hex[];
  indexOf: Map<Hex, number>;
  /** Per member: events without a self-child, in order of insertion. */
  heads: number[][];
  /** Submitted here, not yet in an event. */
  pending: Hex[];
  /** Graph indices of events that carry payload and are not ordered, in order of insertion. */
  unordered: Set<number>;
  /** Graph indices of payload-carrying events that some member may not have heard of. */
  spreading: number[];
  /** Members not known to have all of `spreading`. */
  unaware: Set<number>;
  /** How often the unaware were told since the last payload came. */
  spreadRounds: number;
  reportedForkers: Set<number>;
  /** How many of the graph's fork pairs were looked at. */
  checkedForkPairs: number;
}

export interface MemberVolatile {
  /** A tick of ordinary gossip was asked for and has not come. */
  isTickUnderWay: boolean;
  /** When the tick that tells the unaware is due, null without one. It may be far off, so it does not hold the other up. */
  spreadTickDueUs: number | null;
  /** Checked events that lack a parent, by id. */
  orphans: Map<Hex, SignedEvent>;
  /** Members that no sync was started with in this turn. */
  partners: number[];
}

export interface MemberState {
  durable: MemberDurable;
  volatile: MemberVolatile;
}
