import type { Book, Clearing, TimeWindow } from '../mechanism.js';
import { capsOf } from './caps.js';

/** What is to be as large as possible: Σ bid × energy, or Σ energy. */
export type Objective = 'profit' | 'energy';

/** What the optimum asks of a request: its demand is what a mechanism might serve of it, after penalties if there are any. */
export interface Wanted {
  readonly request: string;
  readonly bidMilliPerKWh: number;
  readonly demandWh: number;
  readonly window?: TimeWindow;
}

/** What the optimum asks of an offer. */
export interface Offered {
  readonly ev: string;
  readonly energyWh: number;
  readonly window?: TimeWindow;
}

/**
 * A book as the optimum sees it. It holds windows either on every row or on none: on none it knows no time. Requests are
 * drawn evenly over their windows.
 */
export interface OptimumBook {
  readonly requests: readonly Wanted[];
  readonly offers: readonly Offered[];
}

/**
 * How the bounds were found: `pooled` in closed form, everything offered in one pool; `linear` by the linear program, whose
 * optimum it is; `integer` by the program of whole requests, which bounds only mechanisms that serve whole requests.
 */
export type BoundMethod = 'pooled' | 'linear' | 'integer';

/** No clearing of the book allocates more than `energyWh`, and none makes more of its bids than `profitMicro`. */
export interface Bounds {
  readonly method: BoundMethod;
  readonly energyWh: number;
  /** Micro-units of the currency, decimal text. */
  readonly profitMicro: string;
}

/** How far a clearing stays below the bounds, as shares of them from 0 to 1; 0 where there is nothing to gain. */
export interface Gap {
  readonly profitGap: number;
  readonly energyGap: number;
}

/**
 * Bounds in closed form: the best bids first, out of one pool of all offers, each request and each offer capped by what
 * windows let through (`capsOf`). Without windows this is the optimum of the transport problem in which an offer may be
 * split over requests, for profit and for energy at once, and an upper bound of whatever may split less, as RET. With
 * windows it relaxes the linear program of `linear.ts`, and on the thesis's books by less than one per cent.
 * O((N+K) log (N+K)) without windows; with them each offer also walks down the requests until it is empty.
 */
export function pooledBounds(book: OptimumBook): Bounds {
  const { servableWh, usableWh } = capsOf(book);
  const order = book.requests.map((_, at) => at).toSorted((a, b) => book.requests[b]!.bidMilliPerKWh - book.requests[a]!.bidMilliPerKWh || a - b);
  const poolWh = usableWh.reduce((sum, energyWh) => sum + energyWh, 0);
  let leftWh = poolWh;
  let profitMicro = 0n;
  for (const at of order) {
    const energyWh = Math.min(leftWh, servableWh[at]!);
    leftWh -= energyWh;
    profitMicro += BigInt(book.requests[at]!.bidMilliPerKWh) * BigInt(energyWh);
  }
  return { method: 'pooled', energyWh: poolWh - leftWh, profitMicro: profitMicro.toString() };
}

/** The gap of a clearing to the bounds of its book. */
export function gapTo(clearing: Pick<Clearing, 'energyWh' | 'profitMicro'>, bounds: Bounds): Gap {
  return {
    profitGap: shareMissing(Number(BigInt(bounds.profitMicro) - BigInt(clearing.profitMicro)), Number(bounds.profitMicro)),
    energyGap: shareMissing(bounds.energyWh - clearing.energyWh, bounds.energyWh),
  };
}

function shareMissing(missing: number, bound: number): number {
  return bound === 0 ? 0 : missing / bound;
}

/**
 * The book that a clearing had to serve: the requests that it kept with what penalties left of their demand, and the offers
 * up to `pileCapacityWh`. `withTime` keeps the windows, for mechanisms that heed them; such know no pile capacity, so
 * none is to be given for them. A quota of an exchange is not heeded: it is a bound all the same.
 */
export function bookOfClearing(book: Book, { keptRequests }: Pick<Clearing, 'keptRequests'>, withTime: boolean, pileCapacityWh = Infinity): OptimumBook {
  const byId = new Map(book.requests.map((request) => [request.id, request]));
  const windowOf = ({ window }: { readonly window?: TimeWindow }): { readonly window?: TimeWindow } => (withTime && window !== undefined ? { window } : {});
  return {
    requests: keptRequests.map(({ request, allowedWh }) => {
      const asked = byId.get(request)!;
      return { request, bidMilliPerKWh: asked.bidMilliPerKWh, demandWh: allowedWh, ...windowOf(asked) };
    }),
    offers: book.offers.map((offer) => ({ ev: offer.ev, energyWh: Math.min(offer.energyWh, pileCapacityWh), ...windowOf(offer) })),
  };
}
