import { type Hex, hexToBytes } from '../../units/hex.js';
import { isAncestor } from './ancestry.js';
import { insertEvent } from './graph.js';
import type { DropCode, EventContent, GossipIo, MemberDurable, MemberState, SignedEvent, UnverifiedEvent } from './member-state.js';
import { MAX_PAYLOAD_IDS } from './read-message.js';
import { startSpreading } from './spread.js';

/**
 * An event's id covers its signature too: a creator that signs one content twice with different signatures, which
 * Ed25519 allows, has made two events, a fork, instead of giving members different coins and different whitening.
 */
export function eventId(event: UnverifiedEvent, io: Pick<GossipIo, 'hash'>): Hex {
  return io.hash('hashgraph-event-id', event);
}

/** Checks events from another member and adds those whose parents are known; the rest waits. Returns what was refused. */
export function takeEvents(state: MemberState, events: readonly UnverifiedEvent[], io: GossipIo): DropCode[] {
  const { durable, volatile } = state;
  const codes: DropCode[] = [];
  for (const event of events) {
    const contentHash = io.hash('hashgraph-event', event.content);
    const id = eventId(event, io);
    if (durable.indexOf.has(id) || volatile.orphans.has(id)) continue;
    const code = refusal(durable, event, contentHash, io);
    if (code !== null) codes.push(code);
    else if (hasParents(durable, event.content)) pushCode(codes, addEvent(durable, id, event));
    else if (volatile.orphans.size < 4 * durable.config.maxSyncEvents) volatile.orphans.set(id, event);
    else codes.push('too-many-orphans');
  }
  adoptOrphans(state, codes);
  return codes;
}

/**
 * Creates, signs and adds this member's next event with the payload that waits, on top of the last event known of
 * `from`. Without payload it is created only if it brings another member's news into the own chain.
 */
export function createOwnEvent(state: MemberState, io: GossipIo, from: number): void {
  const { durable } = state;
  const { epoch, shard, self } = durable.config;
  const selfParent = durable.heads[self]!.at(-1) ?? -1;
  const otherParent = from === self ? -1 : chooseOtherParent(durable, selfParent, from);
  const isNews = otherParent >= 0 && (selfParent < 0 || !isAncestor(durable.graph, selfParent, otherParent));
  if (!isNews && from !== self && durable.pending.length === 0) return;
  const content: EventContent = {
    creator: self,
    epoch,
    otherParent: otherParent < 0 ? null : durable.ids[otherParent]!,
    payload: durable.pending.splice(0, MAX_PAYLOAD_IDS),
    selfParent: selfParent < 0 ? null : durable.ids[selfParent]!,
    shard,
    timestampUs: io.nowUs,
  };
  const event: SignedEvent = { content, signature: io.sign(io.hash('hashgraph-event', content)) };
  addEvent(durable, eventId(event, io), event);
}

/**
 * The last event of the partner; if that is no news, an event with payload that the own chain does not yet have
 * below it (a branch of a fork that its creator never built on), so that it is ordered in the end.
 */
function chooseOtherParent(durable: MemberDurable, selfParent: number, from: number): number {
  const partner = durable.heads[from]!.at(-1) ?? -1;
  if (selfParent < 0 || (partner >= 0 && !isAncestor(durable.graph, selfParent, partner))) return partner;
  for (const event of durable.unordered) {
    if (!isAncestor(durable.graph, selfParent, event)) return event;
  }
  return partner;
}

function refusal(durable: MemberDurable, { content, signature }: UnverifiedEvent, contentHash: Hex, io: GossipIo): DropCode | null {
  const { epoch, shard, members } = durable.config;
  if (content.epoch !== epoch || content.shard !== shard || content.creator >= members.length) return 'foreign-event';
  return io.verify(members[content.creator]!.publicKey, contentHash, signature) ? null : 'bad-signature';
}

function hasParents(durable: MemberDurable, { selfParent, otherParent }: EventContent): boolean {
  return (selfParent === null || durable.indexOf.has(selfParent)) && (otherParent === null || durable.indexOf.has(otherParent));
}

function adoptOrphans({ durable, volatile }: MemberState, codes: DropCode[]): void {
  let isProgress = volatile.orphans.size > 0;
  while (isProgress) {
    isProgress = false;
    for (const [id, event] of volatile.orphans) {
      if (!hasParents(durable, event.content)) continue;
      volatile.orphans.delete(id);
      pushCode(codes, addEvent(durable, id, event));
      isProgress = true;
    }
  }
}

/** Adds a checked event whose parents are known. Refuses one that calls another member's event its self-parent. */
function addEvent(durable: MemberDurable, id: Hex, event: SignedEvent): DropCode | null {
  const { creator, timestampUs, payload } = event.content;
  const selfParent = event.content.selfParent === null ? -1 : durable.indexOf.get(event.content.selfParent)!;
  const otherParent = event.content.otherParent === null ? -1 : durable.indexOf.get(event.content.otherParent)!;
  if (selfParent >= 0 && durable.graph.creator[selfParent] !== creator) return 'wrong-self-parent';
  const index = insertEvent(durable.graph, { creator, selfParent, otherParent, timestampUs, signature: hexToBytes(event.signature) });
  durable.events.push(event);
  durable.ids.push(id);
  durable.indexOf.set(id, index);
  durable.heads[creator] = [...durable.heads[creator]!.filter((head) => head !== selfParent), index];
  if (payload.length > 0) {
    durable.unordered.add(index);
    startSpreading(durable, index);
  }
  return null;
}

function pushCode(codes: DropCode[], code: DropCode | null): void {
  if (code !== null) codes.push(code);
}
