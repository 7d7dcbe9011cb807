import type { RunSource } from './source.js';
import type { Store } from './store.js';

/** What keys reach. */
export interface Reach {
  readonly store: Store;
  /** The run that is watched; null until it is up. */
  readonly source: () => RunSource | null;
  readonly quit: () => void;
  readonly suspend: () => void;
  readonly redraw: () => void;
}
