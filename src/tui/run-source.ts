import type { ShardView } from '../core/metrics/view.js';
import type * as nodes from '../nodes/run.js';
import type { RunFrame, RunOutcome, RunSource } from './source.js';

/**
 * A real run as the interface's source. The program's views have to be `ShardView`s. The run's own last frame says only
 * that it has ended; how it ended comes with its outcome, and a run that failed has no last frame at all: in both cases
 * one more frame is published that says so.
 */
export function sourceOfRun(run: nodes.RunHandle): RunSource {
  const listeners = new Set<(frame: RunFrame) => void>();
  let outcome: RunOutcome = { digest: null, error: null };
  let last: RunFrame | null = null;
  const publish = (frame: RunFrame): void => {
    last = frame;
    for (const listener of listeners) listener(frame);
  };
  // Frames are made only while somebody is subscribed: the last listener that goes takes our own subscription along.
  let leave: (() => void) | null = null;
  const watch = (): void => {
    leave ??= run.subscribe((frame) => publish(shown(frame)));
  };
  run.done.then(
    (ended) => {
      outcome = { digest: ended.digest === '' ? null : ended.digest, error: null };
      const stopped = ended.ended === 'stopped' || ended.ended === 'violation';
      if (last !== null) publish({ ...last, state: stopped ? 'stopped' : 'finished', checks: ended.checks, violations: ended.violations });
    },
    (error: unknown) => {
      outcome = { digest: null, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      publish({ ...(last ?? NOTHING), state: 'failed' });
    },
  );
  return {
    frame: () => {
      if (last !== null) return last;
      const frame = run.frame();
      return frame === null ? null : shown(frame);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      watch();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        leave?.();
        leave = null;
      };
    },
    pause: () => run.pause(),
    resume: () => run.resume(),
    stepWindow: () => run.stepWindow(),
    stepEvent: () => run.stepEvent(),
    travel: (toUs) => run.rewind(toUs),
    runTo: (landmarks) => run.runTo(landmarks),
    look: (queries) => run.look(queries),
    ask: (query) => run.ask(query),
    setSpeed: (speed) => run.setSpeed(speed),
    operate: (command, shards) => {
      run.operate(command, shards);
    },
    stop: () => run.stop(),
    outcome: () => outcome,
  };
}

/** A frame whose views are all there; a slot that has not reported yet leaves holes. */
function shown(frame: nodes.RunFrame): RunFrame {
  const whole = Array.from({ length: frame.views.length }, (_, shard) => frame.views[shard]).every((view) => view !== undefined && view !== null);
  return { ...frame, views: whole ? (frame.views as readonly ShardView[]) : [] };
}

const NOTHING: RunFrame = {
  nowUs: 0,
  frontierUs: 0,
  state: 'failed',
  speed: 'max',
  windows: 0,
  events: 0,
  wallSeconds: 0,
  threads: 0,
  views: [],
  checks: 0,
  violations: [],
  journal: [],
  landmarks: [],
  looks: [],
};
