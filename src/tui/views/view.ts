import type { Query } from '../../core/inspect/registry.js';
import type { Model, UiState, ViewName } from '../model.js';
import type { Edge } from '../panels/frame.js';
import type { Reach } from '../reach.js';

/** A whole screen between header and footer, on its own digit. Adding one is a file and a line in `registry.ts`. */
export interface View {
  readonly name: ViewName;
  readonly title: string;
  /** One line for help and palette. */
  readonly summary: string;
  readonly digit: string;
  /** Closer looks that frames must bring while it is shown; `detailOf` (model.ts) finds their answers. */
  looks?(model: Model): readonly Query[];
  /** Exactly `height` lines of exactly `width` cells: pure, of the model alone. */
  draw(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[];
  /** Its own keys, before those of everywhere. */
  readonly keys?: readonly LocalKey[];
  /** Moves what is selected; `to` gives the new place from the old one and the last one. */
  move?(ui: UiState, model: Model, to: Move): UiState;
  /** What Enter opens, as the inspector takes it; null when nothing is selected. */
  target?(model: Model): Target | null;
}

/** A key of a view or mode. It is in the help, in the footer while the view is shown, and in no other view. */
export interface LocalKey {
  readonly keys: readonly string[];
  readonly label: string;
  readonly help: string;
  readonly footer?: { readonly text: string; readonly rank: number };
  run(reach: Reach, model: Model): void;
}

export type Move = (at: number, last: number) => number;

/** Something that can be looked at closely: a node by its name, anything else by its id within a shard. */
export interface Target {
  readonly type: 'node' | 'block' | 'event' | 'transaction';
  readonly shard: number;
  readonly id: string;
}

/** A place in a list after a move, within its bounds. */
export function moved(at: number, last: number, to: Move): number {
  return Math.max(0, Math.min(last, to(Math.min(at, last), last)));
}
