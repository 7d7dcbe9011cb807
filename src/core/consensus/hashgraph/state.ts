/** Length of an event's signature in bytes (Ed25519). */
export const SIGNATURE_BYTES = 64;

/** Value in `last` of a column whose creator's fork is in the event's own ancestry: that creator is seen no more. */
export const FORK_KNOWN = 0x7fffffff;

/** Ancestry of one forking creator, exact: for every event, one bit per event of that creator. */
export interface ForkRows {
  wordsPerRow: number;
  /** Row of event `x` at `x * wordsPerRow`; bit `k` is the creator's `k`-th inserted event. */
  rows: Int32Array;
}

/** Two events of one creator, neither a self-ancestor of the other, as they were first found. */
export interface ForkPair {
  creator: number;
  first: number;
  second: number;
}

/** The vote on one witness while its fame is undecided. */
export interface Election {
  event: number;
  round: number;
  /** Ordinal of the first possible voter, the first known witness of the next round; -1 until there is one. */
  firstVoter: number;
  /** Votes of the witnesses `firstVoter`, `firstVoter + 1`, …: 1 yes, 0 no (or not a voter). */
  votes: number[];
}

/**
 * The hashgraph of one member: plain data, cloned to copy. Events are dense indices in order of insertion; every
 * typed array is indexed by event (`last` by `event * members + member`) and has room to spare.
 */
export interface HashgraphState {
  members: number;
  weights: number[];
  totalWeight: number;
  coinRound: number;
  forkAware: boolean;

  count: number;
  capacity: number;
  creator: Int32Array;
  selfParent: Int32Array;
  otherParent: Int32Array;
  /** Number of self-ancestors, the event itself not counted. */
  height: Int32Array;
  /** Position among its creator's events in order of insertion. */
  nthOfCreator: Int32Array;
  /** First inserted self-child, -1 without one; a second one is a fork. */
  firstChild: Int32Array;
  timestampUs: Float64Array;
  signature: Uint8Array;
  /** Per event and creator: how many events the tallest self-chain of that creator in its ancestry has, or FORK_KNOWN. */
  last: Int32Array;

  eventsOf: number[][];
  /** Creators with a fork anywhere in the graph, in order of discovery. */
  forkers: number[];
  forkRows: (ForkRows | null)[];
  forkPairs: ForkPair[];

  round: Int32Array;
  /** Position in `witnesses`, -1 when the event is not a witness. */
  witnessOrdinal: Int32Array;
  witnesses: number[];
  /** Per witness: ordinals of the witnesses of the round before that it strongly sees. */
  stronglySeen: number[][];
  /** `witnessesOfRound[r]` lists events; rounds count from 1. */
  witnessesOfRound: number[][];

  /** 1 famous, -1 not famous, 0 undecided or not a witness. */
  fame: Int8Array;
  elections: Election[];
  /** Witnesses that every open election has already heard. */
  votedWitnesses: number;
  /** How many votes the coin has cast. */
  coinVotes: number;

  lastCompleteRound: number;
  /** 0 while not received. */
  roundReceived: Int32Array;
  consensusTimestampUs: Float64Array;
  /** Per member: length of the received prefix of its chain. Not kept for forkers. */
  receivedPrefix: Int32Array;

  scratchRows: Int32Array;
  scratchWeights: Float64Array;
  scratchTimes: Float64Array;
}

/** Events that a new hashgraph has room for. */
export const INITIAL_CAPACITY = 64;

/** Whether a weight is a supermajority: strictly more than two thirds of all. */
export function isSupermajority(state: HashgraphState, weight: number): boolean {
  return 3 * weight > 2 * state.totalWeight;
}

/** Makes room for one more event by doubling every array. */
export function ensureCapacity(state: HashgraphState): void {
  if (state.count < state.capacity) return;
  const capacity = Math.max(INITIAL_CAPACITY, state.capacity * 2);
  state.capacity = capacity;
  state.creator = grownInt(state.creator, capacity);
  state.selfParent = grownInt(state.selfParent, capacity);
  state.otherParent = grownInt(state.otherParent, capacity);
  state.height = grownInt(state.height, capacity);
  state.nthOfCreator = grownInt(state.nthOfCreator, capacity);
  state.firstChild = grownInt(state.firstChild, capacity);
  state.last = grownInt(state.last, capacity * state.members);
  state.round = grownInt(state.round, capacity);
  state.witnessOrdinal = grownInt(state.witnessOrdinal, capacity);
  state.roundReceived = grownInt(state.roundReceived, capacity);
  state.timestampUs = grownFloat(state.timestampUs, capacity);
  state.consensusTimestampUs = grownFloat(state.consensusTimestampUs, capacity);
  const signature = new Uint8Array(capacity * SIGNATURE_BYTES);
  signature.set(state.signature);
  state.signature = signature;
  const fame = new Int8Array(capacity);
  fame.set(state.fame);
  state.fame = fame;
  for (const forkRows of state.forkRows) {
    if (forkRows !== null) forkRows.rows = grownInt(forkRows.rows, capacity * forkRows.wordsPerRow);
  }
}

function grownInt(from: Int32Array, length: number): Int32Array {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}

function grownFloat(from: Float64Array, length: number): Float64Array {
  const to = new Float64Array(length);
  to.set(from);
  return to;
}
