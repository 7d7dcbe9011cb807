import type { Buyer, Seller } from '../sides.js';

/** One step along both curves: so much of this seller's energy goes to this buyer. */
export interface Piece {
  readonly buyer: number;
  readonly seller: number;
  readonly energyWh: number;
}

/** Where the demand curve meets the supply curve. Positions are those in the lists given. */
export interface Crossing {
  /** In the order in which the curves are walked; empty when nobody's bid reaches anybody's ask. */
  readonly pieces: readonly Piece[];
  /** The first buyer that still wants something, and the first seller that still has something; the length where none. */
  readonly nextBuyer: number;
  readonly nextSeller: number;
  /** Whether the curves part between two traders on both sides, so that nobody was served in part. */
  readonly isEven: boolean;
}

/**
 * Walks down the demand curve (`buyers` by bid, descending) and up the supply curve (`sellers` by ask, ascending) as long
 * as the bid reaches the ask. With `splits` false the rest of an offer serves nobody else. O(N + K).
 */
export function crossingOf(buyers: readonly Buyer[], sellers: readonly Seller[], splits: boolean): Crossing {
  const pieces: Piece[] = [];
  let [buyer, seller] = [0, 0];
  let wantedWh = buyers[0]?.allowedWh ?? 0;
  let offeredWh = sellers[0]?.energyWh ?? 0;
  while (buyer < buyers.length && seller < sellers.length) {
    if (wantedWh > 0) {
      if (buyers[buyer]!.bidMilliPerKWh < sellers[seller]!.askMilliPerKWh) break;
      const energyWh = Math.min(wantedWh, offeredWh);
      pieces.push({ buyer, seller, energyWh });
      wantedWh -= energyWh;
      offeredWh = splits ? offeredWh - energyWh : 0;
    }
    if (wantedWh === 0) wantedWh = buyers[++buyer]?.allowedWh ?? 0;
    if (offeredWh === 0) offeredWh = sellers[++seller]?.energyWh ?? 0;
  }
  // Those whom penalties left nothing want nothing.
  while (buyer < buyers.length && buyers[buyer]!.allowedWh === 0) buyer += 1;
  const last = pieces.at(-1);
  return { pieces, nextBuyer: buyer, nextSeller: seller, isEven: last === undefined || (last.buyer < buyer && last.seller < seller) };
}
