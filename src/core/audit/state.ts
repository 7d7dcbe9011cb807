import type { Hex } from '../units/hex.js';
import type { AuditCrypto } from './crypto.js';
import type { Channel, Committee, Draw, Genesis, Offer, Participant, Reading, Result, Rules, Task, Trade, UploadedLeftovers } from './records.js';
import type { Trail } from './trail.js';

/** How far the audit has come, and all that it must remember: as much as a storing node, and no block. */
export interface Audit {
  readonly crypto: AuditCrypto;
  /** Lines read so far, and the hash of the last one. */
  lines: number;
  previous: Hex | null;
  genesis: Genesis['content'] | null;
  readonly participants: Map<string, Participant>;
  readonly shards: ShardAudit[];
  /** Null where campuses do not match across. */
  bocs: BocsAudit | null;
  /** Cross-shard transactions that some shard has accepted a lock or commit of, by trade. */
  readonly crosses: Map<Hex, CrossAudit>;
  /** With the defence off, what micro blocks paid from origins that were spent before: money that came from nothing. */
  doubleSpentMilli: number;
  end: { readonly digest: Hex; readonly ended: string; readonly timeUs: number } | null;
  readonly counts: Counts;
  readonly trail: Trail | null;
}

/** What was checked, for the summary. */
export interface Counts {
  blocks: number;
  votes: number;
  transactions: number;
  refused: number;
  trades: number;
  crossShardTrades: number;
  elections: number;
  draws: number;
  creditChanges: number;
  ruleChanges: number;
  channelBlocks: number;
  channelTransactions: number;
  leftovers: number;
  plans: number;
  requests: number;
  offers: number;
  openings: number;
  readings: number;
  soldWh: number;
  paidMilli: number;
}

export interface ShardAudit {
  readonly shard: number;
  rules: Rules;
  committee: Committee;
  height: number;
  previous: Hex;
  /** Highest round of this epoch's order so far. */
  round: number;
  /** When the storing node wrote the last record. */
  timeUs: number;
  lottery: Lottery;
  drawn: OrderedDraw[];
  cutoffs: string[];
  readonly foreign: Map<string, Committee>;
  readonly served: Set<string>;
  readonly convicted: Set<string>;
  readonly accepted: Set<Hex>;
  readonly book: Book;
  /** Header hash by height; other shards' proofs must name these. */
  readonly headers: Hex[];
  /** Headers that other shards' proofs name and that are still to come, by height. */
  readonly awaited: Map<number, Map<Hex, number>>;
  readonly boe: ChannelAudit;
  readonly boev: ChannelAudit;
  readonly market: MarketAudit;
}

export interface Lottery {
  readonly shard: number;
  readonly epoch: number;
  readonly attempt: number;
  readonly seed: Hex;
  readonly credits: Readonly<Record<string, number>>;
  readonly totalCredit: number;
  readonly thetaP: number;
  readonly thetaCP: number;
}

export interface OrderedDraw {
  readonly draw: Draw;
  readonly units: number;
}

/** A shard's books: who owns what, and what was used up. */
export interface Book {
  readonly origins: Map<Hex, Origin>;
  readonly spent: Map<Hex, SpentOrigin>;
  readonly readings: Map<string, { readonly transaction: Hex; readonly state: 'locked' | 'consumed'; readonly energyWh: number }>;
  readonly transactions: Map<Hex, { readonly buyer: string; readonly number: number; readonly seller: string; readonly paidMilli: number; readonly way: 'micro-block' | 'atomix' }>;
  readonly numbers: Map<string, { readonly transaction: Hex; readonly state: 'locked' | 'used' }>;
  readonly chains: Map<string, Pins>;
  readonly atomix: Map<Hex, AtomixState>;
  readonly credit: Map<string, number>;
}

export interface Origin {
  readonly owner: string;
  readonly amountMilli: number;
  readonly lock: { readonly transaction: Hex; readonly run: number } | null;
}

export interface SpentOrigin {
  readonly owner: string;
  readonly amountMilli: number;
  readonly transaction: Hex;
}

/** What is fixed of a party's chain. */
export interface Pins {
  readonly digests: Hex[];
  readonly identified: Map<Hex, number>;
  lastMicro: number;
}

