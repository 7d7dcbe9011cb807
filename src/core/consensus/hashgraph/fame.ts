import { sees } from './ancestry.js';
import { isSupermajority, SIGNATURE_BYTES, type Election, type HashgraphState } from './state.js';

/** Byte of the voter's signature whose lowest bit is the coin (SEED A3, "Read as"). */
const COIN_BYTE = 32;

/**
 * Lets every witness not yet heard vote in every open election and records what is decided (Baird 2016, decideFame).
 * A vote depends on the voter's ancestors alone, so the order of insertion does not matter.
 */
export function decideFame(state: HashgraphState): void {
  let open = 0;
  for (const election of state.elections) {
    if (!runElection(state, election)) state.elections[open++] = election;
  }
  state.elections.length = open;
  state.votedWitnesses = state.witnesses.length;
}

/** Hears the voters the election has not heard; true once fame is decided. */
function runElection(state: HashgraphState, election: Election): boolean {
  if (election.firstVoter < 0) {
    const first = state.witnessesOfRound[election.round + 1]?.[0];
    if (first === undefined) return false;
    election.firstVoter = state.witnessOrdinal[first]!;
  }
  const { votes, firstVoter, round } = election;
  for (let ordinal = firstVoter + votes.length; ordinal < state.witnesses.length; ordinal++) {
    const voter = state.witnesses[ordinal]!;
    const difference = state.round[voter]! - round;
    if (difference < 1) {
      votes.push(0);
    } else if (difference === 1) {
      votes.push(sees(state, voter, election.event) ? 1 : 0);
    } else if (countVotes(state, election, ordinal, difference)) {
      return true;
    }
  }
  return false;
}

/** Casts the vote of a voter two or more rounds later; true when it decides. */
function countVotes(state: HashgraphState, election: Election, ordinal: number, difference: number): boolean {
  const voter = state.witnesses[ordinal]!;
  const strong = state.stronglySeen[ordinal]!;
  const yes = weightVoting(state, election, strong, 1);
  const no = weightVoting(state, election, strong, 0);
  const vote = yes >= no ? 1 : 0;
  const isStrong = isSupermajority(state, vote === 1 ? yes : no);
  if (difference % state.coinRound === 0) {
    if (!isStrong) state.coinVotes += 1;
    election.votes.push(isStrong ? vote : state.signature[voter * SIGNATURE_BYTES + COIN_BYTE]! & 1);
    return false;
  }
  election.votes.push(vote);
  if (isStrong) state.fame[election.event] = vote === 1 ? 1 : -1;
  return isStrong;
}

/** Weight of the creators of those of `strong` that cast `vote`, each creator once. */
function weightVoting(state: HashgraphState, election: Election, strong: readonly number[], vote: number): number {
  let weight = 0;
  const counted: number[] = [];
  for (const ordinal of strong) {
    if (election.votes[ordinal - election.firstVoter] !== vote) continue;
    const creator = state.creator[state.witnesses[ordinal]!]!;
    if (!state.forkAware) {
      if (counted.includes(creator)) continue;
      counted.push(creator);
    }
    weight += state.weights[creator]!;
  }
  return weight;
}
