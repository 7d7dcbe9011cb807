import type { Book } from './mechanism.js';

/**
 * The conditions that every mechanism states of its book: request ids are unique, an EV offers once; energies, bids and
 * asks are safe integers from 0 on and so are the sums of all demands and of all offers. Anything else is a programming
 * error and throws a RangeError.
 */
export function assertBook(book: Book): void {
  let demandWh = 0;
  for (const request of book.requests) {
    if (!isAmount(request.bidMilliPerKWh)) throw new RangeError(`request ${request.id}: bid ${request.bidMilliPerKWh}`);
    if (!isAmount(request.demandWh)) throw new RangeError(`request ${request.id}: demand ${request.demandWh}`);
    demandWh += request.demandWh;
  }
  let energyWh = 0;
  for (const offer of book.offers) {
    if (!isAmount(offer.energyWh)) throw new RangeError(`offer of ${offer.ev}: energy ${offer.energyWh}`);
    if (!isAmount(offer.askMilliPerKWh ?? 0)) throw new RangeError(`offer of ${offer.ev}: ask ${offer.askMilliPerKWh}`);
    energyWh += offer.energyWh;
  }
  if (!isAmount(demandWh) || !isAmount(energyWh)) throw new RangeError('the book’s energies sum to more than 2^53 - 1 Wh');
  if (new Set(book.requests.map((request) => request.id)).size !== book.requests.length) throw new RangeError('a request id occurs twice');
  if (new Set(book.offers.map((offer) => offer.ev)).size !== book.offers.length) throw new RangeError('an EV offers twice');
}

/** Whether `value` is a whole amount of energy or money: a safe integer from 0 on. */
export function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
