/** A span of time `[startUs, endUs)` in whole microseconds, never empty; of a run's virtual time, or of the day in `eval`. */
export interface TimeWindow {
  readonly startUs: number;
  readonly endUs: number;
}

/** What a consumer asks for, as its exchange uploaded it. Ids are compared by code units. */
export interface MarketRequest {
  readonly id: string;
  readonly exchange: string;
  readonly consumer: string;
  readonly bidMilliPerKWh: number;
  readonly demandWh: number;
  /** Only compared; virtual microseconds in a run. */
  readonly submittedAtUs: number;
  /** When the energy is wanted, drawn evenly over it. Mechanisms that know no time ignore it; those that do require it. */
  readonly window?: TimeWindow;
}

/** What an EV can give. */
export interface MarketOffer {
  readonly ev: string;
  readonly energyWh: number;
  /** When it can give it. As for requests. */
  readonly window?: TimeWindow;
  /** The least price that it would take per kWh; 0 where left out. Only two-sided mechanisms look at it. */
  readonly askMilliPerKWh?: number;
}

/** Everything a mechanism sees of a trading round. */
export interface Book {
  readonly requests: readonly MarketRequest[];
  readonly offers: readonly MarketOffer[];
}

/** One EV's task: `energyWh` for one request. An EV may have several, and several for one request, in a mechanism with time. */
export interface Allocation {
  readonly request: string;
  readonly ev: string;
  readonly energyWh: number;
  /** When the EV serves, in a mechanism that splits time; left out, the whole of the request's window. */
  readonly window?: TimeWindow;
  /** What the consumer pays per kWh where that is not its bid (a uniform price). */
  readonly priceMilliPerKWh?: number;
  /** What the EV gets per kWh where that is less than what the consumer pays (McAfee's rule); the auctioneer keeps the rest. */
  readonly sellerMilliPerKWh?: number;
}

/** A request that took part: its demand as asked, and what penalties left of it. */
export interface KeptRequest {
  readonly request: string;
  readonly demandWh: number;
  readonly allowedWh: number;
}

/** What a mechanism decided. Plain data; the sums are exact. */
export interface Clearing {
  /** In the order they were made. */
  readonly allocations: readonly Allocation[];
  /** In the order they were served. */
  readonly fulfilledIds: readonly string[];
  readonly fulfilledRequests: number;
  /** Energy allocated, whole or in part. */
  readonly energyWh: number;
  /** Demand of the kept requests as asked, before penalties: what a fill rate divides by. */
  readonly demandWh: number;
  /**
   * Σ price × energy (the price is the bid unless the allocation says another) in micro-units of the currency (milli-units per kWh × Wh), a whole number in decimal text since it may
   * pass 2^53. A payment is `floor(milliUnits · Wh / 1000)` milli-units, one allocation at a time.
   */
  readonly profitMicro: string;
  /** In the order in which they stood for service. */
  readonly keptRequests: readonly KeptRequest[];
}

/**
 * A market mechanism (DESIGN 3): one pure function over plain records. The same book and parameters give the same
 * clearing everywhere. A book that breaks the mechanism's stated conditions is a programming error and throws.
 */
export interface Mechanism<Parameters> {
  readonly name: string;
  readonly summary: string;
  /** Where it is from, for example `SEED B2, Algorithm 1`. */
  readonly source: string;
  readonly clear: (book: Book, parameters: Parameters) => Clearing;
}
