import type { LandmarkName } from '../../core/scenario/landmarks.js';
import type { Landmark, Speed } from '../source.js';
import type { StoreClock } from '../store.js';
import type { Future } from './future.js';

/**
 * One clock for two futures. Both are paused runs that are brought from one time to the next together, so that they stand
 * within one window of each other whenever nothing is under way.
 */
export interface Lockstep {
  readonly playing: boolean;
  readonly speed: Speed;
  play(): void;
  pause(): void;
  setSpeed(speed: Speed): void;
  /** Brings both to a virtual time, back or forth. */
  travel(toUs: number): Promise<number>;
  /** Brings one to its next landmark, and the other to the same time. */
  runTo(lead: Future, landmarks: readonly LandmarkName[]): Promise<Landmark | null>;
  /** One has moved by itself, by a step: the other follows. */
  follow(lead: Future): void;
  /** Does this as soon as neither is on its way anywhere, since a run takes no commands on its way. */
  whenThere(act: () => void): void;
  end(): void;
}

/** Wall time between two beats while both go by the clock; the screen shows 8 frames a second. */
const BEAT_MS = 80;
/** How long one beat may take to execute, so that keys are heard soon. */
const LONGEST_MS = 120;
const FIRST_STRIDE_US = 250_000;

export function createLockstep(futures: readonly [Future, Future], initial: { readonly speed: Speed; readonly playing: boolean }, clock: StoreClock): Lockstep {
  let { speed, playing } = initial;
  let underWay = 0;
  /** Of what is under way, that on which somebody sent both. */
  let ways = 0;
  let newestWay = 0;
  let waiting: (() => void)[] = [];
  let ended = false;
  /** How far a beat goes at most: what the slower one has shown to manage in its time. */
  let strideUs = FIRST_STRIDE_US;
  let anchor: { readonly virtualUs: number; readonly wallMs: number } | null = null;
  let beating = false;

  /** Up to where both were brought: beyond their barriers where nothing happens for a while. */
  let broughtUs = 0;

  const nowUs = (): number => Math.max(broughtUs, ...futures.map((future) => future.frame()?.nowUs ?? 0));
  const during = async <Value>(go: () => Promise<Value>): Promise<Value> => {
    underWay++;
    try {
      return await go();
    } finally {
      underWay--;
      if (underWay === 0) for (const act of waiting.splice(0)) act();
    }
  };
  const bring = (toUs: number): Promise<number> => during(async () => Math.max(...(await Promise.all(futures.map((future) => (isOver(future) ? (future.frame()?.nowUs ?? 0) : future.goOn(toUs)))))));

  /** A way on which somebody sends both; `together` brings them to the furthest of some times, wherever each was halted. */
  const onWay = <Value>(go: (together: (atUs: readonly number[]) => Promise<number>) => Promise<Value>): Promise<Value> =>
    during(async () => {
      const way = ++newestWay;
      ways++;
      const together = async (arrivedUs: readonly number[]): Promise<number> => {
        if (way !== newestWay) throw new Error('The run was sent elsewhere');
        const atUs = Math.max(...arrivedUs);
        await Promise.all(futures.map((future) => future.goOn(atUs)));
        anchor = null;
        broughtUs = atUs;
        return atUs;
      };
      try {
        return await go(together);
      } finally {
        ways--;
      }
    });

  const beat = async (): Promise<void> => {
    const beganMs = clock.nowMs();
    const fromUs = nowUs();
    anchor ??= { virtualUs: fromUs, wallMs: beganMs };
    const dueUs = speed === 'max' ? Infinity : anchor.virtualUs + (beganMs - anchor.wallMs) * 1000 * speed;
    const toUs = Math.min(dueUs, fromUs + strideUs);
    if (toUs > fromUs) {
      await bring(toUs);
      broughtUs = toUs;
      strideUs = nextStride(strideUs, toUs - fromUs, clock.nowMs() - beganMs);
      // What could not be done in time is not made up for.
      if (toUs < dueUs) anchor = null;
    }
    const restMs = speed === 'max' ? 0 : Math.max(0, BEAT_MS - (clock.nowMs() - beganMs));
    await new Promise<void>((resolve) => clock.after(restMs, resolve));
  };

  const go = async (): Promise<void> => {
    if (beating) return;
    beating = true;
    while (playing && !ended && !futures.every(isOver)) {
      // A beat that was overtaken by somebody's travel is no loss.
      await beat().catch(() => new Promise<void>((resolve) => clock.after(BEAT_MS, resolve)));
    }
    beating = false;
  };
  if (playing) void go();

  return {
    get playing() {
      return playing;
    },
    get speed() {
      return speed;
    },
    play() {
      playing = true;
      anchor = null;
      void go();
    },
    pause() {
      playing = false;
      // A beat ends soon by itself; a long way is ended where it is.
      if (ways > 0) for (const future of futures) future.pause();
    },
    setSpeed(next) {
      speed = next;
      anchor = null;
    },
    travel: (toUs) => onWay(async (together) => together(await Promise.all(futures.map((future) => (toUs < (future.frame()?.nowUs ?? 0) ? future.travel(toUs) : future.goOn(toUs)))))),
    runTo: (lead, landmarks) =>
      onWay(async (together) => {
        const reached = await lead.runTo(landmarks);
        await together([reached?.atUs ?? (await lead.goOn(0))]);
        return reached;
      }),
    follow(lead) {
      const atUs = lead.frame()?.nowUs ?? 0;
      const behind = futures.find((future) => future !== lead && (future.frame()?.nowUs ?? 0) < atUs && !isOver(future));
      if (playing || underWay > 0 || behind === undefined) return;
      // Overtaken by another way, or ended: whoever did that says so.
      during(() => behind.goOn(atUs)).catch(() => undefined);
    },
    whenThere(act) {
      if (underWay === 0) act();
      else waiting.push(act);
    },
    end() {
      ended = true;
      playing = false;
    },
  };
}

/** A stride that takes about as long as a beat may, found by doubling. */
function nextStride(strideUs: number, wentUs: number, tookMs: number): number {
  const fittingUs = (wentUs * LONGEST_MS) / Math.max(1, tookMs);
  if (tookMs > LONGEST_MS) return Math.max(25_000, Math.floor(fittingUs));
  return Math.max(strideUs, Math.min(2 * strideUs, Math.floor(fittingUs)));
}

function isOver(future: Future): boolean {
  return ['finished', 'stopped', 'failed', 'ended'].includes(future.frame()?.state ?? '');
}
