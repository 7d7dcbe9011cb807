/** What the market says of itself, round by round (SEED B1, B2, B6). */
export type MarketNote =
  | MarketOpened
  | MarketDemand
  | MarketOffers
  | MarketCleared
  | MarketDelivered
  | MarketServed
  | MarketPenalties
  | MarketClosed
  | MarketRequestTaken
  | MarketCalled
  | MarketAllocated
  | MarketPassedOn
  | MarketNoticed;

export interface MarketOpened {
  readonly kind: 'market/opened';
  readonly round: number;
}

/** An honest consumer's real demand of a round. */
export interface MarketDemand {
  readonly kind: 'market/demand';
  readonly round: number;
  readonly consumer: string;
  readonly demandWh: number;
}

export interface MarketOffers {
  readonly kind: 'market/offers';
  readonly round: number;
  readonly requests: number;
  readonly offers: number;
  readonly offeredWh: number;
}

export interface MarketCleared {
  readonly kind: 'market/cleared';
  readonly round: number;
  readonly requests: number;
  readonly keptDemandWh: number;
  readonly allocatedWh: number;
  readonly allocations: readonly {
    readonly request: string;
    readonly consumer: string;
    readonly ev: string;
    readonly energyWh: number;
    readonly priceMilliPerKWh: number;
  }[];
}

/** A meter was read at the end of a discharge. Noted in the campus of the consumer. */
export interface MarketDelivered {
  readonly kind: 'market/delivered';
  readonly round: number;
  readonly request: string;
  readonly consumer: string;
  readonly ev: string;
  /** As the EV's task promised, and what it had ready. */
  readonly allocatedWh: number;
  readonly readyWh: number;
  readonly deliveredWh: number;
  /** What the consumer owes, after what the EV gives up for its shortfall. */
  readonly dueMilli: number;
  readonly compensationMilli: number;
}

/** An honest consumer sums up what it got of its demand. */
export interface MarketServed {
  readonly kind: 'market/served';
  readonly round: number;
  readonly consumer: string;
  readonly demandWh: number;
  readonly deliveredWh: number;
}

export interface MarketPenalties {
  readonly kind: 'market/penalties';
  readonly round: number;
  readonly consumers: number;
  readonly exchanges: number;
}

/** All readings of a round are in, or its bound has passed; `settlements` are due. */
export interface MarketClosed {
  readonly kind: 'market/closed';
  readonly round: number;
  readonly settlements: number;
}

/** An exchange has a consumer's request for its next list. */
export interface MarketRequestTaken {
  readonly kind: 'market/request-taken';
  readonly round: number;
  readonly consumer: string;
}

/** The control system tells its EVs of the round. */
export interface MarketCalled {
  readonly kind: 'market/called';
  readonly round: number;
}

/** What clearing has cost the control system's processor, µs: reading the chains' blocks, matching, and the whole step. */
export interface MarketAllocated {
  readonly kind: 'market/allocated';
  readonly round: number;
  readonly readUs: number;
  readonly matchUs: number;
  readonly workUs: number;
}

/** An exchange sends its consumers their results. */
export interface MarketPassedOn {
  readonly kind: 'market/passed-on';
  readonly round: number;
}

/** A consumer has its notice; `served` when it is allocated anything. */
export interface MarketNoticed {
  readonly kind: 'market/noticed';
  readonly round: number;
  readonly consumer: string;
  readonly served: boolean;
}
