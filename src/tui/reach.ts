import type { LiveSet } from '../nodes/live-sets.js';
import type { JournalEntry } from '../core/kernel/program.js';
import type { LessonDesk } from './lessons/desk.js';
import type { RunSource } from './source.js';
import type { Store } from './store.js';

/** What keys reach. */
export interface Reach {
  readonly store: Store;
  /** The run that is watched; null until it is up. */
  readonly source: () => RunSource | null;
  /** Absent where nobody teaches. */
  readonly lessons?: LessonDesk;
  readonly quit: () => void;
  readonly suspend: () => void;
  readonly redraw: () => void;
  /** Whether there may be colours at all. */
  readonly colors: boolean;
  /** Reads a `path=value` for a field that may change live, as the run stands after this journal. */
  readonly readSet: (text: string, journal: readonly JournalEntry[]) => LiveSet;
  /** Writes the screen as text to a file, or to a new one; gives what to say of it. */
  readonly saveScreen: (file: string | null) => string;
  /** Takes the mouse from the terminal or gives it back; gives whether we have it. */
  readonly setMouse: (on: boolean) => boolean;
}
