import type { ActorState } from '../actors/actor.js';
import type { Committee } from '../consensus/committee/committee.js';
import type { Seat } from '../consensus/committee/seat.js';
import type { ActiveAttack } from './attack.js';
import type { AttackName } from './catalogue.js';

/** The seat that a node holds now, or null. */
export function seatOf(actor: ActorState): Seat | null {
  return actor.kind === 'ev' ? actor.holder.seat : null;
}

/** Whether the attack controls the node as a member of the committee in office. */
export function isControlledMember(actor: ActorState, { name, level, named }: Pick<ActiveAttack, 'name' | 'level' | 'named'>): boolean {
  const seat = seatOf(actor);
  return seat !== null && controlledMembers(seat.committee, name, level, named).includes(seat.self);
}

/**
 * Positions of the members that an attack controls: those that are named, else as many as its level says. Forkers are those with the fewest seats, whom nobody
 * watches; silence and tampering begin with the primary, where they hurt most.
 */
export function controlledMembers({ members }: { readonly members: readonly { readonly node: string; readonly seats: number }[] }, name: AttackName, level: number, named: readonly string[] | null = null): number[] {
  const positions = members.map((_, at) => at);
  if (named !== null) return positions.filter((at) => named.includes(members[at].node));
  const ranked = name === 'fork' ? positions.toSorted((a, b) => members[a].seats - members[b].seats || b - a) : positions;
  return ranked.slice(0, level);
}

/** Whether those members hold a third of the seats or more: then no committee can promise anything (SEED A3). */
export function isBeyondBound(committee: Committee, name: AttackName, level: number, named: readonly string[] | null = null): boolean {
  const controlled = controlledMembers(committee, name, level, named);
  const total = committee.members.reduce((sum, member) => sum + member.seats, 0);
  return 3 * controlled.reduce((sum, at) => sum + committee.members[at].seats, 0) >= total;
}
