import type { CampusLeftovers, CrossSlice, CrossTask } from '../../ledger/endorse-order-validate/contract-bocs.js';
import type { Book, Clearing } from '../../market/mechanism.js';

/**
 * A plan over leftovers by the scenario's mechanism (SEED B5): one task an EV. The book is in order of ids, so that whoever
 * has the same leftovers makes the same plan. Penalties have shrunk the demand at home already.
 */
export function planOver(leftovers: readonly CampusLeftovers[], clear: (book: Book) => Clearing, chargingPointOf: (ev: string) => string): CrossTask[] {
  const book = crossBook(leftovers);
  const requests = new Map(book.requests.map((request) => [request.id, request]));
  const { allocations } = clear(book);
  const slices = new Map<string, CrossSlice[]>();
  for (const { request: id, ev, energyWh, window, priceMilliPerKWh } of allocations) {
    const { consumer, bidMilliPerKWh, window: asked } = requests.get(id)!;
    const { startUs: beginUs, endUs } = window ?? asked!;
    const slice = { beginUs, consumer, endUs, energyWh, priceMilliPerKWh: priceMilliPerKWh ?? bidMilliPerKWh, request: id };
    const own = slices.get(ev);
    if (own === undefined) slices.set(ev, [slice]);
    else own.push(slice);
  }
  return [...slices].map(([ev, own]) => ({ chargingPoint: chargingPointOf(ev), ev, round: leftovers[0]!.round, slices: own }));
}

/** All leftovers as one book; of a name that two campuses claim, the first campus' counts. */
function crossBook(leftovers: readonly CampusLeftovers[]): Book {
  const requests = new Map<string, Book['requests'][number]>();
  const offers = new Map<string, Book['offers'][number]>();
  for (const campus of leftovers) {
    for (const { id, exchange, consumer, bidMilliPerKWh, remainingWh: demandWh, submittedAtUs, beginUs: startUs, endUs } of campus.requests) {
      if (!requests.has(id)) requests.set(id, { bidMilliPerKWh, consumer, demandWh, exchange, id, submittedAtUs, window: { endUs, startUs } });
    }
    for (const { ev, energyWh, askMilliPerKWh, beginUs: startUs, endUs } of campus.offers) {
      if (!offers.has(ev)) offers.set(ev, { askMilliPerKWh, energyWh, ev, window: { endUs, startUs } });
    }
  }
  return { offers: inOrder(offers), requests: inOrder(requests) };
}

function inOrder<Value>(entries: ReadonlyMap<string, Value>): Value[] {
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
