import type { ChainHead, KnownHeads, MemberDurable, SignedEvent, SyncMessage } from './member-state.js';

/** At most so many branch ends per member in a summary; what is left out is sent again in vain, nothing worse. */
export const MAX_HEADS = 16;

const HEADER_BYTES = 24;
const HASH_BYTES = 32;
const HEAD_BYTES = HASH_BYTES + 4;
/** Creator, epoch and shard 12, timestamp 8, parents 64, signature 64, payload length 4. */
const EVENT_BYTES = 152;

/** What this member has, per member: the ends of its branches, newest last. Having an event is having its ancestors. */
export function knownHeads(durable: MemberDurable): KnownHeads {
  return durable.heads.map((heads) => heads.slice(-MAX_HEADS).map((head) => ({ id: durable.ids[head]!, height: durable.graph.height[head]! })));
}

/**
 * Events the claimant lacks, parents before children, at most `maxSyncEvents`. The claim is not checked: a false one
 * costs its maker, who gets too little or what it has.
 */
export function missingEvents(durable: MemberDurable, known: KnownHeads): SignedEvent[] {
  return missingIndices(durable, known).slice(0, durable.config.maxSyncEvents).map((event) => durable.events[event]!);
}

/** Graph indices of all events the claimant lacks, ascending. */
export function missingIndices(durable: MemberDurable, known: KnownHeads): number[] {
  const missing: number[] = [];
  for (let member = 0; member < durable.heads.length; member++) {
    for (const event of missingOf(durable, member, known[member]!)) missing.push(event);
  }
  missing.sort((a, b) => a - b);
  return missing;
}

/** Size of a message on the wire in a compact binary encoding, for the network model. */
export function syncSizeBytes(message: SyncMessage): number {
  let size = HEADER_BYTES;
  if (message.kind !== 'sync-push') for (const heads of message.known) size += 1 + heads.length * HEAD_BYTES;
  if (message.kind !== 'sync-request') {
    for (const { content } of message.events) {
      size += EVENT_BYTES;
      for (const id of content.payload) size += id.length / 2;
    }
  }
  return size;
}

function missingOf(durable: MemberDurable, member: number, heads: readonly ChainHead[]): readonly number[] {
  const { graph } = durable;
  const events = graph.eventsOf[member]!;
  const found = heads.map(({ id }) => durable.indexOf.get(id) ?? -1).filter((head) => head >= 0 && graph.creator[head] === member);
  if (graph.forkRows[member] !== null) {
    const had = new Set<number>();
    for (const head of found) {
      for (let at = head; at >= 0 && !had.has(at); at = graph.selfParent[at]!) had.add(at);
    }
    return events.filter((event) => !had.has(event));
  }
  // One unknown head above our own is that chain further on. If it is another branch, the claimant sends it to us and
  // the next sync knows of the fork; an unknown head that is not higher is another branch for certain.
  if (heads.length === 1 && found.length === 0 && heads[0]!.height >= events.length) return [];
  let length = 0;
  for (const head of found) length = Math.max(length, graph.height[head]! + 1);
  return events.slice(length);
}
