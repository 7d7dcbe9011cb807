import type { Seat } from '../consensus/committee/seat.js';
import type { Hex } from '../units/hex.js';
import type { Looked } from './looked.js';
import { heldSeats, meansId } from './seats.js';

/** An event of a committee's hashgraph, by its id. */
export interface EventQuery {
  readonly kind: 'event';
  readonly shard: number;
  readonly id: string;
}

export interface EventDetail {
  readonly id: Hex;
  readonly epoch: number;
  readonly creator: string;
  readonly selfParent: Hex | null;
  readonly otherParent: Hex | null;
  readonly timestampUs: number;
  readonly signature: Hex;
  /** Hashes of the transactions that it carries, with where they stand in a block of the member asked. */
  readonly payload: readonly { readonly transaction: Hex; readonly what: string; readonly height: number | null }[];
  readonly payloadLeft: number;
  /** As the member `seenBy` sees it. */
  readonly seenBy: string;
  readonly round: number;
  readonly isWitness: boolean;
  readonly fame: 'famous' | 'not famous' | 'undecided' | null;
  readonly roundReceived: number | null;
  readonly consensusTimestampUs: number | null;
  /** Its creator has signed another event that is neither its ancestor nor its descendant. */
  readonly creatorForked: boolean;
  /** Members that have it, and those of the committee that do not. */
  readonly knownBy: readonly string[];
  readonly unknownTo: readonly string[];
}

const PAYLOAD_LINES = 16;

/** The event as the first member by rank sees it that has it; null where nobody has it any more. */
export function inspectEvent(looked: Looked, { id }: EventQuery): EventDetail | null {
  const seats = heldSeats(looked);
  const known = seats.flatMap((held) => {
    const index = indexOf(held.seat, id);
    return index === null ? [] : [{ ...held, index }];
  });
  const first = known.toSorted((a, b) => b.seat.committee.epoch - a.seat.committee.epoch || a.seat.self - b.seat.self)[0];
  if (first === undefined) return null;
  const { seat, index, node } = first;
  const { durable } = seat.graph;
  const { graph } = durable;
  const { content, signature } = durable.events[index];
  const { epoch } = seat.committee;
  const knownBy = known.filter((one) => one.seat.committee.epoch === epoch).map((one) => one.node);
  const isWitness = graph.witnessOrdinal[index]! >= 0;
  const fame = graph.fame[index]!;
  const received = graph.roundReceived[index]!;
  return {
    id: durable.ids[index],
    epoch,
    creator: seat.committee.members[content.creator].node,
    selfParent: content.selfParent,
    otherParent: content.otherParent,
    timestampUs: content.timestampUs,
    signature,
    payload: content.payload.slice(0, PAYLOAD_LINES).map((transaction) => ({
      transaction,
      what: seat.bodies.get(transaction)?.kind ?? 'unknown',
      height: seat.places.get(transaction)?.height ?? null,
    })),
    payloadLeft: Math.max(0, content.payload.length - PAYLOAD_LINES),
    seenBy: node,
    round: graph.round[index]!,
    isWitness,
    fame: !isWitness ? null : fame === 0 ? 'undecided' : fame > 0 ? 'famous' : 'not famous',
    roundReceived: received > 0 ? received : null,
    consensusTimestampUs: received > 0 ? graph.consensusTimestampUs[index]! : null,
    creatorForked: graph.forkers.includes(content.creator),
    knownBy,
    unknownTo: seat.committee.members.map((member) => member.node).filter((name) => !knownBy.includes(name)),
  };
}

function indexOf({ graph: { durable } }: Seat, id: string): number | null {
  const index = durable.indexOf.get(id) ?? (id.length >= 8 && id.length < 64 ? durable.ids.findIndex((one) => meansId(one, id)) : -1);
  return index >= 0 ? index : null;
}
