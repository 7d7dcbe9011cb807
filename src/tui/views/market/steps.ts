import type { AllocationLine, BookDetail, RequestFate, RequestLine } from '../../../core/inspect/market.js';

/** The book after some steps of its matching: a fold over the first allocations, in the mechanism's own order. */
export interface BookAt {
  /** Steps taken, and all there are. */
  readonly step: number;
  readonly last: number;
  /** The allocation of the last step taken; null at the beginning. */
  readonly current: AllocationLine | null;
  readonly servedWh: ReadonlyMap<string, number>;
  /** By request: who serves it, with how much. */
  readonly from: ReadonlyMap<string, readonly AllocationLine[]>;
  /** By EV: what it gives, and to which request. */
  readonly usedBy: ReadonlyMap<string, AllocationLine>;
  readonly allocatedWh: number;
}

export function bookAt({ allocations }: Pick<BookDetail, 'allocations'>, steps: number): BookAt {
  const step = Math.max(0, Math.min(steps, allocations.length));
  const servedWh = new Map<string, number>();
  const from = new Map<string, AllocationLine[]>();
  const usedBy = new Map<string, AllocationLine>();
  let allocatedWh = 0;
  for (const one of allocations.slice(0, step)) {
    servedWh.set(one.request, (servedWh.get(one.request) ?? 0) + one.energyWh);
    from.set(one.request, [...(from.get(one.request) ?? []), one]);
    usedBy.set(one.ev, one);
    allocatedWh += one.energyWh;
  }
  return { step, last: allocations.length, current: allocations[step - 1] ?? null, servedWh, from, usedBy, allocatedWh };
}

/** How a request stands after the steps taken: its fate once the matching has come past it, `waiting` or `now` before. */
export function standing(request: RequestLine, rank: number, currentRank: number, at: BookAt): RequestFate | 'waiting' | 'now' {
  if (request.fate === 'duplicate' || request.fate === 'empty' || request.fate === 'penalised') return request.fate;
  if (at.step === at.last) return request.fate;
  if ((at.servedWh.get(request.id) ?? 0) >= request.allowedWh && request.allowedWh > 0) return 'served';
  if (rank === currentRank) return 'now';
  return rank < currentRank ? request.fate : 'waiting';
}
