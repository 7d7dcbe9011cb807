import type { Seat } from '../consensus/committee/seat.js';
import type { Looked } from './looked.js';

/** A seat that an EV of this shard holds now or held in the epoch before. */
export interface HeldSeat {
  readonly node: string;
  readonly seat: Seat;
  readonly isPast: boolean;
}

/** All of them: those in office first, each part in the order of the nodes' ids. */
export function heldSeats({ actors, lab }: Looked): HeldSeat[] {
  const held: HeldSeat[] = [];
  for (const isPast of [false, true]) {
    for (const id of lab.members.evs) {
      const actor = actors.get(id);
      const seat = actor?.kind !== 'ev' ? null : isPast ? actor.holder.past : actor.holder.seat;
      if (seat) held.push({ node: lab.directory.participants[id].name, seat, isPast });
    }
  }
  return held;
}

/** Whether what a person has typed or selected means this id: all of it, or at least its first eight digits. */
export function meansId(id: string, asked: string): boolean {
  return id === asked || (asked.length >= 8 && id.startsWith(asked));
}
