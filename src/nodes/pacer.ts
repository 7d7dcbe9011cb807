import type { Speed } from './run.js';

/**
 * When the next window may begin, by the wall clock: pause, single steps, virtual seconds per second. It delays
 * windows and never shapes them.
 */
export interface Pacer {
  readonly speed: Speed;
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  /** Lets one window pass and pauses. */
  step(): void;
  setSpeed(speed: Speed): void;
  /** Lets whoever waits look again at once, because something else has changed. */
  nudge(): void;
  /** Lets whoever waits go on at once, for good. */
  release(): void;
  /** Until somebody does something. */
  waitForNudge(): Promise<void>;
  /** Null when the window at this virtual time may begin now, else what to wait for before asking again. */
  waitFor(startUs: number): Promise<void> | null;
}

export function createPacer(paused: boolean, speed: Speed): Pacer {
  let isPaused = paused;
  let steps = 0;
  let released = false;
  let anchor: { readonly virtualUs: number; readonly wallMs: number } | null = null;
  let wake: (() => void) | null = null;
  const changed = (): void => {
    wake?.();
    wake = null;
  };
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(changed, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return {
    get speed() {
      return speed;
    },
    get paused() {
      return isPaused;
    },
    pause() {
      isPaused = true;
      changed();
    },
    resume() {
      isPaused = false;
      anchor = null;
      changed();
    },
    step() {
      isPaused = true;
      steps++;
      changed();
    },
    setSpeed(next) {
      if (next !== 'max' && !(next > 0)) throw new RangeError(`Speed ${next} is not above 0`);
      speed = next;
      anchor = null;
      changed();
    },
    nudge: changed,
    release() {
      released = true;
      changed();
    },
    waitForNudge: () => (released ? Promise.resolve() : sleep(Infinity)),
    waitFor(startUs) {
      if (released) return null;
      if (isPaused) {
        if (steps === 0) return sleep(Infinity);
        steps--;
        return null;
      }
      if (speed === 'max') return null;
      anchor ??= { virtualUs: startUs, wallMs: performance.now() };
      const dueMs = anchor.wallMs + (startUs - anchor.virtualUs) / 1000 / speed;
      const waitMs = dueMs - performance.now();
      return waitMs < 1 ? null : sleep(Math.min(waitMs, 100));
    },
  };
}
