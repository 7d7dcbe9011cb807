import type { AttackLedger } from './fold-attacks.js';
import type { ShardView } from './view.js';

/**
 * The fold that makes a shard's `ShardView` out of its trace (DESIGN 3: everything shown anywhere is a fold). It
 * keeps, beside the view, what later notes are matched with; both are plain data.
 */
export interface ShardMetrics {
  readonly view: ShardView;
  readonly attacks: AttackLedger;
  /** Submitted transactions without a final word yet. */
  readonly open: Set<string>;
  readonly forks: Set<string>;
}
