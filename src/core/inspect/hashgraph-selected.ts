import type { Seat } from '../consensus/committee/seat.js';
import { sees } from '../consensus/hashgraph/ancestry.js';
import { voteOf, votesCast, weightVoting, type VotingRound } from '../consensus/hashgraph/fame.js';
import type { HashgraphState } from '../consensus/hashgraph/state.js';
import type { Hex } from '../units/hex.js';

/** What there is to say of the selected event. */
export interface SelectedEvent {
  readonly id: Hex;
  readonly index: number;
  readonly creator: number;
  /** Number of its self-ancestors. */
  readonly height: number;
  readonly timestampUs: number;
  readonly selfParent: ParentDetail | null;
  readonly otherParent: ParentDetail | null;
  /** Kinds of the transactions that it carries, with how many of each. */
  readonly carries: readonly { readonly kind: string; readonly count: number }[];
  readonly received: { readonly round: number; readonly place: number; readonly consensusTimestampUs: number; readonly block: number | null } | null;
  /** How many of the events of this copy it sees, itself counted. */
  readonly sees: number;
  /** For a witness: of the round before, the witnesses that it strongly sees and their seats. */
  readonly stronglySeen: { readonly witnesses: number; readonly of: number; readonly seats: number } | null;
  /** For an undecided witness: all rounds that have voted on it. */
  readonly election: readonly (VotingRound & { readonly coin: boolean })[];
  /** For a witness: how it votes in elections that are open. */
  readonly votes: readonly CastVote[];
}

export interface ParentDetail {
  readonly id: Hex;
  readonly creator: number;
  readonly round: number;
}

export interface CastVote {
  /** The witness that is voted on. */
  readonly id: Hex;
  readonly creator: number;
  readonly round: number;
  readonly vote: 'yes' | 'no';
  readonly difference: number;
  readonly coin: boolean;
  /** Seats of those votes that it counted; both 0 for a first vote, which says what it sees. */
  readonly yes: number;
  readonly no: number;
}

/** Open elections in one answer. */
const VOTES_SHOWN = 16;

export function selectedEvent(seat: Seat, event: number, places: ReadonlyMap<number, number>): SelectedEvent {
  const { graph, ids } = seat.graph.durable;
  let seen = 0;
  for (let y = 0; y <= event; y++) if (sees(graph, event, y)) seen++;
  const election = graph.elections.find((one) => one.event === event);
  const parent = (at: number): ParentDetail | null => (at < 0 ? null : { id: ids[at]!, creator: graph.creator[at]!, round: graph.round[at]! });
  return {
    id: ids[event]!,
    index: event,
    creator: graph.creator[event]!,
    height: graph.height[event]!,
    timestampUs: graph.timestampUs[event]!,
    selfParent: parent(graph.selfParent[event]!),
    otherParent: parent(graph.otherParent[event]!),
    carries: carriedBy(seat, event),
    received: receivedOf(seat, event, places),
    sees: seen,
    stronglySeen: stronglySeenBy(graph, event),
    election: election === undefined ? [] : votesCast(graph, election).map((round) => ({ ...round, coin: round.difference % graph.coinRound === 0 })),
    votes: votesOf(graph, ids, event),
  };
}

function carriedBy({ graph: { durable }, bodies }: Seat, event: number): SelectedEvent['carries'] {
  const counts = new Map<string, number>();
  for (const id of durable.events[event]!.content.payload) {
    const kind = bodies.get(id)?.kind ?? 'unknown';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => ({ kind, count }));
}

function receivedOf({ graph: { durable }, blocks }: Seat, event: number, places: ReadonlyMap<number, number>): SelectedEvent['received'] {
  const { graph } = durable;
  const round = graph.roundReceived[event]!;
  if (round === 0) return null;
  const block = [...blocks.values()].find(({ executed }) => executed.header.roundReceived === round);
  return { round, place: places.get(event)!, consensusTimestampUs: graph.consensusTimestampUs[event]!, block: block?.executed.header.height ?? null };
}

function stronglySeenBy(graph: HashgraphState, event: number): SelectedEvent['stronglySeen'] {
  const ordinal = graph.witnessOrdinal[event]!;
  if (ordinal < 0) return null;
  const strong = graph.stronglySeen[ordinal]!;
  const creators = new Set(strong.map((one) => graph.creator[graph.witnesses[one]!]!));
  const seats = [...creators].reduce((sum, creator) => sum + graph.weights[creator]!, 0);
  return { witnesses: strong.length, of: graph.witnessesOfRound[graph.round[event]! - 1]?.length ?? 0, seats };
}

function votesOf(graph: HashgraphState, ids: readonly Hex[], event: number): CastVote[] {
  const ordinal = graph.witnessOrdinal[event]!;
  if (ordinal < 0) return [];
  const strong = graph.stronglySeen[ordinal]!;
  const votes: CastVote[] = [];
  for (const election of graph.elections) {
    const vote = voteOf(graph, election, event);
    if (vote === null || votes.length === VOTES_SHOWN) continue;
    const difference = graph.round[event]! - election.round;
    const counted = (side: 0 | 1): number => (difference > 1 ? weightVoting(graph, election, strong, side) : 0);
    votes.push({
      id: ids[election.event]!,
      creator: graph.creator[election.event]!,
      round: election.round,
      vote: vote === 1 ? 'yes' : 'no',
      difference,
      coin: difference % graph.coinRound === 0,
      yes: counted(1),
      no: counted(0),
    });
  }
  return votes;
}