export interface AtomixState {
  readonly run: number;
  readonly phase: 'accepted' | 'rejected' | 'aborted' | 'committed';
  readonly reason: string | null;
  readonly sinceEpoch: number | null;
  readonly spentMilli: number;
  readonly createdMilli: number;
}

/** One cross-shard trade over all shards. */
export interface CrossAudit {
  readonly inputs: readonly number[];
  readonly concerned: readonly number[];
  /** Shard → the run it committed. */
  readonly committed: Map<number, number>;
  /** Shard → the highest run it ended without effect. */
  readonly aborted: Map<number, number>;
  spentMilli: number;
  createdMilli: number;
  /** With the defence off: what was claimed of origins that were spent before. */
  missingMilli: number;
}

/** A channel of B1: its chain of headers and its world state. */
export interface ChannelAudit {
  readonly config: Channel;
  next: number;
  previous: Hex;
  readonly world: Map<string, { readonly value: string; readonly block: number; readonly transaction: number }>;
  readonly ids: Set<string>;
}

/** The chain of control systems (SEED B5), and what rests on its plans. */
export interface BocsAudit {
  readonly channel: ChannelAudit;
  /** The campus whose control system orders and records. */
  readonly shard: number;
  /** By round and control system. */
  readonly leftovers: Map<number, Map<string, UploadedLeftovers>>;
  /** Tasks of the plan of a round, by EV. */
  readonly plans: Map<number, Map<string, Task>>;
  /** Sales and results of rounds whose plan is not there yet: the control system that records may have been down. */
  readonly waiting: Map<number, Awaiting[]>;
}

export type Awaiting =
  | { readonly kind: 'sale'; readonly hash: Hex; readonly trade: Trade; readonly reading: Reading }
  | { readonly kind: 'results'; readonly shard: number; readonly results: readonly Result[] };

/** What trades are measured by, round by round; rounds long past are dropped. */
export interface MarketAudit {
  /** Requests on the BoE, by round and id. */
  readonly requests: Map<number, Map<string, { readonly consumer: string; readonly exchange: string; readonly demandWh: number; readonly bidMilliPerKWh: number; readonly beginUs: number; readonly endUs: number }>>;
  /** Offers on the BoEV, by round and EV. */
  readonly offers: Map<number, Map<string, Offer>>;
  /** Commitments recorded, in the order of the chain, until they are opened. */
  readonly commitments: Map<string, readonly { readonly who: string; readonly commitment: Hex }[]>;
  /** Opened tasks, by round and EV. */
  readonly tasks: Map<number, Map<string, Task>>;
}

export function newCounts(): Counts {
  return {
    blocks: 0, votes: 0, transactions: 0, refused: 0, trades: 0, crossShardTrades: 0, elections: 0, draws: 0, creditChanges: 0, ruleChanges: 0,
    channelBlocks: 0, channelTransactions: 0, leftovers: 0, plans: 0, requests: 0, offers: 0, openings: 0, readings: 0, soldWh: 0, paidMilli: 0,
  };
}

export function newBook(): Book {
  return {
    origins: new Map(), spent: new Map(), readings: new Map(), transactions: new Map(), numbers: new Map(), chains: new Map(), atomix: new Map(), credit: new Map(),
  };
}

export function newPins(): Pins {
  return { digests: [], identified: new Map(), lastMicro: -1 };
}

/** Who the CA admitted has a key; of anybody else nothing that is signed counts (SEED A1). */
export function keyOf(audit: Audit, name: string): Hex | null {
  const participant = audit.participants.get(name);
  return participant && participant.certificate !== null ? participant.publicKey : null;
}

/** The shard that keeps a party's money and chain; for a charging point, the shard it stands in. */
export function homeOf(audit: Audit, name: string): number | null {
  return audit.participants.get(name)?.walletShard ?? null;
}

/** The key of a meter reading: its id at its charging point, so that one signed twice sells once. */
export function readingKey(reading: { readonly chargingPoint: string; readonly id: string }): string {
  return JSON.stringify([reading.chargingPoint, reading.id]);
}

/** The key of a buyer's transaction number, `Tr-a`. */
export function numberKey(trade: { readonly buyer: string; readonly number: number }): string {
  return JSON.stringify([trade.buyer, trade.number]);
}

export function epochKey(shard: number, epoch: number): string {
  return `${shard}:${epoch}`;
}
