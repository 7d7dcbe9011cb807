import type { ElectionOrder } from '../../../core/inspect/elections.js';

/** What a person has chosen to look at in the elections view. */
export interface ElectionsUi {
  /** The selected EV; null goes by `at`. */
  readonly node: string | null;
  readonly at: number;
  readonly order: ElectionOrder;
  /** How many lotteries back from the newest. */
  readonly back: number;
}

export const ELECTIONS_UI: ElectionsUi = { node: null, at: 0, order: 'winners', back: 0 };
