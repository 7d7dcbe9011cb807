import type { ShardView } from '../metrics/view.js';
import type { Looked } from './looked.js';

/** The shard's fold as frames show it, at the very moment that is asked about: for those who compute with it. */
export interface ViewQuery {
  readonly kind: 'view';
  readonly shard: number;
}

/** A copy: the fold changes the original in place. */
export function inspectView({ metrics }: Looked): ShardView {
  return JSON.parse(JSON.stringify(metrics.view)) as ShardView;
}
