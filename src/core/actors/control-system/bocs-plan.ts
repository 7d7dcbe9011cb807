import type { CampusLeftovers, CrossTask } from '../../ledger/endorse-order-validate/contract-bocs.js';
import type { Book } from '../../market/mechanism.js';
import type { MechanismEntry } from '../../market/registry.js';
import type { MarketTerms } from '../../market/terms.js';

/**
 * A plan over leftovers by the scenario's mechanism (SEED B5). The book is in order of ids, so that whoever has the same
 * leftovers makes the same plan. Penalties have shrunk the demand at home already.
 */
export function planOver(leftovers: readonly CampusLeftovers[], mechanism: MechanismEntry, terms: MarketTerms): CrossTask[] {
  const book = bookOf(leftovers);
  const requests = new Map(book.requests.map((request) => [request.id, request]));
  const round = leftovers[0]?.round ?? 0;
  const { allocations } = mechanism.clear(book, { ...terms, consumerPenalties: {}, exchangePenalties: {} });
  return allocations.map(({ request: id, ev, energyWh, window, priceMilliPerKWh }): CrossTask => {
    const { consumer, bidMilliPerKWh } = requests.get(id)!;
    return { bidMilliPerKWh: priceMilliPerKWh ?? bidMilliPerKWh, consumer, energyWh, ev, request: id, round, window: window === undefined ? null : { ...window } };
  });
}

/** All leftovers as one book; of an id that two campuses name, the first campus' counts. */
export function bookOf(leftovers: readonly CampusLeftovers[]): Book {
  const requests = new Map<string, Book['requests'][number]>();
  const offers = new Map<string, Book['offers'][number]>();
  for (const campus of leftovers) {
    for (const { id, exchange, consumer, bidMilliPerKWh, remainingWh: demandWh, submittedAtUs, window } of campus.requests) {
      if (!requests.has(id)) requests.set(id, { bidMilliPerKWh, consumer, demandWh, exchange, id, submittedAtUs, ...(window === null ? {} : { window }) });
    }
    for (const { ev, energyWh, askMilliPerKWh, window } of campus.offers) {
      if (!offers.has(ev)) offers.set(ev, { askMilliPerKWh, energyWh, ev, ...(window === null ? {} : { window }) });
    }
  }
  const byKey = <Value>(entries: ReadonlyMap<string, Value>): Value[] => [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
  return { offers: byKey(offers), requests: byKey(requests) };
}
