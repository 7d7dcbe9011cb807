import type { Allocation } from '../mechanism.js';
import type { BoundMethod, Objective, OptimumBook } from './optimum.js';

export const WH_PER_KWH = 1000;

/** A best allocation, and the proof of how good it is. */
export interface Plan {
  readonly method: BoundMethod;
  /** The best bids first, or by request id; they say how much, not when. */
  readonly allocations: readonly Allocation[];
  readonly energyWh: number;
  /** Σ bid × energy of the allocations, micro-units in decimal text. */
  readonly profitMicro: string;
  /** Requests served wholly, in the order of the allocations. */
  readonly fulfilledIds: readonly string[];
  /** What no plan exceeds: Wh for energy, micro-units for profit, decimal text. */
  readonly bound: string;
  /** False when the search for whole requests stopped at its limit; the bound holds all the same. */
  readonly isProven: boolean;
}

/** So much from an offer to a request, by their positions in the book. */
export interface PlanPiece {
  readonly request: number;
  readonly offer: number;
  readonly energyWh: number;
}

/** The book in the order of its ids, so that the order of its rows has no effect on which of several best plans is found. */
export function sortedBook({ requests, offers }: OptimumBook): OptimumBook {
  return { requests: requests.toSorted((a, b) => (a.request < b.request ? -1 : 1)), offers: offers.toSorted((a, b) => (a.ev < b.ev ? -1 : 1)) };
}

/** What pieces make of a book; those of nothing are left out. */
export function planOf({ requests, offers }: OptimumBook, pieces: readonly PlanPiece[]): Pick<Plan, 'allocations' | 'energyWh' | 'profitMicro' | 'fulfilledIds'> {
  const real = pieces.filter(({ energyWh }) => energyWh > 0);
  const servedWh = new Float64Array(requests.length);
  let profitMicro = 0n;
  for (const { request, energyWh } of real) {
    servedWh[request]! += energyWh;
    profitMicro += BigInt(requests[request]!.bidMilliPerKWh) * BigInt(energyWh);
  }
  return {
    allocations: real.map(({ request, offer, energyWh }) => ({ request: requests[request]!.request, ev: offers[offer]!.ev, energyWh })),
    energyWh: servedWh.reduce((sum, energyWh) => sum + energyWh, 0),
    profitMicro: profitMicro.toString(),
    fulfilledIds: requests.filter(({ demandWh }, at) => demandWh > 0 && servedWh[at] === demandWh).map(({ request }) => request),
  };
}

/**
 * A bound of a program in kWh and currency as whole Wh or micro-units: energies and profits are whole, so the fraction is
 * cut off, after a margin for the rounding of doubles.
 */
export function toWhole(bound: number, objective: Objective): bigint {
  return BigInt(Math.floor(bound * unitsOf(objective) * (1 + 1e-9) + 1e-3));
}

/** Whole units of an objective in what a program counts in: Wh in a kWh, micro-units in one of the currency. */
export function unitsOf(objective: Objective): number {
  return objective === 'profit' ? 1_000_000 : WH_PER_KWH;
}
