import type { Clearing } from '../market/mechanism.js';
import { toCurrency, toHours, toKWh } from './amounts.js';

/** What units answer that clear a book; energies in kWh, profit in the currency, each the double nearest to the exact value. */
export interface ClearingAnswer {
  /** In the order made; `start` and `end` in hours where the mechanism splits time. */
  allocations: { request: string; ev: string; energyKWh: number; start?: number; end?: number }[];
  fulfilledRequests: number;
  energyKWh: number;
  /** Energy allocated over the demand of the kept requests as asked; 0 when nothing was asked. */
  fillRate: number;
  profit: number;
}

/** A clearing in the units and keys of `eval` (DESIGN 6). */
export function toClearingAnswer(clearing: Clearing): ClearingAnswer {
  return {
    allocations: clearing.allocations.map(({ request, ev, energyWh, window }) => ({
      request,
      ev,
      energyKWh: toKWh(energyWh),
      ...(window === undefined ? {} : { start: toHours(window.startUs), end: toHours(window.endUs) }),
    })),
    fulfilledRequests: clearing.fulfilledRequests,
    energyKWh: toKWh(clearing.energyWh),
    fillRate: clearing.demandWh === 0 ? 0 : clearing.energyWh / clearing.demandWh,
    profit: toCurrency(clearing.profitMicro),
  };
}
