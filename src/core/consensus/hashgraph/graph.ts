import { decideFame } from './fame.js';
import { mergeAncestry, noteFork } from './ancestry.js';
import { receiveRounds, type ReceivedEvent } from './order.js';
import { divideRound } from './rounds.js';
import { ensureCapacity, INITIAL_CAPACITY, SIGNATURE_BYTES, type HashgraphState } from './state.js';

export interface GraphOptions {
  members: number;
  /** One positive integer (seats) per member. */
  weights: readonly number[];
  /** Every `coinRound`-th round of an election is a coin round; 10 when absent, more than 2 (Baird). */
  coinRound?: number;
  /** False plants the defect "see ignores forks", for experiments with the defence switched off. */
  forkAware?: boolean;
}

export interface GraphEvent {
  creator: number;
  /** Index of the parent, -1 without one. */
  selfParent: number;
  otherParent: number;
  timestampUs: number;
  /** 64 bytes. */
  signature: Uint8Array;
}

/**
 * An empty hashgraph for a fixed committee (SEED A3, Baird 2016).
 * Throws RangeError on no members, a weight that is not a positive integer, or a coin round below 3.
 */
export function createGraph(options: GraphOptions): HashgraphState {
  const { members, weights, coinRound = 10, forkAware = true } = options;
  if (!Number.isInteger(members) || members < 1 || weights.length !== members) throw new RangeError('hashgraph: one weight per member, at least one member');
  if (!weights.every((weight) => Number.isSafeInteger(weight) && weight > 0)) throw new RangeError('hashgraph: weights are positive integers');
  if (!Number.isInteger(coinRound) || coinRound < 3) throw new RangeError('hashgraph: a coin round is an integer above 2');
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  const ints = (): Int32Array => new Int32Array(INITIAL_CAPACITY);
  return {
    members, weights: [...weights], totalWeight, coinRound, forkAware,
    count: 0, capacity: INITIAL_CAPACITY,
    creator: ints(), selfParent: ints(), otherParent: ints(), height: ints(), nthOfCreator: ints(), firstChild: ints(),
    timestampUs: new Float64Array(INITIAL_CAPACITY), signature: new Uint8Array(INITIAL_CAPACITY * SIGNATURE_BYTES),
    last: new Int32Array(INITIAL_CAPACITY * members),
    eventsOf: Array.from({ length: members }, () => []),
    forkers: [], forkRows: Array.from({ length: members }, () => null), forkPairs: [],
    round: ints(), witnessOrdinal: ints(), witnesses: [], stronglySeen: [], witnessesOfRound: [[]],
    fame: new Int8Array(INITIAL_CAPACITY), elections: [], votedWitnesses: 0, coinVotes: 0,
    lastCompleteRound: 0, roundReceived: ints(), consensusTimestampUs: new Float64Array(INITIAL_CAPACITY),
    receivedPrefix: new Int32Array(members),
    scratchRows: new Int32Array(members), scratchWeights: new Float64Array(members), scratchTimes: new Float64Array(members),
  };
}

/**
 * Adds one event whose parents are already in the graph, fixes its round and whether it is a witness, and returns its
 * index. The caller keeps identities apart: the same event inserted twice is a fork. Throws RangeError on a creator,
 * parent, timestamp or signature that is none.
 */
export function insertEvent(state: HashgraphState, event: GraphEvent): number {
  assertEvent(state, event);
  ensureCapacity(state);
  const x = state.count;
  const { creator, selfParent, otherParent } = event;
  noteFork(state, creator, selfParent, x);
  state.count = x + 1;
  state.creator[x] = creator;
  state.selfParent[x] = selfParent;
  state.otherParent[x] = otherParent;
  state.height[x] = selfParent < 0 ? 0 : state.height[selfParent]! + 1;
  state.nthOfCreator[x] = state.eventsOf[creator]!.length;
  state.firstChild[x] = -1;
  state.timestampUs[x] = event.timestampUs;
  state.signature.set(event.signature, x * SIGNATURE_BYTES);
  if (selfParent >= 0 && state.firstChild[selfParent]! < 0) state.firstChild[selfParent] = x;
  state.eventsOf[creator]!.push(x);
  mergeAncestry(state, x);
  divideRound(state, x);
  return x;
}

/**
 * Runs the elections as far as the inserted events allow and returns what is newly ordered, in final order. May be
 * called after every event or after many: the concatenation of the answers is the same.
 */
export function advance(state: HashgraphState): ReceivedEvent[] {
  if (state.votedWitnesses === state.witnesses.length) return [];
  decideFame(state);
  return receiveRounds(state);
}

function assertEvent(state: HashgraphState, event: GraphEvent): void {
  const { creator, selfParent, otherParent } = event;
  if (!isIndex(creator, state.members)) throw new RangeError('hashgraph: unknown creator');
  if (selfParent !== -1 && !isIndex(selfParent, state.count)) throw new RangeError('hashgraph: unknown self-parent');
  if (otherParent !== -1 && !isIndex(otherParent, state.count)) throw new RangeError('hashgraph: unknown other-parent');
  if (selfParent !== -1 && state.creator[selfParent] !== creator) throw new RangeError('hashgraph: the self-parent has another creator');
  if (!Number.isSafeInteger(event.timestampUs)) throw new RangeError('hashgraph: a timestamp is a safe integer');
  if (event.signature.length !== SIGNATURE_BYTES) throw new RangeError('hashgraph: a signature has 64 bytes');
}

function isIndex(value: number, bound: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < bound;
}
