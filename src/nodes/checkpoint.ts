import type { JournalEntry } from '../core/kernel/program.js';
import type { Batch } from '../core/kernel/shard.js';
import { checkpointDue, EXPECTED_FROM } from './checkpoint-policy.js';
import { pack, packBatches, unpack, unpackBatches, type ShardSnapshot } from './messages.js';
import type { RecorderMark } from './recorder.js';
import type { Hosted, Run } from './run-state.js';

/**
 * A whole run at a window barrier: plain data and packed bytes, one piece for each shard, so that a run of four threads
 * can be brought back on one.
 */
export interface RunCheckpoint {
  /** The barrier, in µs of virtual time. */
  readonly atUs: number;
  readonly windows: number;
  readonly events: number;
  readonly checks: number;
  /** Wall time that executing windows has taken since the run began. */
  readonly busyMs: number;
  readonly wallSeconds: number;
  /** How many entries of the journal the shards have been handed, or are about to be. */
  readonly journalLength: number;
  /** Entries that some shards have not been handed yet; `shards` names just those. */
  readonly pending: readonly JournalEntry[];
  readonly nextEventUs: readonly number[];
  readonly finalRounds: readonly number[];
  /** The state of the claims' fold, packed. */
  readonly claims: Uint8Array;
  /** What is under way between shards, as `packBatches` packs it. */
  readonly underWay: readonly Uint8Array[];
  readonly shards: readonly ShardSnapshot[];
  /** Where the run folder's files stood; null without a folder. */
  readonly mark: RecorderMark | null;
}

/** Whether a checkpoint is worth its time at this barrier. */
export function isCheckpointDue({ run, host }: Hosted): boolean {
  // In process there is no worker to bring back: only those who rewind or write a folder need checkpoints.
  if (run.options.checkpoints === undefined && run.options.host === 'in-process') return false;
  if (run.violations.length > 0) return false;
  const since = { busyMs: run.sinceMs, windows: run.sinceWindows, lastTookMs: run.lastCheckpointsMs, allBusyMs: run.executedMs, allTookMs: run.checkpointMs, recordedBytes: host.recordedBytes, keepableGapMs: run.history.keepableGapMs(run.busyMs, run.barrierUs) };
  return checkpointDue(run.checkpointOptions, since);
}

/** Takes a checkpoint, and gives it to those who keep one. The run must be at a barrier. */
export async function takeCheckpoint(hosted: Hosted): Promise<RunCheckpoint> {
  const { run } = hosted;
  const beganMs = performance.now();
  const checkpoint = await captureRun(hosted);
  run.history.add(checkpoint);
  run.options.recorder?.checkpoint(checkpoint);
  const tookMs = performance.now() - beganMs;
  run.lastCheckpointsMs = [...run.lastCheckpointsMs, tookMs].slice(-EXPECTED_FROM);
  run.checkpointMs += tookMs;
  run.sinceMs = 0;
  run.sinceWindows = 0;
  return checkpoint;
}

/** The run at its barrier; nobody is told. */
export async function captureRun({ run, host, nextEventUs, finalRounds, underWay, entriesFor, shardsOf, claims }: Hosted): Promise<RunCheckpoint> {
  return {
    atUs: run.barrierUs,
    windows: run.windows,
    events: run.events,
    checks: run.checks,
    busyMs: run.busyMs,
    wallSeconds: (performance.now() - run.beganMs) / 1000,
    journalLength: run.taken,
    pending: pendingEntries(entriesFor, shardsOf),
    nextEventUs: [...nextEventUs],
    finalRounds: [...finalRounds],
    claims: pack(claims),
    underWay: underWay.flat(),
    shards: withKnownParts(await host.snapshot(), run.history.checkpoints.at(-1)),
    mark: run.options.recorder?.mark() ?? null,
  };
}

/** Parts that the checkpoint before has too stand there as the same objects: the memory is shared anyway, its handles need not be many. */
function withKnownParts(shards: readonly ShardSnapshot[], before: RunCheckpoint | undefined): ShardSnapshot[] {
  const known = new Map(before?.shards.flatMap(({ parts }) => parts.map((part) => [part.name, part])));
  return shards.map((shard) => ({ ...shard, parts: shard.parts.map((part) => known.get(part.name) ?? part) }));
}

/** Brings the run back to a checkpoint, or to virtual time 0, on whatever host it has. */
export async function restoreRun(hosted: Hosted, checkpoint: RunCheckpoint | null): Promise<void> {
  const { run, program, host, nextEventUs, finalRounds, underWay, entriesFor, shardsOf } = hosted;
  const opened = await host.open(checkpoint && checkpoint.shards);
  nextEventUs.set(checkpoint?.nextEventUs ?? opened);
  hosted.claims = checkpoint === null ? program.claims.create(run.options.specification) : unpack(checkpoint.claims);
  for (const shard of finalRounds.keys()) finalRounds[shard] = checkpoint?.finalRounds[shard] ?? 0;
  run.barrierUs = checkpoint?.atUs ?? 0;
  run.open = null;
  run.windows = checkpoint?.windows ?? 0;
  run.events = checkpoint?.events ?? 0;
  run.checks = checkpoint?.checks ?? 0;
  run.busyMs = checkpoint?.busyMs ?? 0;
  run.taken = checkpoint?.journalLength ?? run.given;
  run.violations = [];
  const batches = batchesBySlot(checkpoint?.underWay ?? [], host.slotOf, shardsOf.length);
  for (const [slot, shards] of shardsOf.entries()) {
    underWay[slot] = batches[slot]!;
    entriesFor[slot] = (checkpoint?.pending ?? []).filter((entry) => shards.some((shard) => entry.shards!.includes(shard)));
  }
  beginMeasuring(run);
}

/** What is measured from here on follows on nothing that was measured before. */
export function beginMeasuring(run: Run): void {
  run.measureAfresh = run.onMeasured !== null;
  run.onMeasured?.({ begins: true, atUs: run.barrierUs, shards: [] });
}

function pendingEntries(entriesFor: readonly (readonly JournalEntry[])[], shardsOf: readonly (readonly number[])[]): JournalEntry[] {
  const pending = new Map<number, { entry: JournalEntry; shards: number[] }>();
  for (const [slot, entries] of entriesFor.entries()) {
    for (const entry of entries) {
      const shards: number[] = pending.get(entry.sequence)?.shards ?? [];
      shards.push(...shardsOf[slot]!.filter((shard) => entry.shards === null || entry.shards.includes(shard)));
      pending.set(entry.sequence, { entry, shards });
    }
  }
  return [...pending.values()].map(({ entry, shards }) => ({ ...entry, shards })).toSorted((a, b) => a.sequence - b.sequence);
}

/** Packs what is under way anew, for slots that may hold other shards than those it was packed for. */
function batchesBySlot(underWay: readonly Uint8Array[], slotOf: readonly number[], slotCount: number): Uint8Array[][] {
  const bySlot: { shard: number; batch: Batch }[][] = Array.from({ length: slotCount }, () => []);
  for (const bytes of underWay) {
    for (const one of unpackBatches(bytes)) bySlot[slotOf[one.shard]!]!.push(one);
  }
  return bySlot.map((batches) => (batches.length === 0 ? [] : [packBatches(batches)]));
}
