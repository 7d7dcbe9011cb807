import { settlePending, type Model, type UiState } from './model.js';
import type { RunFrame } from './source.js';
import type { Style } from './text/style.js';

/** The one store behind the screen: it publishes immutable models, seldom for frames and at once for keys. */
export interface Store {
  snapshot(): Model;
  subscribe(listener: () => void): () => void;
  /** Takes a frame of the run; it is published with the next tick of at most 8 a second. */
  frame(frame: RunFrame): void;
  /** Changes what a person looks at; published at once, with the newest frame. */
  ui(change: (ui: UiState) => UiState): void;
  resize(columns: number, rows: number): void;
  restyle(style: Style): void;
  /** Publishes what waits and forgets its timer. */
  close(): void;
}

/** Time as the store needs it, so that tests hold the clock. */
export interface StoreClock {
  nowMs(): number;
  /** Calls back once after some time; the returned function takes it back. */
  after(delayMs: number, call: () => void): () => void;
}

export const WALL_CLOCK: StoreClock = {
  nowMs: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Wall time between two published frames: 8 a second (INTERFACE: 10 cost 13 % of a core). */
export const PUBLISH_EVERY_MS = 125;

/** A store that begins with a model. */
export function createStore(initial: Model, clock: StoreClock = WALL_CLOCK): Store {
  let model = initial;
  let waiting: RunFrame | null = null;
  let publishedMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;
  const listeners = new Set<() => void>();

  const publish = (change: Partial<Model>): void => {
    const frame = waiting ?? model.frame;
    if (waiting !== null) publishedMs = clock.nowMs();
    waiting = null;
    cancel?.();
    cancel = null;
    const next = { ...model, ...change, frame };
    model = frame === model.frame ? next : { ...next, ui: settlePending(next) };
    for (const listener of listeners) listener();
  };

  return {
    snapshot: () => model,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    frame: (frame) => {
      if (frame === waiting || (waiting === null && frame === model.frame)) return;
      waiting = frame;
      // A change of the run's state is news that a person waits for; the rest may wait for its turn.
      const dueMs = frame.state !== model.frame?.state ? 0 : publishedMs + PUBLISH_EVERY_MS - clock.nowMs();
      if (dueMs <= 0) publish({});
      else if (cancel === null) cancel = clock.after(dueMs, () => publish({}));
    },
    ui: (change) => {
      const ui = change(model.ui);
      if (ui !== model.ui) publish({ ui });
    },
    resize: (columns, rows) => {
      if (columns !== model.columns || rows !== model.rows) publish({ columns, rows });
    },
    restyle: (style) => publish({ style }),
    close: () => {
      cancel?.();
      cancel = null;
      listeners.clear();
    },
  };
}
