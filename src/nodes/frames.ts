import type { RunFrame } from './run.js';

/**
 * The frames of a run: at most 8 a second, as many as the screen shows, and none while nobody watches. Making and drawing them
 * takes at most a tenth of a core: where a frame is dear, the next one comes later.
 */
export interface Frames {
  watched(): boolean;
  /** Whether a frame may be made now, by the wall clock in ms. */
  due(nowMs: number): boolean;
  keepViews(shards: readonly number[], views: readonly unknown[]): void;
  /** Whether a window has ended since the views were kept last. */
  viewsAreOlderThan(windows: number): boolean;
  publish(frame: Omit<RunFrame, 'views'>): void;
  /** Keeps a frame until `flush`, or until another one is published in its place. */
  hold(frame: Omit<RunFrame, 'views'>): void;
  flush(): void;
  last(): RunFrame | null;
  subscribe(listener: (frame: RunFrame) => void): () => void;
}

const FRAME_MS_MIN = 1000 / 8;
/** However dear: who watches must see that it goes on. */
const FRAME_MS_MAX = 1000;
const BUSY_SHARE = 0.1;

/** `busyMs` is how long this thread has worked so far, which is little else than drawing where workers execute the run. */
export function createFrames(busyMs: () => number): Frames {
  const listeners = new Set<(frame: RunFrame) => void>();
  let views: unknown[] = [];
  let viewsAtWindow = -1;
  let publishedMs = -Infinity;
  let last: RunFrame | null = null;
  let busyBeforeMs = busyMs();
  let costMs = 0;
  let held: RunFrame | null = null;
  const everyMs = (): number => Math.min(FRAME_MS_MAX, Math.max(FRAME_MS_MIN, costMs / BUSY_SHARE));
  const show = (frame: RunFrame): void => {
    held = null;
    publishedMs = performance.now();
    // What the frame before cost is known now. One that was dearer than usual, for a collection of garbage say, counts half.
    costMs = (costMs + busyMs() - busyBeforeMs) / 2;
    busyBeforeMs = busyMs();
    viewsAtWindow = frame.windows;
    last = frame;
    for (const listener of listeners) listener(frame);
  };
  return {
    watched: () => listeners.size > 0,
    due: (nowMs) => listeners.size > 0 && nowMs - publishedMs >= everyMs(),
    keepViews(shards, kept) {
      views = [...views];
      shards.forEach((shard, at) => {
        views[shard] = kept[at];
      });
      viewsAtWindow = Infinity;
    },
    viewsAreOlderThan: (windows) => viewsAtWindow < windows,
    publish: (frame) => show({ ...frame, views }),
    hold(frame) {
      viewsAtWindow = frame.windows;
      held = { ...frame, views };
    },
    flush() {
      if (held !== null) show(held);
    },
    last: () => last,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
