import type { Seat } from '../consensus/committee/seat.js';
import { isAncestor, isSelfAncestor, sees, stronglySees } from '../consensus/hashgraph/ancestry.js';
import { votesCast } from '../consensus/hashgraph/fame.js';
import { isWitness } from '../consensus/hashgraph/rounds.js';
import type { HashgraphState } from '../consensus/hashgraph/state.js';
import type { Hex } from '../units/hex.js';

/** One event as one member has it. */
export interface EventLine {
  readonly id: Hex;
  /** Place in this member's copy: the order in which events came. */
  readonly index: number;
  /** Position in the committee. */
  readonly creator: number;
  readonly selfParent: ParentRef | null;
  readonly otherParent: ParentRef | null;
  readonly round: number;
  readonly witness: boolean;
  readonly fame: 'famous' | 'not-famous' | 'undecided' | null;
  /** For an undecided witness: the newest round that votes on it, in seats. */
  readonly vote: VoteLine | null;
  /** The round that received it; null while it has no place in the order. */
  readonly received: number | null;
  readonly place: number | null;
  /** On a branch of a fork. */
  readonly forked: boolean;
  readonly transactions: number;
  /** What the selected event knows of it. */
  readonly relation: Relation;
}

export interface ParentRef {
  readonly index: number;
  readonly creator: number;
}

export interface VoteLine {
  readonly yes: number;
  readonly no: number;
  /** Rounds after the witness's own. */
  readonly difference: number;
  readonly coin: boolean;
}

/** `hidden`: an ancestor that is not seen, because the selected event knows of a fork by its creator. */
export type Relation = 'self' | 'strongly' | 'sees' | 'hidden' | 'none';

export function eventLine({ graph: { durable } }: Seat, event: number, selected: number, places: ReadonlyMap<number, number>): EventLine {
  const { graph, ids, events } = durable;
  return {
    id: ids[event]!,
    index: event,
    creator: graph.creator[event]!,
    selfParent: parentRef(graph, graph.selfParent[event]!),
    otherParent: parentRef(graph, graph.otherParent[event]!),
    round: graph.round[event]!,
    witness: isWitness(graph, event),
    fame: fameOf(graph, event),
    vote: newestVote(graph, event),
    received: graph.roundReceived[event]! > 0 ? graph.roundReceived[event]! : null,
    place: places.get(event) ?? null,
    forked: isOnFork(graph, event),
    transactions: events[event]!.content.payload.length,
    relation: relationOf(graph, selected, event),
  };
}

/** Fame as the state has decided it; null for what is no witness. */
export function fameOf(graph: HashgraphState, event: number): EventLine['fame'] {
  if (!isWitness(graph, event)) return null;
  const fame = graph.fame[event]!;
  return fame === 0 ? 'undecided' : fame > 0 ? 'famous' : 'not-famous';
}

export function relationOf(graph: HashgraphState, x: number, y: number): Relation {
  if (x === y) return 'self';
  if (x < 0 || !isAncestor(graph, x, y)) return 'none';
  if (!sees(graph, x, y)) return 'hidden';
  return stronglySees(graph, x, y) ? 'strongly' : 'sees';
}

function parentRef(graph: HashgraphState, parent: number): ParentRef | null {
  return parent < 0 ? null : { index: parent, creator: graph.creator[parent]! };
}

function newestVote(graph: HashgraphState, event: number): VoteLine | null {
  if (fameOf(graph, event) !== 'undecided') return null;
  const election = graph.elections.find((one) => one.event === event);
  const newest = election === undefined ? undefined : votesCast(graph, election).at(-1);
  return newest === undefined ? null : { ...newest, coin: newest.difference % graph.coinRound === 0 };
}

/** Whether it is, or comes after, one of two events that prove a fork. */
function isOnFork(graph: HashgraphState, event: number): boolean {
  const creator = graph.creator[event]!;
  if (graph.forkRows[creator] === null) return false;
  return graph.forkPairs.some((pair) => pair.creator === creator && (isSelfAncestor(graph, event, pair.first) || isSelfAncestor(graph, event, pair.second)));
}
