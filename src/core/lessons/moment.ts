import type { Parameters } from '../actors/parameters.js';
import { summarise, type Summary } from '../metrics/summary.js';
import type { ShardView } from '../metrics/view.js';

/**
 * A moment of a run as expressions see it: the fields of `run --json` as far as they are known under way (rounds that
 * were executed), and beside them every shard's whole view.
 */
export interface Moment extends Pick<Summary, 'rounds' | 'totals' | 'consensus' | 'crossShard' | 'attacks'> {
  /** Virtual time. */
  readonly seconds: number;
  readonly shards: readonly ShardView[];
}

/** What is known of a run at a virtual time, from the views of all its shards. */
export function momentOf(parameters: Parameters, nowUs: number, views: readonly ShardView[]): Moment {
  const summary = summarise(parameters, { version: '', seed: 0, digest: '', nowUs, views, checks: 0, violations: [], wallSeconds: 0, events: 0, threads: 1, rounds: null });
  const { rounds, totals, consensus, crossShard, attacks } = summary;
  return { seconds: nowUs / 1_000_000, shards: views, rounds, totals, consensus, crossShard, attacks };
}
