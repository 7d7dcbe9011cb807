import type { NodeId } from '../kernel/contract.js';

/** What of the trace response times are measured from (SEED B8), by shard. Plain data; times are true virtual time in µs. */
export interface ResponseLedger {
  /** The newest rounds, oldest first: at most `ROUNDS_OPEN`. */
  readonly rounds: RoundTimes[];
  /** Proposals that are not endorsed yet, by id. */
  readonly pending: Map<string, PendingTimes>;
  /** The newest blocks by contract and number. */
  readonly blocks: Map<string, BlockTimes>;
}

/** One trading round as it goes. Null: has not happened. */
export interface RoundTimes {
  readonly round: number;
  /** When each consumer's request left it, by name; those that an exchange has taken go out. */
  readonly sentUs: Map<string, number>;
  /** When the first of all left. */
  firstSentUs: number | null;
  readonly exchanges: Map<NodeId, TakenTimes>;
  readonly operations: Map<string, OperationTimes>;
  calledUs: number | null;
  allocated: { readonly atUs: number; readonly readUs: number; readonly matchUs: number; readonly workUs: number } | null;
  passedOnUs: number | null;
  noticedUs: number | null;
  /** The last notice of a consumer that is allocated anything. */
  servedUs: number | null;
  /** Requests that are allocated anything, allocations, and requests and offers in the book. */
  selected: number;
  allocations: number;
  requests: number;
  offers: number;
  readonly cross: CrossTimes;
}

/** What of the round goes over the BoCS (SEED B5). */
export interface CrossTimes {
  /** What this campus has left, and when the BoCS held it. */
  leftRequests: number;
  leftOffers: number;
  recordedUs: number | null;
  /** What all campuses have left that this one has planned over; null before it has. */
  all: { readonly requests: number; readonly offers: number } | null;
  /** When a plan was on the BoCS, its tasks and the requests that they serve. */
  won: { readonly atUs: number; readonly tasks: number; readonly requests: number } | null;
  /** The last second-time notice. */
  noticedUs: number | null;
}

/** The requests of one exchange. */
export interface TakenTimes {
  requests: number;
  /** When the last one came, and how long that was under way. */
  lastUs: number;
  transferUs: number;
}

export interface PendingTimes {
  readonly round: number;
  readonly operation: string;
  readonly node: NodeId;
  readonly proposedUs: number;
  readonly workUs: number;
}

/** All proposals of one operation in a round. */
export interface OperationTimes {
  proposals: number;
  bytesMax: number;
  /** The one that was endorsed first, and the one that was endorsed last. */
  first: EndorsedTimes | null;
  last: EndorsedTimes | null;
  /** The last block that holds a valid one. */
  block: string | null;
}

export interface EndorsedTimes {
  readonly node: NodeId;
  readonly proposedUs: number;
  readonly workUs: number;
  readonly endorsedUs: number;
}

export interface BlockTimes {
  /** Null where another campus orders. */
  cutUs: number | null;
  transactions: number;
  bytes: number;
  /** At the peer that recorded it last; null before the first. */
  recordedUs: number | null;
  verifyUs: number;
  recordUs: number;
}

const ROUNDS_OPEN = 4;
const BLOCKS_KEPT = 256;

export function createResponseLedger(): ResponseLedger {
  return { rounds: [], pending: new Map(), blocks: new Map() };
}

/** The block that its peer here has recorded just then; null when it is not kept any more. */
export function blockRecordedAt({ blocks }: ResponseLedger, contract: string, recordedUs: number): string | null {
  for (const [key, block] of blocks) if (block.recordedUs === recordedUs && key.startsWith(`${contract}/`)) return key;
  return null;
}

/** The round's times, made when it is new; the oldest round goes, and with it what is still pending of it. */
export function roundTimesOf({ rounds, pending }: ResponseLedger, round: number): RoundTimes {
  const known = rounds.find((one) => one.round === round);
  if (known !== undefined) return known;
  const made: RoundTimes = {
    round,
    sentUs: new Map(),
    firstSentUs: null,
    exchanges: new Map(),
    operations: new Map(),
    calledUs: null,
    allocated: null,
    passedOnUs: null,
    noticedUs: null,
    servedUs: null,
    selected: 0,
    allocations: 0,
    requests: 0,
    offers: 0,
    cross: { leftRequests: 0, leftOffers: 0, recordedUs: null, all: null, won: null, noticedUs: null },
  };
  rounds.push(made);
  if (rounds.length <= ROUNDS_OPEN) return made;
  const [gone] = rounds.splice(0, 1);
  for (const [id, one] of pending) if (one.round <= gone!.round) pending.delete(id);
  return made;
}

export function operationOf({ operations }: RoundTimes, name: string): OperationTimes {
  const known = operations.get(name);
  if (known !== undefined) return known;
  const made: OperationTimes = { proposals: 0, bytesMax: 0, first: null, last: null, block: null };
  operations.set(name, made);
  return made;
}

export function blockKey(contract: string, number: number): string {
  return `${contract}/${number}`;
}

export function blockOf({ blocks }: ResponseLedger, key: string): BlockTimes {
  const known = blocks.get(key);
  if (known !== undefined) return known;
  const made: BlockTimes = { cutUs: null, transactions: 0, bytes: 0, recordedUs: null, verifyUs: 0, recordUs: 0 };
  blocks.set(key, made);
  if (blocks.size > BLOCKS_KEPT) blocks.delete(blocks.keys().next().value!);
  return made;
}
