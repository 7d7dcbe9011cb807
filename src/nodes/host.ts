import type { AdvanceReply, AdvanceRequest, FinishRequest, PackedShard, Query, ShardEnd, ShardSnapshot } from './messages.js';

/** How a test lets a thread die: in the middle of a window, out of memory in one, or between two. */
export type Death = 'exit' | 'memory' | 'between';

/**
 * Where shards live: on worker threads or in the coordinator's own. Both execute the same slots with the same
 * requests, so a run cannot tell them apart.
 */
export interface Host {
  readonly slotCount: number;
  /** Shard → slot. */
  readonly slotOf: readonly number[];
  /** How many dead workers were replaced so far. */
  readonly workersReplaced: number;
  /**
   * Creates all shards, or brings them back from their packed states, in shard order; next event in µs by shard. When it
   * is called again everything begins anew.
   */
  open(states: readonly PackedShard[] | null): Promise<number[]>;
  /**
   * One window: a request per slot, null for slots that have nothing to do; the replies come in the same order. An
   * in-process host answers at once, because a promise per window costs more than a small window does.
   */
  advance(requests: readonly (AdvanceRequest | null)[]): (AdvanceReply | null)[] | Promise<(AdvanceReply | null)[]>;
  /** How many bytes are kept only to bring a dead worker's shards back; a snapshot sets them free. */
  readonly recordedBytes: number;
  /** All shards as they are, in shard order. */
  snapshot(): Promise<ShardSnapshot[]>;
  /** The views of all shards, in shard order. */
  inspect(): Promise<unknown[]>;
  /** Closer looks at shards, in the order of the queries; nothing changes by them. */
  look(queries: readonly Query[]): Promise<unknown[]>;
  /** All shards' ends, in shard order. */
  finish(request: FinishRequest): Promise<ShardEnd[]>;
  /** Test verb: the slot's worker dies at its next window. */
  killWorker(slot: number, death: Death): void;
  close(): Promise<void>;
}

/**
 * Spreads shards over slots: the largest first, each to the slot with the fewest nodes so far. A function of the
 * counts alone.
 */
export function assignShards(nodeCounts: readonly number[], slotCount: number): number[] {
  const loads = Array.from({ length: slotCount }, () => 0);
  const slotOf = nodeCounts.map(() => 0);
  const order = nodeCounts.map((_, shard) => shard).toSorted((a, b) => nodeCounts[b]! - nodeCounts[a]! || a - b);
  for (const shard of order) {
    const slot = loads.indexOf(Math.min(...loads));
    slotOf[shard] = slot;
    // A shard without nodes still counts, so that no slot gets all of them.
    loads[slot]! += nodeCounts[shard]! + 1;
  }
  return slotOf;
}
