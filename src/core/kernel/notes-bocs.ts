import type { MarketDelivered } from './notes-market.js';

/** What is told of matching across campuses (SEED B5). */
export type BocsNote = BocsLeftovers | BocsRecorded | BocsPlanProposed | BocsPlanLost | BocsPlanWon | BocsTold | BocsSecondNotice | BocsDischarged;

/** A campus proposes to the BoCS what it has left (SEED B5). */
export interface BocsLeftovers {
  readonly kind: 'bocs/leftovers';
  readonly round: number;
  readonly requests: number;
  readonly demandWh: number;
  readonly offers: number;
  readonly offeredWh: number;
}

/** The BoCS holds what the noting campus has left. */
export interface BocsRecorded {
  readonly kind: 'bocs/leftovers-recorded';
  readonly round: number;
}

/** A control system has a plan over the leftovers of `over` campuses and puts it up. */
export interface BocsPlanProposed {
  readonly kind: 'bocs/plan-proposed';
  readonly round: number;
  readonly over: number;
  /** Requests and offers that they all have left. */
  readonly requests: number;
  readonly offers: number;
  readonly tasks: number;
  readonly energyWh: number;
}

/** Another plan was recorded first. */
export interface BocsPlanLost {
  readonly kind: 'bocs/plan-lost';
  readonly round: number;
  readonly code: string;
}

/** A plan is on the BoCS; every control system notes it, with what concerns its own campus. */
export interface BocsPlanWon {
  readonly kind: 'bocs/plan-won';
  readonly round: number;
  readonly planner: string;
  /** Tasks of the whole plan, and the requests that they serve. */
  readonly tasks: number;
  readonly requests: number;
  /** Tasks for consumers of this campus, and of EVs of this campus. */
  readonly bought: readonly CrossAllocation[];
  readonly sold: readonly CrossAllocation[];
}

export interface CrossAllocation {
  readonly request: string;
  readonly consumer: string;
  readonly ev: string;
  readonly energyWh: number;
  readonly priceMilliPerKWh: number;
}

/** The campus has told its EVs their tasks of the plan, or its exchanges the second results. */
export interface BocsTold {
  readonly kind: 'bocs/told';
  readonly round: number;
  readonly whom: 'evs' | 'exchanges';
  readonly count: number;
}

/** A meter was read for a consumer of another campus, whose control system notes it as `market/delivered`. */
export interface BocsDischarged extends Omit<MarketDelivered, 'kind'> {
  readonly kind: 'bocs/discharged';
}

/** A consumer has got its second notice. */
export interface BocsSecondNotice {
  readonly kind: 'bocs/second-notice';
  readonly round: number;
  readonly consumer: string;
  readonly energyWh: number;
}
