import type { Allocation, Book, Clearing, MarketRequest, TimeWindow } from '../src/core/market/mechanism.js';
import { worth } from '../src/core/market/sret/rank.js';
import { toWholeWh } from '../src/core/market/sret/whole.js';
import type { MarketTerms } from '../src/core/market/terms.js';

/**
 * SRET (SEED B3) written straight from the text: every choice a scan over all EVs, long integers for every split. The
 * rankings' formulas and the rounding to whole Wh are the real ones, since the choice between near equals is theirs.
 * The tests' oracle and the bench's reference. Double boundary O(N·K·pieces), single boundary the same, with all of eq.
 * 6.1–6.5 for every EV and piece.
 */
export function clearSretDoubleNaive(book: Book, terms: MarketTerms): Clearing {
  const standing = stand(book, terms);
  const offers = book.offers.filter((offer) => offer.energyWh > 0).toSorted((a, b) => b.energyWh - a.energyWh || (a.ev < b.ev ? -1 : 1));
  const used = new Set<string>();
  const allocations: Allocation[] = [];
  const fulfilled = standing.filter(({ request, allowed }) => {
    const { startUs, endUs } = request.window!;
    const fitting = offers.filter((offer) => !used.has(offer.ev) && offer.window!.startUs <= startUs && offer.window!.endUs >= endUs);
    const sum = fitting.reduce((total, offer) => total + offer.energyWh, 0);
    if (allowed === 0 || sum < allowed) return false;
    let left = allowed;
    while (left > 0) {
      const unused = fitting.filter((offer) => !used.has(offer.ev));
      const chosen = unused.findLast((offer) => offer.energyWh >= left) ?? unused[0]!;
      used.add(chosen.ev);
      const energyWh = Math.min(left, chosen.energyWh);
      allocations.push({ request: request.id, ev: chosen.ev, energyWh });
      left -= energyWh;
    }
    return true;
  });
  return clearingOf(standing, fulfilled, allocations);
}

interface Ev {
  readonly id: string;
  readonly window: TimeWindow;
  readonly left: bigint;
  readonly free: readonly TimeWindow[];
}

interface Task {
  readonly request: number;
  readonly ev: number;
  readonly energyFine: number;
  readonly window: TimeWindow;
}

export function clearSretSingleNaive(book: Book, terms: MarketTerms): Clearing {
  const standing = stand(book, terms);
  const largest = Math.max(0, ...standing.map(({ allowed }) => allowed), ...book.offers.map((offer) => offer.energyWh));
  let bits = 30;
  while (bits > 0 && largest * 2 ** bits > Number.MAX_SAFE_INTEGER) bits -= 1;
  const byId = book.offers.toSorted((a, b) => (a.ev < b.ev ? -1 : 1));
  const evs: Ev[] = byId.map((offer) => ({ id: offer.ev, window: offer.window!, left: BigInt(offer.energyWh) << BigInt(bits), free: [offer.window!] }));
  const tasks: Task[] = [];
  const fulfilled = standing.filter((one, at) => {
    if (one.allowed === 0 || one.allowed * 3_600_000_000 > (terms.pilePowerW ?? Infinity) * (one.request.window!.endUs - one.request.window!.startUs)) return false;
    const taken = coverNaive(at, one, evs, bits, terms);
    if (taken === null) return false;
    for (const task of taken) {
      const ev = evs[task.ev]!;
      evs[task.ev] = { ...ev, left: ev.left < BigInt(task.energyFine) ? 0n : ev.left - BigInt(task.energyFine), free: ev.free.flatMap((free) => without(free, task.window)) };
    }
    tasks.push(...taken);
    return true;
  });
  const whole = toWholeWh(tasks, byId.map((offer) => offer.energyWh), { bits, perWh: 2 ** bits });
  const allocations = tasks.map(({ request, ev, window }, at) => ({ request: standing[request]!.request.id, ev: evs[ev]!.id, energyWh: whole[at]!, window }));
  return clearingOf(standing, fulfilled, allocations.filter(({ energyWh }) => energyWh > 0));
}

