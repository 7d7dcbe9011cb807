import type { Hex } from '../../../core/units/hex.js';

/** What a person looks at of the transactions across shards (views/cross-shard.ts). */
export interface CrossShardUi {
  /** Only those in which this shard takes part; null for all. */
  readonly campus: number | null;
  /** Stays selected wherever the list moves it; null for the first of the list. */
  readonly chosen: Hex | null;
}

export const INITIAL_CROSS_SHARD: CrossShardUi = { campus: null, chosen: null };
