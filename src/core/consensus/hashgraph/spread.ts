import { isAncestor } from './ancestry.js';
import type { KnownHeads, MemberDurable } from './member-state.js';
import { missingIndices } from './sync.js';

/** How often those who show no sign of life are told of a payload, each wait twice the one before. */
export const SPREAD_ROUNDS = 10;

/**
 * A member whose links failed while the others ordered a payload knows nothing of it and would rest for ever, though
 * all others have it. So everyone is told of a payload until it shows that it knows, or `SPREAD_ROUNDS` are over.
 */
export function startSpreading(durable: MemberDurable, event: number): void {
  durable.spreading.push(event);
  durable.spreadRounds = 0;
  for (let member = 0; member < durable.config.members.length; member++) {
    if (member !== durable.config.self) durable.unaware.add(member);
  }
}

/** A member said what it has: if no spreading event is missing from it, it is aware. */
export function noteClaim(durable: MemberDurable, member: number, known: KnownHeads): void {
  if (!durable.unaware.has(member)) return;
  const missing = new Set(missingIndices(durable, known));
  if (!durable.spreading.some((event) => missing.has(event))) forget(durable, member);
}

/** The members to tell now, ascending; none when all are aware or given up. */
export function nextUnaware(durable: MemberDurable): number[] {
  for (const member of durable.unaware) if (isAware(durable, member)) forget(durable, member);
  const members = [...durable.unaware];
  members.sort((a, b) => a - b);
  durable.spreadRounds++;
  if (durable.spreadRounds >= SPREAD_ROUNDS) for (const member of members) forget(durable, member);
  return members;
}

/** How long to wait before the unaware are told again. */
export function spreadWaitUs(durable: MemberDurable): number {
  return durable.config.gossipIntervalUs * 2 ** durable.spreadRounds;
}

/** Whether the member's own events show that it has every spreading event. */
function isAware(durable: MemberDurable, member: number): boolean {
  return durable.heads[member]!.some((head) => durable.spreading.every((event) => isAncestor(durable.graph, head, event)));
}

function forget(durable: MemberDurable, member: number): void {
  durable.unaware.delete(member);
  if (durable.unaware.size === 0) durable.spreading = [];
}