function coverNaive(at: number, { request, allowed }: Standing, evs: readonly Ev[], bits: number, terms: MarketTerms): Task[] | null {
  const { startUs, endUs } = request.window!;
  const hours = (endUs - startUs) / 3_600_000_000;
  const powerKW = allowed / 1000 / hours;
  const ranking = { prefer: terms.prefer ?? 'energy', powerKW, pileKW: (terms.pilePowerW ?? Infinity) / 1000, demandPotential: powerKW * hours * hours };
  const whole = BigInt(endUs - startUs);
  const demand = BigInt(allowed) << BigInt(bits);
  const tasks: Task[] = [];
  let [from, until, served, end] = [startUs, endUs, 0n, demand];
  const slack = Math.min(Number(demand) / (endUs - startUs), 2 ** (bits - 16));
  while (from < until) {
    const ranked: { worth: number; ev: number; isAtStart: boolean; overlap: number }[] = [];
    for (const [index, ev] of evs.entries()) {
      const isCandidate = (ev.window.startUs <= startUs || ev.window.endUs >= endUs) && !tasks.some((task) => task.ev === index);
      if (!isCandidate || ev.left === 0n) continue;
      const first = ev.free.find((free) => free.startUs <= from && from < free.endUs);
      const last = ev.free.find((free) => free.startUs < until && until <= free.endUs);
      const after = first === undefined ? 0 : Math.min(first.endUs, until) - from;
      const before = last === undefined ? 0 : until - Math.max(last.startUs, from);
      const drawn = (cut: number): number => (Number(demand) * (cut - startUs)) / (endUs - startUs);
      const due = (atStart: boolean, overlap: number): number =>
        overlap === until - from ? Number(end - served) : atStart ? drawn(from + overlap) - Number(served) : Number(end) - drawn(until - overlap);
      const left = Number(ev.left);
      if (after === 0 && before === 0) continue;
      const isAtStart = after >= before || (after > 0 && left <= due(true, after) + slack);
      const overlap = isAtStart ? after : before;
      if (until - from === 1 && left + slack < due(isAtStart, overlap)) continue;
      const free = ev.free.reduce((sum, one) => sum + one.endUs - one.startUs, 0) / 3_600_000_000;
      const kWh = left / 2 ** bits / 1000;
      const isLimited = left <= due(isAtStart, overlap) + slack;
      const hours = (isLimited ? kWh : due(isAtStart, overlap) / 2 ** bits / 1000) / powerKW;
      ranked.push({ worth: worth(ranking, kWh, free, hours, isLimited), ev: index, isAtStart, overlap });
    }
    if (ranked.length === 0) return null;
    const most = Math.max(...ranked.map((one) => one.worth));
    // EVs stand by id, so the first within a tie of the best is the one.
    const best = ranked.find((one) => one.worth >= most * (1 - 1e-9))!;
    const has = evs[best.ev]!.left;
    let cut = best.isAtStart ? from + best.overlap : until - best.overlap;
    const drawn = (demand * BigInt(cut - startUs)) / whole;
    const isAll = best.overlap === until - from;
    let energy = isAll ? end - served : best.isAtStart ? drawn - served : end - drawn;
    if (Number(has) + slack < Number(energy)) {
      const level = best.isAtStart ? served + has : end - has;
      cut = Math.min(until - 1, Math.max(from + 1, startUs + Number((2n * level * whole + demand) / (2n * demand))));
      energy = has;
    }
    tasks.push({ request: at, ev: best.ev, energyFine: Number(energy), window: best.isAtStart ? { startUs: from, endUs: cut } : { startUs: cut, endUs: until } });
    if (best.isAtStart) [from, served] = [cut, served + energy];
    else [until, end] = [cut, end - energy];
  }
  return tasks;
}

function without(free: TimeWindow, task: TimeWindow): TimeWindow[] {
  const before = { startUs: free.startUs, endUs: Math.min(free.endUs, task.startUs) };
  const after = { startUs: Math.max(free.startUs, task.endUs), endUs: free.endUs };
  return [before, after].filter((one) => one.startUs < one.endUs);
}

interface Standing {
  readonly request: MarketRequest;
  readonly allowed: number;
}

function stand(book: Book, terms: MarketTerms): Standing[] {
  const standing = book.requests.filter((request) => request.demandWh > 0).map((request) => ({ request, allowed: allowedOf(request, terms) }));
  return standing.toSorted((a, b) => b.request.bidMilliPerKWh - a.request.bidMilliPerKWh || (a.request.id < b.request.id ? -1 : 1));
}

function allowedOf(request: MarketRequest, terms: MarketTerms): number {
  if (!terms.defence || !Object.hasOwn(terms.consumerPenalties, request.consumer)) return request.demandWh;
  const list = terms.consumerPenalties[request.consumer]!;
  const numerator = list.reduce((product, ratio) => product * BigInt(ratio.numerator), BigInt(request.demandWh));
  return Number(numerator / list.reduce((product, ratio) => product * BigInt(ratio.denominator), 1n));
}

function clearingOf(standing: readonly Standing[], fulfilled: readonly Standing[], allocations: readonly Allocation[]): Clearing {
  return {
    allocations,
    fulfilledIds: fulfilled.map(({ request }) => request.id),
    fulfilledRequests: fulfilled.length,
    energyWh: fulfilled.reduce((sum, { allowed }) => sum + allowed, 0),
    demandWh: standing.reduce((sum, { request }) => sum + request.demandWh, 0),
    profitMicro: String(fulfilled.reduce((sum, { request, allowed }) => sum + BigInt(request.bidMilliPerKWh) * BigInt(allowed), 0n)),
    keptRequests: standing.map(({ request, allowed }) => ({ request: request.id, demandWh: request.demandWh, allowedWh: allowed })),
  };
}
