import { modeOver } from './modes/registry.js';
import type { RunSource } from './source.js';
import type { Store } from './store.js';
import type { Ending } from './terminal/signals.js';
import { viewOf } from './views/registry.js';

/** Tells the run what closer looks the screen needs, whenever that changes. */
export function lookAlong(store: Store, source: () => RunSource | null): void {
  let told = '';
  store.subscribe(() => {
    const model = store.snapshot();
    const queries = [...(viewOf(model.ui.view).looks?.(model) ?? []), ...(modeOver(model)?.looks?.(model) ?? [])];
    const text = JSON.stringify(queries);
    if (text === told || source() === null) return;
    told = text;
    source()!.look(queries);
  });
}

/** A run that comes up behind the screen. */
export interface AttachedRun {
  /** Null until the run is up. */
  source(): RunSource | null;
  begin(): void;
  /** Ends the run without waiting for it. */
  detach(): void;
}

/** Starts the run when told to, and brings its frames to the store; one that does not come up ends the session. */
export function attachRun(start: () => Promise<RunSource>, store: Store, session: { end(ending: Ending): void }, isUp: () => void = () => undefined): AttachedRun {
  let source: RunSource | null = null;
  let unsubscribe: (() => void) | null = null;
  let detached = false;
  const up = (started: RunSource): void => {
    if (detached) return started.stop();
    source = started;
    unsubscribe = started.subscribe(store.frame);
    const frame = started.frame();
    if (frame !== null) store.frame(frame);
    isUp();
  };
  return {
    source: () => source,
    begin: () => {
      start().then(up).catch((error: unknown) => session.end({ type: 'error', error }));
    },
    detach: () => {
      detached = true;
      unsubscribe?.();
      source?.stop();
    },
  };
}
