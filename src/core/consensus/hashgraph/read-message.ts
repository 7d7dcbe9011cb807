import type { ChainHead, DropCode, EventContent, MemberConfig, SyncMessage, UnverifiedEvent } from './member-state.js';
import { MAX_HEADS } from './sync.js';

/** At most so many transaction ids in one event. */
export const MAX_PAYLOAD_IDS = 512;

const ID = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[0-9a-f]{128}$/;
const PAYLOAD_ID = /^(?:[0-9a-f]{2}){1,64}$/;

/**
 * Reads a message from another member into fresh objects that hold the fields of its kind and nothing else, or says
 * why it is dropped. Events come out unverified.
 */
export function readSyncMessage(message: unknown, config: MemberConfig): SyncMessage | DropCode {
  if (!isRecord(message)) return 'malformed-message';
  const { kind, epoch, shard } = message;
  if (kind !== 'sync-request' && kind !== 'sync-response' && kind !== 'sync-push') return 'malformed-message';
  if (epoch !== config.epoch || shard !== config.shard) return 'wrong-epoch';
  const known = kind === 'sync-push' ? [] : readList(message['known'], config.members.length, (heads) => readList(heads, MAX_HEADS, readHead));
  if (known === null || (kind !== 'sync-push' && known.length !== config.members.length)) return 'malformed-message';
  if (kind === 'sync-request') return { kind, epoch: config.epoch, shard: config.shard, known };
  if (!Array.isArray(message['events']) || message['events'].length > config.maxSyncEvents) return 'malformed-message';
  const events = readList(message['events'], config.maxSyncEvents, readEvent);
  if (events === null) return 'malformed-event';
  return kind === 'sync-push' ? { kind, epoch: config.epoch, shard: config.shard, events } : { kind, epoch: config.epoch, shard: config.shard, known, events };
}

/** Whether a value may stand in an event's payload: 1 to 64 bytes in lower-case hex. */
export function isPayloadId(value: unknown): boolean {
  return matches(value, PAYLOAD_ID);
}

function readHead(value: unknown): ChainHead | null {
  if (!isRecord(value)) return null;
  const { id, height } = value;
  return matches(id, ID) && isCount(height) ? { id, height } : null;
}

/** What reading an object gave: messages are immutable, so one object is read once however many members get it. */
const READ = new WeakMap<object, UnverifiedEvent | null>();

function readEvent(value: unknown): UnverifiedEvent | null {
  if (!isRecord(value)) return null;
  const known = READ.get(value);
  if (known !== undefined) return known;
  const read = readFresh(value);
  READ.set(value, read);
  if (read !== null) READ.set(read, read);
  return read;
}

function readFresh(value: Record<string, unknown>): UnverifiedEvent | null {
  if ( !isRecord(value['content']) || !matches(value['signature'], SIGNATURE)) return null;
  const { epoch, shard, creator, selfParent, otherParent, timestampUs } = value['content'];
  const payload = readList(value['content']['payload'], MAX_PAYLOAD_IDS, (id) => (matches(id, PAYLOAD_ID) ? id : null));
  if (!isCount(epoch) || !isCount(shard) || !isCount(creator) || !Number.isSafeInteger(timestampUs) || payload === null) return null;
  if ((selfParent !== null && !matches(selfParent, ID)) || (otherParent !== null && !matches(otherParent, ID))) return null;
  // An event that has its fields and no others is used as it is: whoever shares the object shares what is known of it.
  const isExact = Object.keys(value).length === 2 && Object.keys(value['content']).length === 7;
  if (isExact) return value as unknown as UnverifiedEvent;
  const content: EventContent = { creator, epoch, otherParent, payload, selfParent, shard, timestampUs: timestampUs as number };
  return { content, signature: value['signature'] };
}

function readList<T>(value: unknown, most: number, read: (element: unknown) => T | null): T[] | null {
  if (!Array.isArray(value) || value.length > most) return null;
  const list: T[] = [];
  for (const element of value) {
    const one = read(element);
    if (one === null) return null;
    list.push(one);
  }
  return list;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
