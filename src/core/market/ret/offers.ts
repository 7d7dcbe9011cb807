import type { MarketOffer } from '../mechanism.js';

/**
 * The round's offers, largest first (ties: EV id ascending), and which of them are unused. Both questions that RET asks
 * are answered in near constant or logarithmic time: the largest unused offer, and the smallest unused one that covers a
 * demand. Slots count from 1; slot 0 stands for "none".
 */
export interface OfferShelf {
  /** `evs[0]` is unused, as slot 0 is. */
  readonly evs: readonly string[];
  readonly energyWh: Float64Array;
  /** A forest of disjoint sets: the root of a slot is the nearest unused slot at or before it. */
  readonly unusedAtOrBefore: Int32Array;
  /** No slot before this one is unused. */
  first: number;
}

/** Caps every offer at the pile capacity (eq. 4.6), drops those of zero energy and sorts the rest. */
export function shelveOffers(offers: readonly MarketOffer[], pileCapacityWh: number): OfferShelf {
  const rows = offers.filter((offer) => offer.energyWh > 0 && pileCapacityWh > 0);
  const capped = Float64Array.from(rows, (offer) => Math.min(offer.energyWh, pileCapacityWh));
  const order = rows.map((_, row) => row);
  order.sort((a, b) => capped[b]! - capped[a]! || (rows[a]!.ev < rows[b]!.ev ? -1 : 1));
  const energyWh = new Float64Array(rows.length + 1);
  const unusedAtOrBefore = new Int32Array(rows.length + 1);
  const evs = [''];
  for (const [position, row] of order.entries()) {
    energyWh[position + 1] = capped[row]!;
    unusedAtOrBefore[position + 1] = position + 1;
    evs.push(rows[row]!.ev);
  }
  return { evs, energyWh, unusedAtOrBefore, first: 1 };
}

/** Takes the smallest unused offer of at least `demandWh`, of equal ones the last in the order. Its slot, or 0. */
export function takeSmallestCovering(shelf: OfferShelf, demandWh: number): number {
  let covering = 0;
  let tooSmall = shelf.evs.length;
  while (tooSmall - covering > 1) {
    const middle = (covering + tooSmall) >> 1;
    if (shelf.energyWh[middle]! >= demandWh) covering = middle;
    else tooSmall = middle;
  }
  const slot = nearestUnused(shelf, covering);
  if (slot > 0) use(shelf, slot);
  return slot;
}

/** Takes the largest unused offer, of equal ones the first in the order. Its slot, or 0 when all are used. */
export function takeLargest(shelf: OfferShelf): number {
  while (shelf.first < shelf.evs.length && shelf.unusedAtOrBefore[shelf.first] !== shelf.first) shelf.first += 1;
  if (shelf.first === shelf.evs.length) return 0;
  use(shelf, shelf.first);
  return shelf.first;
}

function use(shelf: OfferShelf, slot: number): void {
  shelf.unusedAtOrBefore[slot] = slot - 1;
}

function nearestUnused(shelf: OfferShelf, slot: number): number {
  const parents = shelf.unusedAtOrBefore;
  let at = slot;
  while (parents[at] !== at) {
    // Path halving keeps the forest flat without a second pass.
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}
