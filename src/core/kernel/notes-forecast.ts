/** What federated learning tells (SEED B7). */
export type ForecastNote = ForecastSent | ForecastEvaluated | ForecastAggregated | ForecastArrived;

/** The control system has sent the model of a federated round to its EVs. Round 0 is the first one, which no EV has trained. */
export interface ForecastSent {
  readonly kind: 'forecast/sent';
  readonly round: number;
  /** Whether updates of it are wanted: not of the last one. */
  readonly isTraining: boolean;
}

/** An EV has held the model it was sent against its own trips that trained nothing. */
export interface ForecastEvaluated {
  readonly kind: 'forecast/evaluated';
  readonly round: number;
  readonly node: string;
  readonly segments: number;
  /** Sums over the segments of the error and its square, rounded to whole Wh and Wh². */
  readonly absoluteWh: number;
  readonly squaredWh2: number;
}

/** The control system has made a new model out of the updates to this round's. */
export interface ForecastAggregated {
  readonly kind: 'forecast/aggregated';
  readonly round: number;
  readonly rule: string;
  readonly accepted: number;
  readonly refused: number;
}

/** An EV that had offered energy on the road has arrived: what it had foretold of the moment it connects, and what is true. */
export interface ForecastArrived {
  readonly kind: 'forecast/arrived';
  /** The trading round in which it had offered. */
  readonly round: number;
  readonly node: string;
  readonly forecastConnectUs: number;
  readonly connectUs: number;
  readonly forecastWh: number;
  readonly energyWh: number;
}
