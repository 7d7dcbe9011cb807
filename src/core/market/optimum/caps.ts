import type { TimeWindow } from '../mechanism.js';
import type { OptimumBook, Wanted } from './optimum.js';

/** What windows of time let through; without windows what is asked and what is offered. */
export interface Caps {
  /** By request: at most its demand, and what is drawn of it while any offer is there. */
  readonly servableWh: readonly number[];
  /** By offer: at most its energy, and what requests that overlap it can draw while it is there, one after the other. */
  readonly usableWh: readonly number[];
}

/**
 * Caps in whole Wh, rounded up, so that they bound mechanisms which round a piece to the nearest Wh. Throws a RangeError
 * when some rows have windows and others none.
 */
export function capsOf(book: OptimumBook): Caps {
  if (!hasTime(book)) return { servableWh: book.requests.map(({ demandWh }) => demandWh), usableWh: book.offers.map(({ energyWh }) => energyWh) };
  const present = unionOf(book.offers.filter(({ energyWh }) => energyWh > 0).map(({ window }) => window!));
  const powers = book.requests.filter(({ demandWh }) => demandWh > 0).toSorted((a, b) => powerOf(b) - powerOf(a));
  return {
    servableWh: book.requests.map((request) => Math.min(request.demandWh, Math.ceil(powerOf(request) * coveredUs(request.window!, present)))),
    usableWh: book.offers.map(({ energyWh, window }) => Math.min(energyWh, drawable(window!, powers, energyWh))),
  };
}

/** Whether the book has windows; on some rows only is a programming error and throws a RangeError. */
export function hasTime({ requests, offers }: OptimumBook): boolean {
  const timed = [...requests, ...offers].filter(({ window }) => window !== undefined).length;
  if (timed !== 0 && timed !== requests.length + offers.length) throw new RangeError('windows on some rows only');
  return timed > 0;
}

/** P_r of SEED B3: a request is drawn evenly over its window. In Wh per µs. */
export function powerOf({ demandWh, window }: Wanted): number {
  return demandWh / (window!.endUs - window!.startUs);
}

/** How long two windows are open together. */
export function overlapUs(one: TimeWindow, other: TimeWindow): number {
  return Math.max(0, Math.min(one.endUs, other.endUs) - Math.max(one.startUs, other.startUs));
}

/** The windows' union as disjoint windows in order of time. */
function unionOf(windows: readonly TimeWindow[]): TimeWindow[] {
  const union: { startUs: number; endUs: number }[] = [];
  for (const { startUs, endUs } of windows.toSorted((a, b) => a.startUs - b.startUs)) {
    const last = union.at(-1);
    if (last !== undefined && startUs <= last.endUs) last.endUs = Math.max(last.endUs, endUs);
    else union.push({ startUs, endUs });
  }
  return union;
}

function coveredUs(window: TimeWindow, union: readonly TimeWindow[]): number {
  return union.reduce((sum, part) => sum + overlapUs(window, part), 0);
}

/** What the requests, the most powerful first, draw in the offer's window, each as long as both are open; at most `enoughWh`. */
function drawable(window: TimeWindow, powers: readonly Wanted[], enoughWh: number): number {
  let leftUs = window.endUs - window.startUs;
  let energyWh = 0;
  for (const request of powers) {
    const timeUs = Math.min(leftUs, overlapUs(window, request.window!));
    leftUs -= timeUs;
    energyWh += powerOf(request) * timeUs;
    if (leftUs === 0 || energyWh >= enoughWh) break;
  }
  return Math.ceil(energyWh);
}
