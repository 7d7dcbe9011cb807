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
  /** Memory for earlier checkpoints, to rewind to; 0 keeps none but the last, Infinity all of them. */
  readonly memoryBytes: number;
}

/** Enough to bring a dead worker's shards back without much to repeat. */
export const RECOVERY_CHECKPOINTS: CheckpointOptions = { share: 0.02, gapMsMin: 0, windowsMin: 64, memoryBytes: 0 };

/** What a run folder needs: little is lost by a kill, and the disk is seldom busy. */
export const FOLDER_CHECKPOINTS: CheckpointOptions = { share: 0.04, gapMsMin: 250, windowsMin: 8, memoryBytes: 0 };

/** Bringing back and executing again must fit in two seconds, wherever one rewinds to: while an hour of them fits into memory. */
export const REWIND_CHECKPOINTS: CheckpointOptions = { share: 0.096, gapMsMin: 1_400, windowsMin: 8, memoryBytes: Math.min(1_500_000_000, totalmem() / 6) };

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
  /** See `History.keepableGapMs`. */
  readonly keepableGapMs: number;
}

/** Whether a checkpoint is worth its time now: intervals stretch as it gets dearer. */
export function checkpointDue({ share, gapMsMin, windowsMin }: CheckpointOptions, since: SinceCheckpoint): boolean {
  if (since.recordedBytes >= RECORDED_BYTES_MAX) return true;
  const tookMs = since.allTookMs + expectedMs(since.lastTookMs);
  return since.windows >= windowsMin && since.busyMs >= Math.max(gapMsMin, since.keepableGapMs) && tookMs <= share * (since.allBusyMs + tookMs);
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
  /**
   * How much execution in ms must lie between two checkpoints for an hour of them to fit into memory, as the run has gone so far:
   * more of them would be thinned out again. 0 before the first one.
   */
  keepableGapMs(nowBusyMs: number, nowUs: number): number;
  /** The last one at or before a virtual time; null means the run's beginning. */
  before(timeUs: number): RunCheckpoint | null;
  /** Forgets what lies after a virtual time. */
  dropAfter(timeUs: number): void;
}

/** A history that thins out beyond `memoryBytes`: even in execution time over the last virtual hour, sparser the older. */
export function createHistory(memoryBytes: number): History {
  let kept: RunCheckpoint[] = [];
  const size = createSize();
  return {
    get checkpoints() {
      return kept;
    },
    get bytes() {
      return size.bytes;
    },
    add(checkpoint) {
      if (memoryBytes === 0) return;
      const at = kept.findLastIndex(({ atUs }) => atUs < checkpoint.atUs) + 1;
      if (kept[at]?.atUs === checkpoint.atUs) return;
      kept.splice(at, 0, checkpoint);
      size.add(checkpoint);
      while (size.bytes > memoryBytes && kept.length > 1) size.remove(kept.splice(leastMissed(kept), 1)[0]!);
    },
    longestGapMs: (nowBusyMs) => Math.max(...[...kept.map(({ busyMs }) => busyMs), nowBusyMs].map((busyMs, at) => busyMs - (kept[at - 1]?.busyMs ?? 0))),
    keepableGapMs(nowBusyMs, nowUs) {
      if (kept.length === 0 || nowUs === 0) return 0;
      const busyMsAnHour = (nowBusyMs * HOUR_US) / nowUs;
      return (busyMsAnHour * size.bytes) / kept.length / memoryBytes;
    },
    before: (timeUs) => kept.findLast(({ atUs }) => atUs <= timeUs) ?? null,
    dropAfter(timeUs) {
      for (const late of kept.filter(({ atUs }) => atUs > timeUs)) size.remove(late);
      kept = kept.filter(({ atUs }) => atUs <= timeUs);
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

/** What checkpoints take together; a part that several of them share counts once. */
interface Size {
  readonly bytes: number;
  add(checkpoint: RunCheckpoint): void;
  remove(checkpoint: RunCheckpoint): void;
}

function createSize(): Size {
  let bytes = 0;
  const holders = new Map<string, number>();
  const count = (checkpoint: RunCheckpoint, by: 1 | -1): void => {
    bytes += by * ownBytes(checkpoint);
    for (const { name, bytes: { byteLength } } of checkpoint.shards.flatMap(({ parts }) => parts)) {
      const before = holders.get(name) ?? 0;
      if (before + by === 0) holders.delete(name);
      else holders.set(name, before + by);
      if (before === 0 || before + by === 0) bytes += by * byteLength;
    }
  };
  return {
    get bytes() {
      return bytes;
    },
    add: (checkpoint) => count(checkpoint, 1),
    remove: (checkpoint) => count(checkpoint, -1),
  };
}

/** Without its parts. */
function ownBytes({ shards, claims, underWay }: RunCheckpoint): number {
  const ofShards = shards.reduce((sum, { state }) => sum + state.byteLength, 0);
  return ofShards + claims.byteLength + underWay.reduce((sum, bytes) => sum + bytes.byteLength, 0);
}
