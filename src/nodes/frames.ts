import type { RunFrame } from './run.js';

/** The frames of a run: at most 8 a second, as many as the screen shows, and none while nobody watches. */
export interface Frames {
  watched(): boolean;
  /** Whether a frame may be made now, by the wall clock in ms. */
  due(nowMs: number): boolean;
  keepViews(shards: readonly number[], views: readonly unknown[]): void;
  /** Whether a window has ended since the views were kept last. */
  viewsAreOlderThan(windows: number): boolean;
  publish(frame: Omit<RunFrame, 'views'>): void;
  last(): RunFrame | null;
  subscribe(listener: (frame: RunFrame) => void): () => void;
}

const frameMs = 1000 / 8;

export function createFrames(): Frames {
  const listeners = new Set<(frame: RunFrame) => void>();
  let views: unknown[] = [];
  let viewsAtWindow = -1;
  let publishedMs = -Infinity;
  let last: RunFrame | null = null;
  return {
    watched: () => listeners.size > 0,
    due: (nowMs) => listeners.size > 0 && nowMs - publishedMs >= frameMs,
    keepViews(shards, kept) {
      views = [...views];
      shards.forEach((shard, at) => {
        views[shard] = kept[at];
      });
      viewsAtWindow = Infinity;
    },
    viewsAreOlderThan: (windows) => viewsAtWindow < windows,
    publish(frame) {
      publishedMs = performance.now();
      viewsAtWindow = frame.windows;
      last = { ...frame, views };
      for (const listener of listeners) listener(last);
    },
    last: () => last,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
