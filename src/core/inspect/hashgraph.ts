import type { ActorState } from '../actors/actor.js';
import type { Seat } from '../consensus/committee/seat.js';
import { isPending } from '../consensus/hashgraph/member.js';
import { eventsReceivedIn } from '../consensus/hashgraph/order.js';
import type { HashgraphState } from '../consensus/hashgraph/state.js';
import type { Hex } from '../units/hex.js';
import { eventLine, type EventLine } from './hashgraph-events.js';
import { roundLines, type RoundLine } from './hashgraph-rounds.js';
import { selectedEvent, type SelectedEvent } from './hashgraph-selected.js';
import type { Looked } from './looked.js';

/**
 * One member's copy of its committee's hashgraph, as it stands: the newest events or those around a selected one, what is
 * decided of them, and what the selected one sees.
 */
export interface HashgraphQuery {
  readonly kind: 'hashgraph';
  readonly shard: number;
  /** Whose copy; null, or one that holds none, for the first member that holds one. */
  readonly member: string | null;
  /** The committee in office, the one before it, or whichever of the two has the newest event. */
  readonly epoch: 'newest' | 'office' | 'past';
  /** An event's id, or the end of the graph that is followed. */
  readonly event: Hex | 'newest' | 'first';
}

export interface HashgraphDetail {
  readonly epoch: number;
  /** Whether this committee is the one in office. */
  readonly inOffice: boolean;
  readonly members: readonly MemberColumn[];
  /** Position in `members` of whose copy this is. */
  readonly viewpoint: number;
  /** Those in whose copies one can look, in the committee's order. */
  readonly viewpoints: readonly string[];
  readonly status: 'up' | 'stopped' | 'asleep';
  readonly gossip: GossipLine;
  readonly totals: GraphTotals;
  /** Events before those listed, and behind them. */
  readonly before: number;
  readonly after: number;
  readonly events: readonly EventLine[];
  readonly selected: SelectedEvent | null;
  /** False when the query named an event that this copy does not hold: then the newest one is selected. */
  readonly found: boolean;
  /** The last rounds, newest first. */
  readonly rounds: readonly RoundLine[];
}

export interface MemberColumn {
  readonly node: string;
  readonly seats: number;
  readonly role: 'P' | 'CP' | 'genesis';
  /** Whether this copy holds a fork by it. */
  readonly forked: boolean;
  readonly events: number;
}

/** Why gossip goes on, or that it rests. */
export interface GossipLine {
  readonly resting: boolean;
  /** Transactions given to this member that are in no event yet. */
  readonly pending: number;
  /** Events that carry transactions and have no place in the order yet. */
  readonly unordered: number;
  /** Members that may not have heard of the last ones. */
  readonly unaware: number;
  /** Events that wait for a parent. */
  readonly orphans: number;
  /** The epoch's last block has been executed: nothing more will be ordered. */
  readonly closed: boolean;
}

export interface GraphTotals {
  readonly events: number;
  readonly witnesses: number;
  readonly undecided: number;
  readonly ordered: number;
  /** All witnesses up to this round are decided. */
  readonly completeRound: number;
  readonly coinVotes: number;
  /** Every so many rounds of an election is a coin round. */
  readonly coinRound: number;
  readonly seats: number;
  /** What is more than two thirds of the seats. */
  readonly supermajority: number;
}

/** Events in one answer. */
export const EVENTS_SHOWN = 60;

