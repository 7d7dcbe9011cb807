import type { Book } from '../../../../src/core/market/mechanism.js';

/** A piece as the stranger's program gives it: kWh and hours. */
export interface StrangersPiece {
  readonly request: string;
  readonly ev: string;
  readonly energyKWh: number;
  readonly start: number;
  readonly end: number;
}

const TINY = 1e-9;
const HOUR_US = 3_600_000_000;

/**
 * SRET with a single boundary as somebody would write it who has SEED B3 and the thesis and nothing of ours: doubles in kWh,
 * hours and kW, lists that are scanned and sorted, and a tolerance where doubles meet. Nothing is rounded.
 */
export function strangersSingle(book: Book, pileKW: number, prefer: 'energy' | 'evs'): { pieces: StrangersPiece[]; fulfilled: string[] } {
  const evs = book.offers
    .map((offer) => {
      const [start, end] = [offer.window!.startUs / HOUR_US, offer.window!.endUs / HOUR_US];
      return { id: offer.ev, start, end, left: offer.energyWh / 1000, free: [[start, end]] as [number, number][] };
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const requests = book.requests.toSorted((a, b) => b.bidMilliPerKWh - a.bidMilliPerKWh || (a.id < b.id ? -1 : 1));
  const pieces: StrangersPiece[] = [];
  const fulfilled: string[] = [];
  for (const request of requests) {
    const [start, end] = [request.window!.startUs / HOUR_US, request.window!.endUs / HOUR_US];
    const power = request.demandWh / 1000 / (end - start);
    if (request.demandWh === 0 || power > pileKW + TINY) continue;
    const saved = evs.map((ev) => ({ ...ev, free: [...ev.free] }));
    let open = evs.filter((ev) => ev.start <= start + TINY || ev.end >= end - TINY);
    const own: StrangersPiece[] = [];
    let [from, until] = [start, end];
    while (until - from > TINY) {
      const ranked = open.flatMap((ev) => {
        if (ev.left < TINY) return [];
        const begins = ev.free.filter(([a, b]) => a <= from + TINY && b > from + TINY).map(([, b]) => ({ atStart: true, hours: Math.min(b, until) - from }));
        const ends = ev.free.filter(([a, b]) => b >= until - TINY && a < until - TINY).map(([a]) => ({ atStart: false, hours: until - Math.max(a, from) }));
        const options = [...begins, ...ends].map((one) => ({ ...one, hours: Math.min(one.hours, ev.left / power) })).toSorted((a, b) => (Math.abs(a.hours - b.hours) < TINY ? 0 : b.hours - a.hours));
        if (options.length === 0) return [];
        const best = options[0]!;
        const hours = ev.free.reduce((sum, [a, b]) => sum + b - a, 0);
        const before = Math.min(ev.left, pileKW * hours) * hours;
        const [leftAfter, hoursAfter] = [snap(ev.left - power * best.hours), snap(hours - best.hours)];
        const after = hoursAfter === 0 ? 0 : Math.min(leftAfter, pileKW * hoursAfter) * hoursAfter;
        const rank = before === 0 ? -1 : prefer === 'evs' ? (before - after) / (power * (end - start) ** 2) : (before - after) / before;
        return [{ ev, ...best, rank }];
      });
      if (ranked.length === 0) break;
      const top = Math.max(...ranked.map((one) => one.rank));
      const { ev, atStart, hours } = ranked.find((one) => one.rank >= top - TINY)!;
      const piece = atStart ? { start: from, end: from + hours } : { start: until - hours, end: until };
      own.push({ request: request.id, ev: ev.id, energyKWh: power * hours, ...piece });
      if (atStart) from = piece.end;
      else until = piece.start;
      ev.left = snap(ev.left - power * hours);
      ev.free = ev.free.flatMap(([a, b]) => ([[a, Math.min(b, piece.start)], [Math.max(a, piece.end), b]] as [number, number][]).filter(([x, y]) => y - x > TINY));
      open = open.filter((one) => one !== ev);
    }
    if (until - from > TINY) evs.splice(0, evs.length, ...saved);
    else {
      fulfilled.push(request.id);
      pieces.push(...own);
    }
  }
  return { pieces, fulfilled };
}

function snap(value: number): number {
  return Math.abs(value) < TINY ? 0 : value;
}

/** The double boundary, by the same hand. */
export function strangersDouble(book: Book): Omit<StrangersPiece, 'start' | 'end'>[] {
  let offers = book.offers.map((offer) => ({ ev: offer.ev, left: offer.energyWh, ...offer.window! })).toSorted((a, b) => b.left - a.left || (a.ev < b.ev ? -1 : 1));
  const pieces: Omit<StrangersPiece, 'start' | 'end'>[] = [];
  for (const request of book.requests.toSorted((a, b) => b.bidMilliPerKWh - a.bidMilliPerKWh || (a.id < b.id ? -1 : 1))) {
    let list = offers.filter((offer) => offer.startUs <= request.window!.startUs && offer.endUs >= request.window!.endUs);
    if (list.reduce((sum, offer) => sum + offer.left, 0) < request.demandWh) continue;
    for (let left = request.demandWh; left > 0; ) {
      const covering = list.filter((offer) => offer.left >= left);
      const chosen = covering.length > 0 ? covering.at(-1)! : list[0]!;
      pieces.push({ request: request.id, ev: chosen.ev, energyKWh: Math.min(left, chosen.left) / 1000 });
      left -= Math.min(left, chosen.left);
      list = list.filter((offer) => offer !== chosen);
      offers = offers.filter((offer) => offer !== chosen);
    }
  }
  return pieces;
}
