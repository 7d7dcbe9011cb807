import { fineToKWh, type Scale, toFine, US_PER_HOUR } from './scale.js';
import type { TimedOffer } from './standing.js';

/**
 * What every EV still has: energy in fine units, free time. EVs count by id ascending, so that a smaller number wins a tie.
 * Most have one free interval; `intervals` holds those of an EV that was booked in the middle: begin, end, begin, end, …
 */
export interface Fleet {
  readonly ids: readonly string[];
  readonly offeredWh: readonly number[];
  /** The windows as offered, by which an EV is a candidate. */
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  readonly energyFine: Float64Array;
  /** The same in kWh, for the rankings. */
  readonly energyKWh: Float64Array;
  /** Begin of the first free interval and end of the last; infinite, the wrong way round, once an EV has nothing left. */
  readonly freeFromUs: Float64Array;
  readonly freeUntilUs: Float64Array;
  /** Begin of the last free interval and end of the first. */
  readonly lastBeginUs: Float64Array;
  readonly firstEndUs: Float64Array;
  /** Free time in sum, in µs and in hours. */
  readonly freeUs: Float64Array;
  readonly freeHours: Float64Array;
  readonly intervals: (readonly number[] | null)[];
  /** The last request that took the EV, by its place in the order of service; -1 for none. */
  readonly takenBy: Int32Array;
  readonly scale: Scale;
}

/** The fleet before any request is served. */
export function openFleet(offers: readonly TimedOffer[], scale: Scale): Fleet {
  const rows = offers.toSorted((a, b) => (a.ev < b.ev ? -1 : 1));
  const startUs = Float64Array.from(rows, ({ window }) => window.startUs);
  const endUs = Float64Array.from(rows, ({ window }) => window.endUs);
  const energyFine = Float64Array.from(rows, ({ energyWh }) => toFine(energyWh, scale));
  const freeUs = endUs.map((end, row) => end - startUs[row]!);
  return {
    ids: rows.map(({ ev }) => ev),
    offeredWh: rows.map(({ energyWh }) => energyWh),
    startUs,
    endUs,
    energyFine,
    energyKWh: energyFine.map((energy) => fineToKWh(energy, scale)),
    freeFromUs: startUs.slice(),
    freeUntilUs: endUs.slice(),
    lastBeginUs: startUs.slice(),
    firstEndUs: endUs.slice(),
    freeUs,
    freeHours: freeUs.map((time) => time / US_PER_HOUR),
    intervals: rows.map(() => null),
    takenBy: new Int32Array(rows.length).fill(-1),
    scale,
  };
}

/** For how long the EV is free from `fromUs` on, up to `untilUs`. */
export function freeAfter(fleet: Fleet, ev: number, fromUs: number, untilUs: number): number {
  if (fleet.freeFromUs[ev]! > fromUs || fleet.freeUntilUs[ev]! <= fromUs) return 0;
  const intervals = fleet.intervals[ev]!;
  if (intervals === null) return Math.min(fleet.freeUntilUs[ev]!, untilUs) - fromUs;
  for (let at = 0; at < intervals.length; at += 2) {
    if (intervals[at]! <= fromUs && intervals[at + 1]! > fromUs) return Math.min(intervals[at + 1]!, untilUs) - fromUs;
  }
  return 0;
}

/** For how long the EV is free up to `untilUs`, not before `fromUs`. */
export function freeBefore(fleet: Fleet, ev: number, fromUs: number, untilUs: number): number {
  if (fleet.freeUntilUs[ev]! < untilUs || fleet.freeFromUs[ev]! >= untilUs) return 0;
  const intervals = fleet.intervals[ev]!;
  if (intervals === null) return untilUs - Math.max(fleet.freeFromUs[ev]!, fromUs);
  for (let at = 0; at < intervals.length; at += 2) {
    if (intervals[at]! < untilUs && intervals[at + 1]! >= untilUs) return untilUs - Math.max(intervals[at]!, fromUs);
  }
  return 0;
}

/** Books the EV over a part of one of its free intervals, for some of its energy. */
export function book(fleet: Fleet, ev: number, fromUs: number, untilUs: number, energyFine: number): void {
  // A piece may be due a little more than there is (`slackFor`).
  fleet.energyFine[ev] = Math.max(0, fleet.energyFine[ev]! - energyFine);
  fleet.energyKWh[ev] = fineToKWh(fleet.energyFine[ev]!, fleet.scale);
  fleet.freeUs[ev]! -= untilUs - fromUs;
  fleet.freeHours[ev] = fleet.freeUs[ev]! / US_PER_HOUR;
  const intervals = fleet.intervals[ev] ?? [fleet.freeFromUs[ev]!, fleet.freeUntilUs[ev]!];
  const left = cut(intervals, fromUs, untilUs);
  const spent = fleet.energyFine[ev] === 0 || left.length === 0;
  fleet.intervals[ev] = spent || left.length === 2 ? null : left;
  fleet.freeFromUs[ev] = spent ? Infinity : left[0]!;
  fleet.freeUntilUs[ev] = spent ? -Infinity : left.at(-1)!;
  fleet.lastBeginUs[ev] = spent ? Infinity : left.at(-2)!;
  fleet.firstEndUs[ev] = spent ? -Infinity : left[1]!;
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
