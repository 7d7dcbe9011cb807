import type { LandmarkName } from '../core/scenario/landmarks.js';
import type { StepUnit } from './model.js';
import type { Reach } from './reach.js';
import type { RunFrame, RunSource } from './source.js';

/** How far `[` and `]` go, in µs of virtual time. */
export const SCRUB_US = 10_000_000;
/** A window back is at least this far back, since windows without events are none. */
const WINDOW_US = 25_000;

/** The landmark that a step of this unit goes to; null for units that are no landmarks. */
const LANDMARK_OF: Readonly<Record<StepUnit, LandmarkName | null>> = { event: null, window: null, round: 'round', epoch: 'election' };

/** One step of a paused run. */
export function step(reach: Reach): void {
  const source = reach.source();
  const { stepUnit } = reach.store.snapshot().ui;
  const landmark = LANDMARK_OF[stepUnit];
  if (source === null) return;
  if (landmark !== null) runToNext(reach, [landmark]);
  else if (stepUnit === 'event') source.stepEvent();
  else source.stepWindow();
}

/** One unit back: to the landmark before this one, or to the window before. */
export function stepBack(reach: Reach): void {
  const { ui, frame } = reach.store.snapshot();
  if (frame === null) return;
  const landmark = LANDMARK_OF[ui.stepUnit];
  const before = frame.landmarks.findLast(({ name, atUs }) => name === landmark && atUs < frame.nowUs);
  travelTo(reach, landmark === null ? frame.nowUs - 2 * WINDOW_US : (before?.atUs ?? 0));
}

export function scrub(reach: Reach, by: 1 | -1): void {
  const { frame } = reach.store.snapshot();
  if (frame !== null) travelTo(reach, frame.nowUs + by * SCRUB_US);
}

export function toStart(reach: Reach): void {
  travelTo(reach, 0);
}

/** To where the run was before it was rewound, and on from there. */
export function toLive(reach: Reach): void {
  const { frame } = reach.store.snapshot();
  if (frame === null) return;
  travelTo(reach, frame.frontierUs, (source) => source.resume());
}

/** Runs to the next of these landmarks; the run is paused there. */
export function runToNext(reach: Reach, landmarks: readonly LandmarkName[]): void {
  underWay(reach, async (source) => {
    const reached = await source.runTo(landmarks);
    return reached === null ? `the run ended before the next ${landmarks.join(' or ')}` : null;
  });
}

/** Brings the run to a time, paused; `then` is done on arrival. */
export function travelTo(reach: Reach, toUs: number, then?: (source: RunSource) => void): void {
  underWay(reach, async (source) => {
    source.pause();
    await source.travel(Math.max(0, toUs));
    then?.(source);
    return null;
  });
}

/** Shows that the run is on its way until it has arrived, and what came of it. */
export function underWay(reach: Reach, go: (source: RunSource) => Promise<string | null>): void {
  const source = reach.source();
  if (source === null) return;
  const arrived = (message: string | null): void => reach.store.ui((ui) => ({ ...ui, travelling: false, message }));
  reach.store.ui((ui) => ({ ...ui, travelling: true, pendingPause: null }));
  // Whoever is sent elsewhere meanwhile is on another way, whose end is told by itself.
  go(source).then(arrived, (error: Error) => arrived(error.message === 'The run was sent elsewhere' ? null : error.message));
}

/** Whether the run goes over what it has been through before. */
export function isReplay(frame: RunFrame): boolean {
  return frame.nowUs < frame.frontierUs;
}
