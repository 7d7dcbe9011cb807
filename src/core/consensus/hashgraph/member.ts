import type { Hex } from '../../units/hex.js';
import { advance, createGraph } from './graph.js';
import { createOwnEvent, takeEvents } from './member-events.js';
import type { GossipEffects, GossipIo, MemberConfig, MemberDurable, MemberState, OrderedRound, SyncMessage } from './member-state.js';
import { isPayloadId, readSyncMessage } from './read-message.js';
import { nextUnaware, noteClaim, spreadWaitUs } from './spread.js';
import { knownHeads, missingEvents } from './sync.js';

export interface MemberOptions {
  epoch: number;
  shard?: number;
  /** Index of this member in `members`. */
  self: number;
  members: readonly { publicKey: Hex; weight: number }[];
  coinRound?: number;
  /** False plants the defect "see ignores forks". */
  forkAware?: boolean;
  /** At most so many events in one message, the same for the whole committee. */
  maxSyncEvents?: number;
  /** Mean time between two syncs a member starts while something is pending. */
  gossipIntervalUs?: number;
}

/** One committee member in one epoch's instance, with an empty graph (SEED A3). Throws RangeError on an impossible committee. */
export function createMember(options: MemberOptions): MemberState {
  const { epoch, shard = 0, self, members, coinRound = 10, forkAware = true, maxSyncEvents = 256, gossipIntervalUs = 50_000 } = options;
  if (!Number.isInteger(self) || self < 0 || self >= members.length) throw new RangeError('hashgraph member: self is no member');
  if (maxSyncEvents < 1 || gossipIntervalUs < 1) throw new RangeError('hashgraph member: limits are positive');
  const config: MemberConfig = { epoch, shard, self, members: members.map((member) => ({ ...member })), gossipIntervalUs, maxSyncEvents };
  return recover({
    config,
    graph: createGraph({ members: members.length, weights: members.map(({ weight }) => weight), coinRound, forkAware }),
    events: [], ids: [], indexOf: new Map(), heads: members.map(() => []),
    pending: [], unordered: new Set(), spreading: [], unaware: new Set(), spreadRounds: 0, reportedForkers: new Set(), checkedForkPairs: 0,
  });
}

/** A member restarted after a crash: call `wake` for its first tick. Orphans and the tick under way are lost. */
export function recover(durable: MemberDurable): MemberState {
  return { durable, volatile: { isTickUnderWay: false, spreadTickDueUs: null, orphans: new Map(), partners: [] } };
}

/** After `recover`: asks for a tick if there is anything to do. */
export function wake(state: MemberState, nowUs: number): GossipEffects {
  return finish(state, noEffects(), nowUs);
}

/** After `wake`: asks some others for what came to pass meanwhile, because they may have stopped telling it. */
export function catchUp(state: MemberState, io: GossipIo): GossipEffects {
  const { self, members } = state.durable.config;
  const effects = noEffects();
  const others = members.length - 1;
  const first = others > 0 ? io.random(others) : 0;
  for (let at = 0; at < Math.min(others, ASKED_AFTER_CRASH); at++) requestFrom(state.durable, (self + 1 + ((first + at) % others)) % members.length, effects);
  return effects;
}

const ASKED_AFTER_CRASH = 3;

/** Queues a transaction id (1 to 64 bytes) for this member's next event. Throws RangeError on what is no id. */
export function submit(state: MemberState, transactionId: Hex): GossipEffects {
  if (!isPayloadId(transactionId)) throw new RangeError('hashgraph member: a transaction id is 1 to 64 bytes in lower-case hex');
  state.durable.pending.push(transactionId);
  const effects = noEffects();
  if (!state.volatile.isTickUnderWay) {
    state.volatile.isTickUnderWay = true;
    effects.wantTickAfterUs = state.durable.config.gossipIntervalUs;
  }
  return effects;
}

/** Whether gossip has anything to do: payload waiting here, or known and not yet ordered. */
export function isPending(state: MemberState): boolean {
  return state.durable.pending.length > 0 || state.durable.unordered.size > 0;
}

/**
 * A tick asked for has come: starts a sync with a random other member, in turns, while something is pending, and for a bounded
 * number of times after it with those who may not have heard of it. Then gossip rests.
 */
export function gossipTick(state: MemberState, io: GossipIo): GossipEffects {
  const { durable, volatile } = state;
  const { self, members, gossipIntervalUs } = durable.config;
  const effects = noEffects();
  if (volatile.spreadTickDueUs !== null && io.nowUs >= volatile.spreadTickDueUs) volatile.spreadTickDueUs = null;
  else volatile.isTickUnderWay = false;
  if (isPending(state)) {
    if (volatile.isTickUnderWay) return effects;
    if (members.length === 1) createOwnEvent(state, io, self);
    else requestFrom(durable, nextPartner(state, io), effects);
  } else if (volatile.spreadTickDueUs === null) {
    for (const member of nextUnaware(durable)) requestFrom(durable, member, effects);
  }
  // Half to one and a half intervals, so that members do not go in step.
  return finish(state, effects, io.nowUs, Math.ceil(gossipIntervalUs / 2) + io.random(gossipIntervalUs));
}

