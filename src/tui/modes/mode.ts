import type { Query } from '../../core/inspect/registry.js';
import type { Mode, Model, UiState } from '../model.js';
import type { Edge } from '../panels/frame.js';
import type { Reach } from '../reach.js';
import type { LocalKey, Move } from '../views/view.js';

/** Something that lies over a view until Esc takes it away. Adding one is a file and a line in `registry.ts`. */
export interface ModeEntry {
  readonly name: Mode;
  /** Which of the keys of everywhere still work, by action; null for all of them. */
  readonly actions: readonly string[] | null;
  /** Whether it takes the view's place, which it does unless it says otherwise. */
  covers?(model: Model): boolean;
  /** What is looked at when the mode has just been put on top. */
  entered?(ui: UiState, model: Model): UiState;
  looks?(model: Model): readonly Query[];
  /** Exactly `height` lines of exactly `width` cells, in place of the view. */
  draw(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[];
  readonly keys?: readonly LocalKey[];
  /** Takes any key before all tables, for modes in which one types; true when it was used. */
  press?(keyName: string, reach: Reach, model: Model): boolean;
  move?(ui: UiState, model: Model, to: Move): UiState;
}
