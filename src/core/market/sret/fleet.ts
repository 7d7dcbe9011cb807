import { type Scale, toFine, US_PER_HOUR } from './scale.js';
import type { TimedOffer } from './standing.js';

/**
 * What every EV still has: energy in fine units, free time. EVs count by id ascending, so that a smaller number wins a tie.
 */
export interface Fleet {
  readonly ids: readonly string[];
  readonly offeredWh: readonly number[];
  /** The windows as offered, by which an EV is a candidate. */
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  readonly energyFine: Float64Array;
  /** Free time in sum. */
  readonly freeHours: Float64Array;
  /** Free intervals, in order: begin, end, begin, end, … */
  readonly intervals: (readonly number[])[];
  /** The last request that took the EV, by its place in the order of service; -1 for none. */
  readonly takenBy: Int32Array;
  readonly scale: Scale;
}

/** The fleet before any request is served. */
export function openFleet(offers: readonly TimedOffer[], scale: Scale): Fleet {
  const rows = offers.toSorted((a, b) => (a.ev < b.ev ? -1 : 1));
  return {
    ids: rows.map(({ ev }) => ev),
    offeredWh: rows.map(({ energyWh }) => energyWh),
    startUs: Float64Array.from(rows, ({ window }) => window.startUs),
    endUs: Float64Array.from(rows, ({ window }) => window.endUs),
    energyFine: Float64Array.from(rows, ({ energyWh }) => toFine(energyWh, scale)),
    freeHours: Float64Array.from(rows, ({ window }) => (window.endUs - window.startUs) / US_PER_HOUR),
    intervals: rows.map(({ window }) => [window.startUs, window.endUs]),
    takenBy: new Int32Array(rows.length).fill(-1),
    scale,
  };
}

/** Books the EV over a part of one of its free intervals, for some of its energy. */
export function book(fleet: Fleet, ev: number, fromUs: number, untilUs: number, energyFine: number): void {
  // A piece may be due a little more than there is (`slackFor`).
  fleet.energyFine[ev] = Math.max(0, fleet.energyFine[ev]! - energyFine);
  const left = cut(fleet.intervals[ev]!, fromUs, untilUs);
  fleet.intervals[ev] = left;
  fleet.freeHours[ev] = left.reduce((sum, time, at) => sum + (at % 2 === 0 ? -time : time), 0) / US_PER_HOUR;
}

function cut(intervals: readonly number[], fromUs: number, untilUs: number): number[] {
  const left: number[] = [];
  for (let at = 0; at < intervals.length; at += 2) {
    const begin = intervals[at]!;
    const end = intervals[at + 1]!;
    if (end <= fromUs || begin >= untilUs) left.push(begin, end);
    else {
      if (begin < fromUs) left.push(begin, fromUs);
      if (untilUs < end) left.push(untilUs, end);
    }
  }
  return left;
}