/**
 * Takes a message from another member, whatever it is: what is malformed, foreign or wrongly signed is dropped with a
 * code and never throws. `from` is who the network says sent it.
 */
export function receiveMessage(state: MemberState, from: number, message: unknown, io: GossipIo): GossipEffects {
  const { config } = state.durable;
  const effects = noEffects();
  if (!Number.isInteger(from) || from < 0 || from >= config.members.length || from === config.self) {
    return dropped(effects, from, 'unknown-sender');
  }
  const read = readSyncMessage(message, config);
  if (typeof read === 'string') return dropped(effects, from, read);
  if (read.kind !== 'sync-push') noteClaim(state.durable, from, read.known);
  if (read.kind === 'sync-request') {
    effects.sends.push({ to: from, message: responseTo(state.durable, read.known) });
    return effects;
  }
  for (const code of takeEvents(state, read.events, io)) effects.dropped.push({ from, code });
  if (isPending(state)) createOwnEvent(state, io, from);
  if (read.kind === 'sync-response') pushTo(state.durable, from, read.known, effects);
  return finish(state, effects, io.nowUs);
}

/**
 * A random other member, and nobody a second time before everybody had a turn: news then reaches all in some 14 % fewer
 * events than when each draw forgets the last.
 */
function nextPartner({ durable, volatile }: MemberState, io: GossipIo): number {
  const { self, members } = durable.config;
  const { partners } = volatile;
  if (partners.length === 0) for (let member = 0; member < members.length; member++) if (member !== self) partners.push(member);
  return partners.splice(io.random(partners.length), 1)[0]!;
}

function requestFrom(durable: MemberDurable, to: number, effects: GossipEffects): void {
  const { epoch, shard } = durable.config;
  effects.sends.push({ to, message: { kind: 'sync-request', epoch, shard, known: knownHeads(durable) } });
}

function responseTo(durable: MemberDurable, known: Parameters<typeof missingEvents>[1]): SyncMessage {
  const { epoch, shard } = durable.config;
  return { kind: 'sync-response', epoch, shard, known: knownHeads(durable), events: missingEvents(durable, known) };
}

function pushTo(durable: MemberDurable, to: number, known: Parameters<typeof missingEvents>[1], effects: GossipEffects): void {
  const { epoch, shard } = durable.config;
  const events = missingEvents(durable, known);
  if (events.length > 0) effects.sends.push({ to, message: { kind: 'sync-push', epoch, shard, events } });
}

/** Orders what can be ordered, reports new forks and asks for the next tick. */
function finish(state: MemberState, effects: GossipEffects, nowUs: number, tickAfterUs: number = state.durable.config.gossipIntervalUs): GossipEffects {
  const { durable, volatile } = state;
  effects.ordered = takeOrdered(durable);
  reportForks(durable, effects);
  if (volatile.isTickUnderWay) return effects;
  if (isPending(state)) {
    volatile.isTickUnderWay = true;
    effects.wantTickAfterUs = tickAfterUs;
  } else if (durable.unaware.size > 0 && volatile.spreadTickDueUs === null) {
    effects.wantTickAfterUs = spreadWaitUs(durable);
    volatile.spreadTickDueUs = nowUs + effects.wantTickAfterUs;
  }
  return effects;
}

function takeOrdered(durable: MemberDurable): OrderedRound[] {
  const rounds: OrderedRound[] = [];
  for (const { event, roundReceived, consensusTimestampUs } of advance(durable.graph)) {
    if (rounds.at(-1)?.roundReceived !== roundReceived) rounds.push({ roundReceived, events: [] });
    const { creator, payload } = durable.events[event]!.content;
    rounds.at(-1)!.events.push({ id: durable.ids[event]!, creator, payload: [...payload], consensusTimestampUs });
    durable.unordered.delete(event);
  }
  return rounds;
}

function reportForks(durable: MemberDurable, effects: GossipEffects): void {
  const { forkPairs } = durable.graph;
  for (; durable.checkedForkPairs < forkPairs.length; durable.checkedForkPairs++) {
    const { creator, first, second } = forkPairs[durable.checkedForkPairs]!;
    if (durable.reportedForkers.has(creator)) continue;
    durable.reportedForkers.add(creator);
    effects.forkEvidence.push([durable.events[first]!, durable.events[second]!]);
  }
}

function noEffects(): GossipEffects {
  return { sends: [], ordered: [], forkEvidence: [], dropped: [] };
}

function dropped(effects: GossipEffects, from: number, code: GossipEffects['dropped'][number]['code']): GossipEffects {
  effects.dropped.push({ from, code });
  return effects;
}
