import type { ActorState } from '../actors/actor.js';
import type { Seat } from '../consensus/committee/seat.js';

/** The seat that a node holds now, or null. */
export function seatOf(actor: ActorState): Seat | null {
  return actor.kind === 'ev' ? actor.holder.seat : null;
}

/** Whether the node is among the first members by rank, the primary first. */
export function isAmongFirst(actor: ActorState, count: number): boolean {
  const seat = seatOf(actor);
  return seat !== null && seat.self < count;
}

/** Whether the node is among the last members by rank: those whose loss hurts least, and who draw least attention. */
export function isAmongLast(actor: ActorState, count: number): boolean {
  const seat = seatOf(actor);
  return seat !== null && seat.self >= seat.committee.members.length - count;
}
