import type { OriginsQuery } from '../../../core/inspect/origins.js';

/** What the view of the ledger shows: its three parts, and what is selected in each. */
export interface LedgerUi {
  readonly part: LedgerPart;
  /** Whether the keys move in the right pane: the chain, or the block's entries. */
  readonly inDetail: boolean;
  /** The selected party, and the selected line of its chain. */
  readonly party: number;
  readonly line: number;
  /** The selected committee block, null for the newest that holds anything, and the selected entry. */
  readonly height: number | null;
  readonly entry: number;
  /** Whose origins are shown, null for the selected party's wallet, and the selected one. */
  readonly of: OriginsQuery['of'] | null;
  readonly node: number;
}

export type LedgerPart = 'chains' | 'blocks' | 'origins';

export const LEDGER_PARTS: readonly LedgerPart[] = ['chains', 'blocks', 'origins'];

export const INITIAL_LEDGER: LedgerUi = { part: 'chains', inDetail: false, party: 0, line: 0, height: null, entry: 0, of: null, node: 0 };
