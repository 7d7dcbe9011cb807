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

/** The votes that the witnesses of one round have cast in an open election, in seats; for those who watch. */
export interface VotingRound {
  /** Rounds after the witness's own: in the first one sees or does not, later ones count, every `coinRound`-th may toss. */
  readonly difference: number;
  readonly yes: number;
  readonly no: number;
}

/** What was voted so far in an open election, round by round; each creator counts once on either side. */
export function votesCast(state: HashgraphState, election: Election): VotingRound[] {
  const rounds: VotingRound[] = [];
  for (let round = election.round + 1; round < state.witnessesOfRound.length; round++) {
    const heard = state.witnessesOfRound[round]!.filter((voter) => voteOf(state, election, voter) !== null);
    if (heard.length === 0) break;
    const weightOf = (vote: 0 | 1): number => {
      const creators = new Set(heard.filter((voter) => voteOf(state, election, voter) === vote).map((voter) => state.creator[voter]!));
      return [...creators].reduce((sum, creator) => sum + state.weights[creator]!, 0);
    };
    rounds.push({ difference: round - election.round, yes: weightOf(1), no: weightOf(0) });
  }
  return rounds;
}

/** The vote of a witness in an open election, null when it has none yet or is no voter there. */
export function voteOf(state: HashgraphState, election: Election, voter: number): 0 | 1 | null {
  const ordinal = state.witnessOrdinal[voter]!;
  if (election.firstVoter < 0 || ordinal < election.firstVoter || state.round[voter]! <= election.round) return null;
  const vote = election.votes[ordinal - election.firstVoter];
  return vote === undefined ? null : vote === 1 ? 1 : 0;
}

/** Weight of the creators of those of `strong` that cast `vote`, each creator once. */
export function weightVoting(state: HashgraphState, election: Election, strong: readonly number[], vote: number): number {
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
