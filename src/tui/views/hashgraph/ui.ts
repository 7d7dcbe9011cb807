import type { HashgraphQuery } from '../../../core/inspect/hashgraph.js';

/** What a person has chosen to look at in the hashgraph view. */
export interface HashgraphUi {
  /** Whose copy; null for the first member that holds one. */
  readonly member: string | null;
  readonly epoch: HashgraphQuery['epoch'];
  /** `newest` follows the graph as it grows. */
  readonly event: HashgraphQuery['event'];
}

export const HASHGRAPH_UI: HashgraphUi = { member: null, epoch: 'newest', event: 'newest' };
