/** What a consumer asks for, as its exchange uploaded it. Ids are compared by code units. */
export interface MarketRequest {
  readonly id: string;
  readonly exchange: string;
  readonly consumer: string;
  readonly bidMilliPerKWh: number;
  readonly demandWh: number;
  /** Only compared; virtual microseconds in a run. */
  readonly submittedAtUs: number;
}

/** What an EV can give. */
export interface MarketOffer {
  readonly ev: string;
  readonly energyWh: number;
}

/** Everything a mechanism sees of a trading round. */
export interface Book {
  readonly requests: readonly MarketRequest[];
  readonly offers: readonly MarketOffer[];
}

/** One EV's task: `energyWh` for one request. */
export interface Allocation {
  readonly request: string;
  readonly ev: string;
  readonly energyWh: number;
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
   * Σ bid × energy in micro-units of the currency (milli-units per kWh × Wh), a whole number in decimal text since it may
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