/** The hashgraph that is asked for; null when nobody in the shard holds one. */
export function inspectHashgraph(looked: Looked, query: HashgraphQuery): HashgraphDetail | null {
  const found = seatOf(looked, query);
  if (found === null) return null;
  const { seat, viewpoints } = found;
  const { graph, config } = seat.graph.durable;
  const { members } = seat.committee;
  const wanted = eventOf(seat, query.event);
  const last = graph.count - 1;
  const at = wanted ?? last;
  const from = Math.max(0, Math.min(at - EVENTS_SHOWN / 2, graph.count - EVENTS_SHOWN));
  const to = Math.min(graph.count, from + EVENTS_SHOWN);
  const shown = Array.from({ length: to - from }, (_, offset) => from + offset);
  const places = placesOf(graph, shown);
  return {
    epoch: config.epoch,
    inOffice: config.epoch >= looked.metrics.view.epoch.number,
    members: members.map(({ node, seats, role }, index) => ({ node, seats, role, forked: graph.forkRows[index] !== null, events: graph.eventsOf[index]!.length })),
    viewpoint: seat.self,
    viewpoints,
    status: looked.kernel.processorOf(looked.lab.directory.byName.get(members[seat.self]!.node)!.id).status,
    gossip: gossipLine(seat),
    totals: totalsOf(graph),
    before: from,
    after: graph.count - to,
    events: shown.map((event) => eventLine(seat, event, at, places)),
    selected: at < 0 ? null : selectedEvent(seat, at, places),
    found: wanted !== null,
    rounds: roundLines(seat),
  };
}

function seatOf({ actors, lab, metrics }: Looked, { member, epoch }: HashgraphQuery): { seat: Seat; viewpoints: string[] } | null {
  const inOffice = metrics.view.epoch.number;
  const seats = [...lab.members.evs, ...lab.members.sybils].flatMap((id) => seatsOf(actors.get(id)));
  const office = seats.filter((seat) => seat.committee.epoch >= inOffice);
  const past = seats.filter((seat) => seat.committee.epoch === inOffice - 1);
  const isBegun = office.some((seat) => seat.graph.durable.graph.count > 0);
  const wanted = epoch === 'past' || (epoch === 'newest' && !isBegun && past.length > 0) ? past : office;
  const held = wanted.toSorted((a, b) => a.self - b.self);
  const seat = held.find((one) => nameOf(one) === member) ?? held[0];
  return seat === undefined ? null : { seat, viewpoints: held.map(nameOf) };
}

function nameOf({ committee, self }: Seat): string {
  return committee.members[self]!.node;
}

function seatsOf(actor: ActorState | undefined): Seat[] {
  if (actor?.kind !== 'ev') return [];
  return [actor.holder.seat, actor.holder.past].filter((seat) => seat !== null);
}

/** The index of the event that is asked for; null when this copy does not hold it. */
function eventOf({ graph }: Seat, event: HashgraphQuery['event']): number | null {
  const { graph: state, indexOf } = graph.durable;
  if (state.count === 0) return -1;
  if (event === 'newest') return state.count - 1;
  return event === 'first' ? 0 : (indexOf.get(event) ?? null);
}

function gossipLine({ graph, closed }: Seat): GossipLine {
  const { durable, volatile } = graph;
  return {
    resting: !isPending(graph),
    pending: durable.pending.length,
    unordered: durable.unordered.size,
    unaware: durable.unaware.size,
    orphans: volatile.orphans.size,
    closed,
  };
}

function totalsOf(graph: HashgraphState): GraphTotals {
  let ordered = 0;
  for (let x = 0; x < graph.count; x++) if (graph.roundReceived[x]! > 0) ordered++;
  return {
    events: graph.count,
    witnesses: graph.witnesses.length,
    undecided: graph.elections.length,
    ordered,
    completeRound: graph.lastCompleteRound,
    coinVotes: graph.coinVotes,
    coinRound: graph.coinRound,
    seats: graph.totalWeight,
    supermajority: Math.floor((2 * graph.totalWeight) / 3) + 1,
  };
}

/** Places in the order, from 1, of the events among `shown` that have one. */
function placesOf(graph: HashgraphState, shown: readonly number[]): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (const round of new Set(shown.map((event) => graph.roundReceived[event]!))) {
    if (round === 0) continue;
    let place = 1;
    for (let x = 0; x < graph.count; x++) if (graph.roundReceived[x]! > 0 && graph.roundReceived[x]! < round) place++;
    for (const event of eventsReceivedIn(graph, round)) places.set(event, place++);
  }
  return places;
}
