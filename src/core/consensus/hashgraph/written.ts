import { SIGNATURE_BYTES, type HashgraphState } from './state.js';

/** What is read from an event again, and not from the graph. */
export interface EventFacts {
  readonly creator: number;
  readonly timestampUs: number;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

type FromEvents = 'creator' | 'timestampUs' | 'signature';
type FromColumns = 'capacity' | 'height' | 'nthOfCreator' | 'firstChild' | 'eventsOf' | 'witnessesOfRound';

/** A hashgraph as it is written down: without what its events and its own columns say again, and without room to spare. */
export interface WrittenGraph extends Omit<HashgraphState, FromEvents | FromColumns | 'stronglySeen'> {
  /** Where the ordinals of each witness end in `strong`. */
  readonly strongEnds: Int32Array;
  /** The lists of `stronglySeen`, one after the other. */
  readonly strong: Int32Array;
}

/** The columns lie in the graph's own memory: they are to be written at once. */
export function writtenGraph(state: HashgraphState): WrittenGraph {
  const { count, members, stronglySeen } = state;
  const { weights, totalWeight, coinRound, forkAware, forkers, forkPairs, witnesses, elections, votedWitnesses, coinVotes } = state;
  const { lastCompleteRound, receivedPrefix, scratchRows, scratchWeights, scratchTimes } = state;
  return {
    members, weights, totalWeight, coinRound, forkAware, count, forkers, forkPairs, witnesses, elections, votedWitnesses, coinVotes,
    lastCompleteRound, receivedPrefix, scratchRows, scratchWeights, scratchTimes,
    selfParent: state.selfParent.subarray(0, count),
    otherParent: state.otherParent.subarray(0, count),
    last: state.last.subarray(0, count * members),
    forkRows: state.forkRows.map((forks) => forks && { ...forks, rows: forks.rows.subarray(0, count * forks.wordsPerRow) }),
    round: state.round.subarray(0, count),
    witnessOrdinal: state.witnessOrdinal.subarray(0, count),
    ...listed(stronglySeen),
    fame: state.fame.subarray(0, count),
    roundReceived: state.roundReceived.subarray(0, count),
    consensusTimestampUs: state.consensusTimestampUs.subarray(0, count),
  };
}

function listed(stronglySeen: readonly (readonly number[])[]): Pick<WrittenGraph, 'strongEnds' | 'strong'> {
  const strongEnds = new Int32Array(stronglySeen.length);
  for (let ordinal = 0, end = 0; ordinal < stronglySeen.length; ordinal++) strongEnds[ordinal] = end += stronglySeen[ordinal]!.length;
  const strong = new Int32Array(strongEnds.at(-1) ?? 0);
  for (let ordinal = 0; ordinal < stronglySeen.length; ordinal++) strong.set(stronglySeen[ordinal]!, strongEnds[ordinal - 1] ?? 0);
  return { strongEnds, strong };
}

/** The graph again; `events` are its events, by index. It makes room with the next one. */
export function readGraph(written: WrittenGraph, events: readonly EventFacts[]): HashgraphState {
  const { members, weights, totalWeight, coinRound, forkAware, count, forkers, forkPairs, forkRows, witnesses, elections } = written;
  const { selfParent, otherParent, last, round, witnessOrdinal, fame, votedWitnesses, coinVotes, lastCompleteRound } = written;
  const { roundReceived, consensusTimestampUs, receivedPrefix, scratchRows, scratchWeights, scratchTimes } = written;
  const { creator, timestampUs, signature } = columnsOf(events);
  const { height, nthOfCreator, firstChild, eventsOf } = lineages(written, creator);
  // In the order of `createGraph`, so that to the engine both are of one kind.
  return {
    members, weights, totalWeight, coinRound, forkAware,
    count, capacity: count,
    creator, selfParent, otherParent, height, nthOfCreator, firstChild,
    timestampUs, signature,
    last,
    eventsOf,
    forkers, forkRows, forkPairs,
    round, witnessOrdinal, witnesses, stronglySeen: stronglySeen(written), witnessesOfRound: byRound(written),
    fame, elections, votedWitnesses, coinVotes,
    lastCompleteRound, roundReceived, consensusTimestampUs,
    receivedPrefix,
    scratchRows, scratchWeights, scratchTimes,
  };
}

function columnsOf(events: readonly EventFacts[]): Pick<HashgraphState, FromEvents> {
  const creator = new Int32Array(events.length);
  const timestampUs = new Float64Array(events.length);
  const signature = new Uint8Array(events.length * SIGNATURE_BYTES);
  for (let x = 0; x < events.length; x++) {
    creator[x] = events[x]!.creator;
    timestampUs[x] = events[x]!.timestampUs;
    signature.set(events[x]!.signature, x * SIGNATURE_BYTES);
  }
  return { creator, timestampUs, signature };
}

function lineages({ members, count, selfParent }: WrittenGraph, creator: Int32Array): Pick<HashgraphState, 'height' | 'nthOfCreator' | 'firstChild' | 'eventsOf'> {
  const height = new Int32Array(count);
  const nthOfCreator = new Int32Array(count);
  const firstChild = new Int32Array(count).fill(-1);
  const eventsOf: number[][] = Array.from({ length: members }, () => []);
  for (let x = 0; x < count; x++) {
    const parent = selfParent[x]!;
    nthOfCreator[x] = eventsOf[creator[x]!]!.push(x) - 1;
    if (parent < 0) continue;
    height[x] = height[parent]! + 1;
    if (firstChild[parent]! < 0) firstChild[parent] = x;
  }
  return { height, nthOfCreator, firstChild, eventsOf };
}

function stronglySeen({ strongEnds, strong }: WrittenGraph): number[][] {
  return Array.from(strongEnds, (end, ordinal) => Array.from(strong.subarray(strongEnds[ordinal - 1] ?? 0, end)));
}

function byRound({ witnesses, round }: WrittenGraph): number[][] {
  const witnessesOfRound: number[][] = [[]];
  for (const witness of witnesses) {
    while (witnessesOfRound.length <= round[witness]!) witnessesOfRound.push([]);
    witnessesOfRound[round[witness]!]!.push(witness);
  }
  return witnessesOfRound;
}
