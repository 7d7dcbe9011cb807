import type { Hex } from '../../units/hex.js';
import { advance, createGraph } from './graph.js';
import { createOwnEvent, takeEvents } from './member-events.js';
import type { GossipEffects, GossipIo, MemberConfig, MemberDurable, MemberState, OrderedRound, SyncMessage } from './member-state.js';
import { isPayloadId, readSyncMessage } from './read-message.js';
import { nextUnaware, noteClaim } from './spread.js';
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
    pending: [], unordered: new Set(), spreading: [], unaware: new Map(), reportedForkers: new Set(), checkedForkPairs: 0,
  });
}

/** A member restarted after a crash: call `wake` for its first tick. Orphans and the tick under way are lost. */
export function recover(durable: MemberDurable): MemberState {
  return { durable, volatile: { isTickUnderWay: false, orphans: new Map() } };
}

/** Asks for a tick when something is pending and none is under way. */
export function wake(state: MemberState): GossipEffects {
  return finish(state, noEffects());
}

/** Queues a transaction id (1 to 64 bytes) for this member's next event. Throws RangeError on what is no id. */
export function submit(state: MemberState, transactionId: Hex): GossipEffects {
  if (!isPayloadId(transactionId)) throw new RangeError('hashgraph member: a transaction id is 1 to 64 bytes in lower-case hex');
  state.durable.pending.push(transactionId);
  return wake(state);
}

/** Whether gossip has anything to do: payload waiting here, or known and not yet ordered. */
export function isPending(state: MemberState): boolean {
  return state.durable.pending.length > 0 || state.durable.unordered.size > 0;
}

function needsTick(state: MemberState): boolean {
  return isPending(state) || state.durable.unaware.size > 0;
}

/**
 * The tick asked for has come: starts a sync with a random other member while something is pending, and for a bounded
 * time after it with those who may not have heard of it. Then gossip rests.
 */
export function gossipTick(state: MemberState, io: GossipIo): GossipEffects {
  const { config } = state.durable;
  const effects = noEffects();
  state.volatile.isTickUnderWay = false;
  const to = choosePartner(state, io);
  if (to === config.self) {
    createOwnEvent(state, io, config.self);
  } else if (to !== null) {
    effects.sends.push({ to, message: { kind: 'sync-request', epoch: config.epoch, shard: config.shard, known: knownHeads(state.durable) } });
  }
  // Half to one and a half intervals, so that members do not go in step.
  return finish(state, effects, Math.ceil(config.gossipIntervalUs / 2) + io.random(config.gossipIntervalUs));
}

/** Anyone while something is pending; after that those who may not have heard, so often; self when alone; else nobody. */
function choosePartner({ durable }: MemberState, io: GossipIo): number | null {
  const { self, members } = durable.config;
  if (durable.pending.length === 0 && durable.unordered.size === 0) return nextUnaware(durable, io);
  return members.length === 1 ? self : (self + 1 + io.random(members.length - 1)) % members.length;
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
  return finish(state, effects);
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
function finish(state: MemberState, effects: GossipEffects, tickAfterUs: number = state.durable.config.gossipIntervalUs): GossipEffects {
  effects.ordered = takeOrdered(state.durable);
  reportForks(state.durable, effects);
  if (needsTick(state) && !state.volatile.isTickUnderWay) {
    state.volatile.isTickUnderWay = true;
    effects.wantTickAfterUs = tickAfterUs;
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
