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
    strong = stronglySeenWitnesses(state, x, parentRound);
    if (isSupermajority(state, weightOfCreators(state, strong))) round = parentRound + 1;
  }
  state.round[x] = round;
  state.witnessOrdinal[x] = -1;
  if (selfParent >= 0 && round === selfRound) return;
  if (round === parentRound) strong = stronglySeenWitnesses(state, x, round - 1);
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

/** Ordinals of the witnesses of `round` that `x` strongly sees. */
function stronglySeenWitnesses(state: HashgraphState, x: number, round: number): number[] {
  const strong: number[] = [];
  if (!state.forkAware && state.forkers.length > 0) {
    for (const witness of state.witnessesOfRound[round]!) {
      if (stronglySees(state, x, witness)) strong.push(state.witnessOrdinal[witness]!);
    }
    return strong;
  }
  const tips = collectTips(state, x, round);
  if (tips === 0) return strong;
  const { last, members, totalWeight, scratchRows, scratchWeights } = state;
  for (const witness of state.witnessesOfRound[round]!) {
    if (!sees(state, x, witness)) continue;
    const column = state.creator[witness]!;
    const height = state.height[witness]!;
    const forked = state.forkRows[column] !== null;
    let weight = 0;
    for (let tip = 0; tip < tips; tip++) {
      const row = scratchRows[tip]!;
      if (forked ? isAncestor(state, row / members, witness) : last[row + column]! > height) weight += scratchWeights[tip]!;
    }
    if (3 * weight > 2 * totalWeight) strong.push(state.witnessOrdinal[witness]!);
  }
  return strong;
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
