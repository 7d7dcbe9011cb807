import { createEnvironment, type Environment } from '../core/kernel/context.js';
import { finalStateHash } from '../core/kernel/digest.js';
import type { JournalEntry, Measured, Program, ShardProgram, Violation } from '../core/kernel/program.js';
import { nextTimeUs } from '../core/kernel/queue.js';
import { lookAtKernel } from '../core/kernel/look.js';
import {
  advancePiece,
  advanceShard,
  assembleShard,
  createShard,
  receiveBatch,
  receiveJournalEntry,
  type Advance,
  type Batch,
  type Shard,
  type ShardState,
} from '../core/kernel/shard.js';
import { createTopology, type Topology } from '../core/kernel/topology.js';
import { nodeSuite } from './crypto/node-suite.js';
import { pack, packBatches, unpack, unpackBatches } from './messages.js';
import { createParts, unpackOnce } from './packed-once.js';
import type { AdvanceReply, AdvanceRequest, FinishRequest, PackedShard, Query, ShardClaims, ShardLandmark, ShardEnd, ShardMeasured, ShardRecords, ShardSnapshot, SlotSetup, TraceMode } from './messages.js';

/** What a slot has beside its shards and is no state, above all the signatures it has verified: good for the same setup again. */
export interface SlotAids {
  readonly environment: Environment;
  readonly topology: Topology;
}

/** The shards that live in one place: a worker thread, or the coordinator's own when hosted in process. */
export interface Slot extends SlotAids {
  readonly setup: SlotSetup;
  /** The slot's shards, ascending. */
  readonly shards: readonly Shard[];
  /** Shard index → shard; undefined for those elsewhere. */
  readonly byIndex: readonly (Shard | undefined)[];
}

/**
 * Opens a slot at virtual time 0, or with the states of its shards that `snapshotSlot` gave on any host; `aids` are of a slot that
 * was opened here before under the same setup.
 */
export function openSlot(program: Program, setup: SlotSetup, states: readonly PackedShard[] | null, aids: SlotAids | null = null): Slot {
  const { specification, seed, slotOf } = setup;
  const environment = aids?.environment ?? createEnvironment(nodeSuite, seed);
  const topology = aids?.topology ?? createTopology(program.shard, specification, seed, slotOf.length);
  const own = slotOf.flatMap((slot, shard) => (slot === setup.slot ? [shard] : []));
  const shards = own.map((index, at) =>
    states === null
      ? createShard(program.shard, specification, index, topology, environment, { digest: setup.digest })
      : assembleShard(program.shard, index, topology, environment, unpackState(program.shard, states[at]!)),
  );
  const byIndex: (Shard | undefined)[] = slotOf.map(() => undefined);
  for (const shard of shards) byIndex[shard.index] = shard;
  const slot: Slot = { setup, environment, topology, shards, byIndex };
  if (states === null) receiveEntries(slot, setup.journal);
  return slot;
}

/** What outlives the slot; its shards are left behind, so that their memory is free for those that come. */
export function aidsOf(slot: Slot | null): SlotAids | null {
  return slot && { environment: slot.environment, topology: slot.topology };
}

/** Next event of each shard, in shard order. */
export function nextEventsUs(slot: Slot): number[] {
  return slot.shards.map((shard) => nextTimeUs(shard.state.kernel.queue));
}

/** Everything of the slot that cannot be made anew, shard by shard. */
export function snapshotSlot(slot: Slot): ShardSnapshot[] {
  return slot.shards.map(({ program, state }) => ({ ...packState(program, state), digest: state.kernel.digest?.value ?? '' }));
}

function packState(program: ShardProgram, { kernel, world }: ShardState): PackedShard {
  const parts = createParts();
  const state = pack({ kernel, world: program.lean?.(world, parts.leaveOut) ?? world } satisfies ShardState);
  return { state, parts: parts.all };
}

function unpackState(program: ShardProgram, { state, parts }: PackedShard): ShardState {
  const { kernel, world } = unpack<ShardState>(state);
  return { kernel, world: program.whole?.(world, (place) => unpackOnce(parts[place]!)) ?? world };
}

/** The shards' views, in shard order, as bytes. */
export function packViews(slot: Slot): Uint8Array {
  return pack(slot.shards.map((shard) => shard.program.view(shard.state.world)));
}

/** Closer looks at the slot's shards, in the order of the queries. */
export function lookAtSlot(slot: Slot, queries: readonly Query[]): unknown[] {
  return queries.map((query) => {
    const shard = slot.byIndex[query.shard];
    if (shard === undefined) throw new RangeError(`Shard ${query.shard} is not here`);
    return shard.program.inspect?.(shard.state.world, query, lookAtKernel(shard)) ?? null;
  });
}

