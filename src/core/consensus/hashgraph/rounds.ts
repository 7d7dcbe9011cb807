import { isAncestor, seenTip, sees, stronglySees } from './ancestry.js';
import { FORK_KNOWN, isSupermajority, type HashgraphState } from './state.js';

/** Fixes the round of a just added event and, when it is a witness, what it strongly sees (Baird 2016, divideRounds). */
export function divideRound(state: HashgraphState, x: number): void {
  const selfParent = state.selfParent[x]!;
  const otherParent = state.otherParent[x]!;
  const selfRound = selfParent < 0 ? 0 : state.round[selfParent]!;
  const otherRound = otherParent < 0 ? 0 : state.round[otherParent]!;
  const parentRound = Math.max(selfRound, otherRound);
  let round = Math.max(parentRound, 1);
  // The event's own round is still open; a value above all keeps it among the events that may carry a witness.
  state.round[x] = FORK_KNOWN;
  let strong: number[] = [];
  if (parentRound > 0) {
    strong = stronglySeenWitnesses(state, x, parentRound, true);
    if (isSupermajority(state, weightOfCreators(state, strong))) round = parentRound + 1;
  }
  state.round[x] = round;
  state.witnessOrdinal[x] = -1;
  if (selfParent >= 0 && round === selfRound) return;
  if (round === parentRound) strong = stronglySeenWitnesses(state, x, round - 1, false);
  addWitness(state, x, strong);
}

/** Whether the event is a witness: without self-parent, or in a later round than its self-parent. */
export function isWitness(state: HashgraphState, x: number): boolean {
  return state.witnessOrdinal[x]! >= 0;
}

function addWitness(state: HashgraphState, x: number, strong: number[]): void {
  const round = state.round[x]!;
  state.witnessOrdinal[x] = state.witnesses.length;
  state.witnesses.push(x);
  state.stronglySeen.push(strong);
  while (state.witnessesOfRound.length <= round) state.witnessesOfRound.push([]);
  state.witnessesOfRound[round]!.push(x);
  state.elections.push({ event: x, round, firstVoter: -1, votes: [] });
}

/**
 * Ordinals of the witnesses of `round` that `x` strongly sees. With `onlySupermajority` the list may be cut short as
 * soon as it cannot become one, which is what most events of a round are told.
 */
function stronglySeenWitnesses(state: HashgraphState, x: number, round: number, onlySupermajority: boolean): number[] {
  const witnesses = state.witnessesOfRound[round]!;
  if (!state.forkAware && state.forkers.length > 0) {
    return witnesses.filter((witness) => stronglySees(state, x, witness)).map((witness) => state.witnessOrdinal[witness]!);
  }
  const strong: number[] = [];
  const tips = collectTips(state, x, round);
  if (tips === 0) return strong;
  const seen: number[] = [];
  let possible = 0;
  for (const witness of witnesses) {
    if (!sees(state, x, witness)) continue;
    seen.push(witness);
    possible += state.weights[state.creator[witness]!]!;
  }
  for (const witness of seen) {
    if (onlySupermajority && !isSupermajority(state, possible)) return strong;
    if (isSeenByTips(state, tips, witness)) strong.push(state.witnessOrdinal[witness]!);
    else possible -= state.weights[state.creator[witness]!]!;
  }
  return strong;
}

/** Whether those of the collected last events that descend from the witness are a supermajority. */
function isSeenByTips(state: HashgraphState, tips: number, witness: number): boolean {
  const { last, scratchRows, scratchWeights } = state;
  const needed = 2 * state.totalWeight;
  const column = state.creator[witness]!;
  const height = state.height[witness]!;
  const forked = state.forkRows[column] !== null;
  let weight = 0;
  for (let tip = 0; tip < tips; tip++) {
    const row = scratchRows[tip]!;
    if (forked ? isAncestor(state, row / state.members, witness) : last[row + column]! > height) weight += scratchWeights[tip]!;
    if (3 * weight > needed) return true;
  }
  return false;
}

/**
 * Puts the rows and weights of the last events `x` sees of each member into scratch, leaving out those of rounds
 * before `round`, which cannot descend from its witnesses. Returns how many; 0 when they are no supermajority.
 */
function collectTips(state: HashgraphState, x: number, round: number): number {
  const { members, last, weights, scratchRows, scratchWeights } = state;
  const noForks = state.forkers.length === 0;
  let tips = 0;
  let reach = 0;
  for (let member = 0; member < members; member++) {
    const length = last[x * members + member]!;
    if (length === 0) continue;
    const tip = noForks ? state.eventsOf[member]![length - 1]! : seenTip(state, x, member);
    if (tip < 0 || state.round[tip]! < round) continue;
    scratchRows[tips] = tip * members;
    scratchWeights[tips] = weights[member]!;
    reach += weights[member]!;
    tips++;
  }
  return isSupermajority(state, reach) ? tips : 0;
}

function weightOfCreators(state: HashgraphState, ordinals: readonly number[]): number {
  let weight = 0;
  for (let at = 0; at < ordinals.length; at++) {
    const creator = state.creator[state.witnesses[ordinals[at]!]!]!;
    // Only a graph that ignores forks can strongly see two witnesses of one creator; it still counts once.
    const counted = !state.forkAware && ordinals.some((other, before) => before < at && state.creator[state.witnesses[other]!] === creator);
    if (!counted) weight += state.weights[creator]!;
  }
  return weight;
}
