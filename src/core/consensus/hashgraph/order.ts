import { isAncestor } from './ancestry.js';
import { SIGNATURE_BYTES, type HashgraphState } from './state.js';

/** An event with its final place: rounds received ascend, and within one the order is total. */
export interface ReceivedEvent {
  event: number;
  roundReceived: number;
  consensusTimestampUs: number;
}

/**
 * Completes rounds strictly in order as long as no known witness of them or before is undecided, and returns what
 * they receive, in final order (Baird 2016, findOrder).
 */
export function receiveRounds(state: HashgraphState): ReceivedEvent[] {
  let firstOpen = state.witnessesOfRound.length;
  for (const election of state.elections) firstOpen = Math.min(firstOpen, election.round);
  const ordered: ReceivedEvent[] = [];
  for (let round = state.lastCompleteRound + 1; round < firstOpen; round++) {
    state.lastCompleteRound = round;
    for (const received of receiveRound(state, round)) ordered.push(received);
  }
  return ordered;
}

/** Famous witnesses of a round whose creator has no other famous witness in it. */
export function uniqueFamousWitnesses(state: HashgraphState, round: number): number[] {
  const famous = (state.witnessesOfRound[round] ?? []).filter((witness) => state.fame[witness] === 1);
  if (state.forkers.length === 0) return famous;
  return famous.filter((witness) => !famous.some((other) => other !== witness && state.creator[other] === state.creator[witness]));
}

function receiveRound(state: HashgraphState, round: number): ReceivedEvent[] {
  const judges = uniqueFamousWitnesses(state, round);
  // "An ancestor of every judge" would hold for all events when there is none.
  if (judges.length === 0) return [];
  const chains = judges.map((judge) => selfChain(state, judge));
  const received: ReceivedEvent[] = [];
  for (let member = 0; member < state.members; member++) {
    const events = newlyReceived(state, judges, member);
    if (events.length > 0) stampEvents(state, judges, chains, events, round, received);
  }
  const compare = finalOrder(state, judges);
  received.sort((a, b) => compare(a.event, b.event));
  return received;
}

/** The events that a completed round received, in final order: as `advance` gave them, for those who watch. */
export function eventsReceivedIn(state: HashgraphState, round: number): number[] {
  const events: number[] = [];
  for (let x = 0; x < state.count; x++) if (state.roundReceived[x] === round) events.push(x);
  return events.toSorted(finalOrder(state, uniqueFamousWitnesses(state, round)));
}

/** The order of events within the round that received them: consensus timestamp, then whitened signature. */
function finalOrder(state: HashgraphState, judges: readonly number[]): (a: number, b: number) => number {
  const whitening = whiteningOf(state, judges);
  return (a, b) => state.consensusTimestampUs[a]! - state.consensusTimestampUs[b]! || compareWhitened(state, whitening, a, b);
}

/** Events of a member that every judge has as an ancestor and no earlier round received, parents first. */
function newlyReceived(state: HashgraphState, judges: readonly number[], member: number): number[] {
  const events = state.eventsOf[member]!;
  if (state.forkRows[member] !== null) {
    return events.filter((x) => state.roundReceived[x] === 0 && judges.every((judge) => isAncestor(state, judge, x)));
  }
  let end = events.length;
  for (const judge of judges) end = Math.min(end, state.last[judge * state.members + member]!);
  const start = state.receivedPrefix[member]!;
  if (end <= start) return [];
  state.receivedPrefix[member] = end;
  return events.slice(start, end);
}

/** The self-ancestors of a judge by height. An unforked member's list may go on beyond the judge. */
function selfChain(state: HashgraphState, judge: number): readonly number[] {
  const creator = state.creator[judge]!;
  if (state.forkRows[creator] === null) return state.eventsOf[creator]!;
  const chain: number[] = [];
  for (let at = judge; at >= 0; at = state.selfParent[at]!) chain.push(at);
  chain.reverse();
  return chain;
}

/** Gives the events of one member their round received and consensus timestamp. */
function stampEvents(
  state: HashgraphState, judges: readonly number[], chains: readonly (readonly number[])[], events: readonly number[], round: number, received: ReceivedEvent[],
): void {
  const { scratchRows, scratchTimes, scratchWeights } = state;
  const isChain = state.forkRows[state.creator[events[0]!]!] === null;
  for (let judge = 0; judge < judges.length; judge++) scratchRows[judge] = 0;
  for (let k = 0; k < events.length; k++) {
    const x = events[k]!;
    for (let judge = 0; judge < judges.length; judge++) {
      const chain = chains[judge]!;
      // Along one member's chain a later event is never learnt earlier, so the search goes on where it stopped.
      let position = isChain ? scratchRows[judge]! : 0;
      if (k === 0 || !isChain) position = firstToLearn(state, chain, state.height[judges[judge]!]!, x);
      else while (!isAncestor(state, chain[position]!, x)) position++;
      scratchRows[judge] = position;
      scratchTimes[judge] = state.timestampUs[chain[position]!]!;
      scratchWeights[judge] = state.weights[state.creator[judges[judge]!]!]!;
    }
    const consensusTimestampUs = weightedMedian(scratchTimes, scratchWeights, judges.length);
    state.roundReceived[x] = round;
    state.consensusTimestampUs[x] = consensusTimestampUs;
    received.push({ event: x, roundReceived: round, consensusTimestampUs });
  }
}

/** Position of the first event of a self-chain, up to height `top`, that has `x` as an ancestor; `top` has. */
function firstToLearn(state: HashgraphState, chain: readonly number[], top: number, x: number): number {
  let low = 0;
  let high = top;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAncestor(state, chain[middle]!, x)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The upper middle of the values, each standing as often as its weight says: `sorted[floor(len / 2)]`. A member with
 * several seats counts as several, as in every vote. Sorts the scratch arrays in place.
 */
function weightedMedian(values: Float64Array, weights: Float64Array, length: number): number {
  let total = 0;
  for (let at = 0; at < length; at++) {
    const value = values[at]!;
    const weight = weights[at]!;
    total += weight;
    let to = at;
    for (; to > 0 && values[to - 1]! > value; to--) {
      values[to] = values[to - 1]!;
      weights[to] = weights[to - 1]!;
    }
    values[to] = value;
    weights[to] = weight;
  }
  let rest = Math.floor(total / 2);
  let at = 0;
  while (rest >= weights[at]!) rest -= weights[at++]!;
  return values[at]!;
}

function whiteningOf(state: HashgraphState, judges: readonly number[]): Uint8Array {
  const whitening = new Uint8Array(SIGNATURE_BYTES);
  for (const judge of judges) {
    for (let byte = 0; byte < SIGNATURE_BYTES; byte++) whitening[byte]! ^= state.signature[judge * SIGNATURE_BYTES + byte]!;
  }
  return whitening;
}

/** Compares whitened signatures as unsigned big-endian bytes. Equal ones, which no signer makes, go by place in the graph. */
function compareWhitened(state: HashgraphState, whitening: Uint8Array, a: number, b: number): number {
  for (let byte = 0; byte < SIGNATURE_BYTES; byte++) {
    const white = whitening[byte]!;
    const difference = (state.signature[a * SIGNATURE_BYTES + byte]! ^ white) - (state.signature[b * SIGNATURE_BYTES + byte]! ^ white);
    if (difference !== 0) return difference;
  }
  return state.creator[a]! - state.creator[b]! || state.height[a]! - state.height[b]! || a - b;
}
