import type { Allocation, Book, Clearing } from '../market/mechanism.js';
import { type MechanismEntry, MECHANISMS } from '../market/registry.js';

/** The mechanism of that name, or null where this build has none. */
export function mechanismNamed(name: string): MechanismEntry | null {
  return MECHANISMS.find((entry) => entry.name === name) ?? null;
}

/** A sentence for each of the names that no mechanism of this build has. */
export function lackingMechanisms(names: readonly string[]): string[] {
  return names.filter((name) => mechanismNamed(name) === null).map((name) => `no mechanism "${name}": what is said about it is not measured`);
}

/** What consumers pay in currency units: Σ price × energy. */
export function paidMoney(clearing: Clearing): number {
  // The text may pass 2^53 in micro-units; as a mean over repetitions it needs no more than a double's digits.
  return Number(clearing.profitMicro) / 1_000_000;
}

/** What is paid for some of the allocations, in currency units. */
export function paidFor(book: Book, allocations: readonly Allocation[]): number {
  const bids = new Map(book.requests.map((request) => [request.id, request.bidMilliPerKWh]));
  let micro = 0;
  for (const { request, energyWh, priceMilliPerKWh } of allocations) micro += (priceMilliPerKWh ?? bids.get(request)!) * energyWh;
  return micro / 1_000_000;
}
