import { isOver, type Crossing } from '../../model.js';

/** Nothing has happened for so long: a driver asks again every three seconds, so something keeps the answer away. */
export const STALLED_US = 10_000_000;

/** How long a transaction in flight has been without any change, when that is long; else null. */
export function stalledUs(crossing: Crossing, nowUs: number): number | null {
  const stillUs = nowUs - crossing.changedUs;
  return !isOver(crossing) && stillUs >= STALLED_US ? stillUs : null;
}