/** Executes one window, or a piece of it, on those of the slot's shards that have an event in it. */
export function advanceSlot(slot: Slot, request: AdvanceRequest): AdvanceReply {
  for (const bytes of request.batches) {
    for (const { shard, batch } of unpackBatches(bytes)) receiveBatch(slot.byIndex[shard]!, batch);
  }
  receiveEntries(slot, request.entries);
  if (request.measure !== 'on') for (const { program, state } of slot.shards) program.measure?.(state.world, false);
  const measured = request.measure === 'off' ? [] : slot.shards.map(({ program, state }) => program.measure?.(state.world, true) ?? null);
  const collected = emptyCollection();
  for (const shard of slot.shards) {
    if (shard.underWay === null && nextTimeUs(shard.state.kernel.queue) >= request.untilUs) continue;
    if (request.untilUs < request.windowEndUs) collected.eventCount += advancePiece(shard, request.untilUs);
    else collect(collected, shard, advanceShard(shard, request.windowEndUs), slot.setup.trace);
  }
  const { counters } = slot.environment.verifications;
  return {
    nextEventUs: nextEventsUs(slot),
    ...packOutgoing(slot.setup.slotOf, collected.outgoing),
    eventCount: collected.eventCount,
    landmarks: collected.landmarks,
    checks: collected.checks,
    violations: collected.violations,
    claims: collected.claims.length === 0 ? null : pack(collected.claims),
    records: collected.records.length === 0 ? null : pack(collected.records),
    finalRounds: slot.shards.map((shard) => shard.program.progress(shard.state.world).finalRounds),
    views: request.wantViews ? packViews(slot) : null,
    measured: request.measure === 'off' ? null : packMeasured(slot, measured),
    verifications: {
      real: counters.signaturesVerified + counters.proofsVerified,
      cached: counters.signatureHits + counters.proofHits,
    },
  };
}

/** What the shards' numbers were at the beginning of the measuring, and how they changed in this window. */
function packMeasured(slot: Slot, before: readonly (Measured | null)[]): Uint8Array | null {
  const measured = slot.shards.flatMap(({ index, program, state }, at): ShardMeasured[] => {
    const changes = program.measure?.(state.world, true)?.changes ?? [];
    const base = before[at]?.base ?? null;
    return base === null && changes.length === 0 ? [] : [{ shard: index, base, changes }];
  });
  return measured.length === 0 ? null : pack(measured);
}

/** The last word of each shard, in shard order, after the whole check if that is asked for. */
export function finishSlot(slot: Slot, request: FinishRequest): ShardEnd[] {
  return slot.shards.map((shard) => {
    const { kernel, world } = shard.state;
    const report = request.check ? shard.program.check(world, request.nowUs, true) : { checks: 0, violations: [], claims: [] };
    return {
      shard: shard.index,
      digest: kernel.digest?.value ?? '',
      epochs: kernel.digest?.epochs ?? [],
      finalStateHash: finalStateHash(slot.environment.suite, shard.program.finalState(world)),
      view: shard.program.view(world),
      ...report,
    };
  });
}

function receiveEntries(slot: Slot, entries: readonly JournalEntry[]): void {
  for (const entry of entries) {
    for (const shard of slot.shards) {
      if (entry.shards === null || entry.shards.includes(shard.index)) receiveJournalEntry(shard, entry);
    }
  }
}

interface Collection {
  eventCount: number;
  readonly landmarks: ShardLandmark[];
  checks: number;
  readonly violations: Violation[];
  readonly claims: ShardClaims[];
  readonly records: ShardRecords[];
  readonly outgoing: { shard: number; batch: Batch }[];
}

function emptyCollection(): Collection {
  return { eventCount: 0, landmarks: [], checks: 0, violations: [], claims: [], records: [], outgoing: [] };
}

function collect(collected: Collection, { index: shard, program }: Shard, advance: Advance, trace: TraceMode): void {
  collected.eventCount += advance.eventCount;
  for (const name of program.landmarks?.(advance.records) ?? []) collected.landmarks.push({ shard, name });
  if (advance.report !== null) {
    collected.checks += advance.report.checks;
    collected.violations.push(...advance.report.violations);
    if (advance.report.claims.length > 0) collected.claims.push({ shard, claims: advance.report.claims });
  }
  if (trace !== 'none') {
    const records = trace === 'all' ? advance.records : advance.records.filter(({ type }) => type === 'commit');
    if (records.length > 0) collected.records.push({ shard, records });
  }
  advance.outbox.forEach((batch, target) => {
    if (batch !== null) collected.outgoing.push({ shard: target, batch });
  });
}

/** Packs by destination slot, a slot's messages to itself too: what crosses a shard is packed on every host. */
function packOutgoing(
  slotOf: readonly number[],
  outgoing: readonly { shard: number; batch: Batch }[],
): Pick<AdvanceReply, 'arrivalsUs' | 'batches'> {
  if (outgoing.length === 0) return { arrivalsUs: null, batches: null };
  const arrivalsUs = slotOf.map(() => Infinity);
  const bySlot: { shard: number; batch: Batch }[][] = [];
  for (const { shard, batch } of outgoing) {
    (bySlot[slotOf[shard]!] ??= []).push({ shard, batch });
    for (let at = 0; at < batch.keys.length; at += 4) arrivalsUs[shard] = Math.min(arrivalsUs[shard]!, batch.keys[at]!);
  }
  return { arrivalsUs, batches: Array.from(bySlot, (batches) => (batches === undefined ? null : packBatches(batches))) };
}
