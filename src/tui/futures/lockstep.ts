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

/** What is known of both. */
interface Joint {
  readonly futures: readonly [Future, Future];
  readonly clock: StoreClock;
  speed: Speed;
  playing: boolean;
  ended: boolean;
  beating: boolean;
  /** Beats, ways and steps that are not done yet. */
  underWay: number;
  /** Of these, ways on which somebody sent both. */
  ways: number;
  newestWay: number;
  /** What is to be done once nothing is under way. */
  waiting: (() => void)[];
  /** How far a beat goes at most: what the slower one has shown to manage in its time. */
  strideUs: number;
  /** Up to where both were brought: beyond their barriers where nothing happens for a while. */
  broughtUs: number;
  anchor: { readonly virtualUs: number; readonly wallMs: number } | null;
}

export function createLockstep(futures: readonly [Future, Future], { speed, playing }: { readonly speed: Speed; readonly playing: boolean }, clock: StoreClock): Lockstep {
  const joint: Joint = { futures, clock, speed, playing, ended: false, beating: false, underWay: 0, ways: 0, newestWay: 0, waiting: [], strideUs: FIRST_STRIDE_US, broughtUs: 0, anchor: null };
  if (playing) void keepBeating(joint);
  return {
    get playing() {
      return joint.playing;
    },
    get speed() {
      return joint.speed;
    },
    play() {
      joint.playing = true;
      joint.anchor = null;
      void keepBeating(joint);
    },
    pause() {
      joint.playing = false;
      // A beat ends soon by itself; a long way is ended where it is.
      if (joint.ways > 0) for (const future of futures) future.pause();
    },
    setSpeed(next) {
      joint.speed = next;
      joint.anchor = null;
    },
    travel: (toUs) => onWay(joint, async (together) => together(await Promise.all(futures.map((future) => (toUs < nowOf(future) ? future.travel(toUs) : future.goOn(toUs)))))),
    runTo: (lead, landmarks) =>
      onWay(joint, async (together) => {
        const reached = await lead.runTo(landmarks);
        await together([reached?.atUs ?? (await lead.goOn(0))]);
        return reached;
      }),
    follow(lead) {
      const behind = futures.find((future) => future !== lead && nowOf(future) < nowOf(lead) && !isOver(future));
      if (joint.playing || joint.underWay > 0 || behind === undefined) return;
      // Overtaken by another way, or ended: whoever did that says so.
      during(joint, () => behind.goOn(nowOf(lead))).catch(() => undefined);
    },
    whenThere(act) {
      if (joint.underWay === 0) act();
      else joint.waiting.push(act);
    },
    end() {
      joint.ended = true;
      joint.playing = false;
    },
  };
}

async function during<Value>(joint: Joint, go: () => Promise<Value>): Promise<Value> {
  joint.underWay++;
  try {
    return await go();
  } finally {
    joint.underWay--;
    if (joint.underWay === 0) for (const act of joint.waiting.splice(0)) act();
  }
}

/** A way on which somebody sends both; `together` brings them to the furthest of some times, wherever each was halted. */
function onWay<Value>(joint: Joint, go: (together: (atUs: readonly number[]) => Promise<number>) => Promise<Value>): Promise<Value> {
  return during(joint, async () => {
    const way = ++joint.newestWay;
    joint.ways++;
    const together = async (arrivedUs: readonly number[]): Promise<number> => {
      if (way !== joint.newestWay) throw new Error('The run was sent elsewhere');
      const atUs = Math.max(...arrivedUs);
      await Promise.all(joint.futures.map((future) => future.goOn(atUs)));
      joint.anchor = null;
      joint.broughtUs = atUs;
      return atUs;
    };
    try {
      return await go(together);
    } finally {
      joint.ways--;
    }
  });
}

/** Beats until somebody pauses or both are at their end. */
async function keepBeating(joint: Joint): Promise<void> {
  if (joint.beating) return;
  joint.beating = true;
  while (joint.playing && !joint.ended && !joint.futures.every(isOver)) {
    // A beat that was overtaken by somebody's way is no loss.
    await beat(joint).catch(() => rest(joint, BEAT_MS));
  }
  joint.beating = false;
}

/** Brings both to where the clock is, or as far as there is time for. */
async function beat(joint: Joint): Promise<void> {
  const { futures, clock, speed, strideUs } = joint;
  const beganMs = clock.nowMs();
  const fromUs = Math.max(joint.broughtUs, ...futures.map(nowOf));
  const { virtualUs, wallMs } = (joint.anchor ??= { virtualUs: fromUs, wallMs: beganMs });
  const dueUs = speed === 'max' ? Infinity : virtualUs + (beganMs - wallMs) * 1000 * speed;
  const toUs = Math.min(dueUs, fromUs + strideUs);
  if (toUs > fromUs) {
    await during(joint, () => Promise.all(futures.map((future) => (isOver(future) ? null : future.goOn(toUs)))));
    joint.broughtUs = toUs;
    joint.strideUs = nextStride(strideUs, toUs - fromUs, clock.nowMs() - beganMs);
    // What could not be done in time is not made up for.
    if (toUs < dueUs) joint.anchor = null;
  }
  await rest(joint, speed === 'max' ? 0 : Math.max(0, BEAT_MS - (clock.nowMs() - beganMs)));
}

function rest({ clock }: Joint, forMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(forMs, resolve));
}

function nowOf(future: Future): number {
  return future.frame()?.nowUs ?? 0;
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
