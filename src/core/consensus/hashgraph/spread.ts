import { isAncestor } from './ancestry.js';
import type { GossipIo, KnownHeads, MemberDurable } from './member-state.js';
import { missingIndices } from './sync.js';

/** How often a member that shows no sign of life is told of a payload before gossip rests without it. */
export const SPREAD_ATTEMPTS = 6;

/**
 * A member whose links failed while the others ordered a payload knows nothing of it and would rest for ever, though
 * all others have it. So everyone is told of a payload until it shows that it knows, or so many attempts are made.
 */
export function startSpreading(durable: MemberDurable, event: number): void {
  durable.spreading.push(event);
  for (let member = 0; member < durable.config.members.length; member++) {
    if (member !== durable.config.self) durable.unaware.set(member, SPREAD_ATTEMPTS);
  }
}

/** A member said what it has: if no spreading event is missing from it, it is aware. */
export function noteClaim(durable: MemberDurable, member: number, known: KnownHeads): void {
  if (!durable.unaware.has(member)) return;
  const missing = new Set(missingIndices(durable, known));
  if (!durable.spreading.some((event) => missing.has(event))) forget(durable, member);
}

/** The member to tell next, at random, with one attempt taken off; null when all are aware or given up. */
export function nextUnaware(durable: MemberDurable, io: GossipIo): number | null {
  for (const member of durable.unaware.keys()) if (isAware(durable, member)) forget(durable, member);
  if (durable.unaware.size === 0) return null;
  const members = [...durable.unaware.keys()];
  members.sort((a, b) => a - b);
  const member = members[io.random(members.length)]!;
  const attempts = durable.unaware.get(member)! - 1;
  if (attempts === 0) forget(durable, member);
  else durable.unaware.set(member, attempts);
  return member;
}

/** Whether the member's own events show that it has every spreading event. */
function isAware(durable: MemberDurable, member: number): boolean {
  return durable.heads[member]!.some((head) => durable.spreading.every((event) => isAncestor(durable.graph, head, event)));
}

function forget(durable: MemberDurable, member: number): void {
  durable.unaware.delete(member);
  if (durable.unaware.size === 0) durable.spreading = [];
}
