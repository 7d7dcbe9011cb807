import { totalmem } from 'node:os';
import type { RunCheckpoint } from './checkpoint.js';

/** When checkpoints are taken, and how many are kept in memory. */
export interface CheckpointOptions {
  /** What share of the run's time checkpoints may take, over all. */
  readonly share: number;
  /** Execution between two checkpoints at the least, in ms of wall time. */
  readonly gapMsMin: number;
  /** Windows between two checkpoints at the least. */
  readonly windowsMin: number;
  /** Memory for earlier checkpoints, to rewind to; 0 keeps none but the last. */
  readonly memoryBytes: number;
}

/** Enough to bring a dead worker's shards back without much to repeat. */
export const RECOVERY_CHECKPOINTS: CheckpointOptions = { share: 0.02, gapMsMin: 0, windowsMin: 64, memoryBytes: 0 };

/** What a run folder needs: little is lost by a kill, and the disk is seldom busy. */
export const FOLDER_CHECKPOINTS: CheckpointOptions = { share: 0.04, gapMsMin: 250, windowsMin: 8, memoryBytes: 0 };

/** Bringing back and executing again must fit in two seconds, wherever one rewinds to. */
export const REWIND_CHECKPOINTS: CheckpointOptions = { share: 0.09, gapMsMin: 1_500, windowsMin: 8, memoryBytes: Math.min(3_000_000_000, totalmem() / 8) };

/** A second future has half the memory, in which what it shares with the first one counts too. */
export const SECOND_CHECKPOINTS: CheckpointOptions = { ...REWIND_CHECKPOINTS, memoryBytes: REWIND_CHECKPOINTS.memoryBytes / 2 };

/** Recorded requests are memory: beyond this a checkpoint is due at once. */
const RECORDED_BYTES_MAX = 64 * 1024 * 1024;

/** What the decision is made from. */
export interface SinceCheckpoint {
  /** Time that executing windows has taken since the last checkpoint. */
  readonly busyMs: number;
  readonly windows: number;
  /** What the last few checkpoints took, in their order. */
  readonly lastTookMs: readonly number[];
  /** Time that executing windows and that checkpoints have taken over all. */
  readonly allBusyMs: number;
  readonly allTookMs: number;
  readonly recordedBytes: number;
}

/** Whether a checkpoint is worth its time now: intervals stretch as it gets dearer. */
export function checkpointDue({ share, gapMsMin, windowsMin }: CheckpointOptions, since: SinceCheckpoint): boolean {
  if (since.recordedBytes >= RECORDED_BYTES_MAX) return true;
  const tookMs = since.allTookMs + expectedMs(since.lastTookMs);
  return since.windows >= windowsMin && since.busyMs >= gapMsMin && tookMs <= share * (since.allBusyMs + tookMs);
}

/** How many checkpoints the next one's cost is expected from. */
export const EXPECTED_FROM = 5;

/** The median: a checkpoint that the machine held up says nothing about the next. */
function expectedMs(lastTookMs: readonly number[]): number {
  return lastTookMs.toSorted((a, b) => a - b)[lastTookMs.length >> 1] ?? 0;
}

const HOUR_US = 3_600_000_000;

/** The checkpoints of a run that can be rewound, in the order of their times. */
export interface History {
  readonly checkpoints: readonly RunCheckpoint[];
  readonly bytes: number;
  add(checkpoint: RunCheckpoint): void;
  /** The longest execution in ms between neighbours; the run's beginning and where it stands now count as such. */
  longestGapMs(nowBusyMs: number): number;
  /** The last one at or before a virtual time; null means the run's beginning. */
  before(timeUs: number): RunCheckpoint | null;
  /** Forgets what lies after a virtual time. */
  dropAfter(timeUs: number): void;
}

/** A history that thins out beyond `memoryBytes`: even in execution time over the last virtual hour, sparser the older. */
export function createHistory(memoryBytes: number): History {
  let kept: RunCheckpoint[] = [];
  let bytes = 0;
  return {
    get checkpoints() {
      return kept;
    },
    get bytes() {
      return bytes;
    },
    add(checkpoint) {
      if (memoryBytes === 0) return;
      const at = kept.findLastIndex(({ atUs }) => atUs < checkpoint.atUs) + 1;
      if (kept[at]?.atUs === checkpoint.atUs) return;
      kept.splice(at, 0, checkpoint);
      bytes += sizeOf(checkpoint);
      while (bytes > memoryBytes && kept.length > 1) bytes -= sizeOf(kept.splice(leastMissed(kept), 1)[0]!);
    },
    longestGapMs: (nowBusyMs) => Math.max(...[...kept.map(({ busyMs }) => busyMs), nowBusyMs].map((busyMs, at) => busyMs - (kept[at - 1]?.busyMs ?? 0))),
    before: (timeUs) => kept.findLast(({ atUs }) => atUs <= timeUs) ?? null,
    dropAfter(timeUs) {
      kept = kept.filter(({ atUs }) => atUs <= timeUs);
      bytes = kept.reduce((sum, checkpoint) => sum + sizeOf(checkpoint), 0);
    },
  };
}

/** The checkpoint without which the least would have to be executed again, for its age; never the newest. */
function leastMissed(kept: readonly RunCheckpoint[]): number {
  const newestUs = kept.at(-1)!.atUs;
  let least = 0;
  let leastCost = Infinity;
  for (let at = 0; at < kept.length - 1; at++) {
    const hours = Math.max(1, (newestUs - kept[at]!.atUs) / HOUR_US);
    const cost = (kept[at + 1]!.busyMs - (kept[at - 1]?.busyMs ?? 0)) / hours ** 2;
    if (cost >= leastCost) continue;
    least = at;
    leastCost = cost;
  }
  return least;
}

export function sizeOf({ shards, claims, underWay }: RunCheckpoint): number {
  const ofShards = shards.reduce((sum, { state }) => sum + state.byteLength, 0);
  return ofShards + claims.byteLength + underWay.reduce((sum, bytes) => sum + bytes.byteLength, 0);
}
