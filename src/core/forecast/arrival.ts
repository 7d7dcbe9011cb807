import { type Quanta, toWeights } from './federated/model.js';
import { INPUTS, type SegmentInputs, unscaleEnergy, writeScaled } from './inputs.js';
import { forward, layersOf, openWorkspace } from './network/network.js';

/** A model as it is sent about, with the hidden layers that it belongs to. */
export interface ForecastModel {
  readonly hidden: readonly number[];
  readonly model: Quanta;
}

/** An EV on the road: what its battery holds now, and the segments that it still has to drive, as known beforehand. */
export interface Driving {
  readonly nowUs: number;
  readonly energyWh: number;
  readonly segments: readonly SegmentInputs[];
  /** The share of the first of them that lies behind it already; 0 where left out. */
  readonly driven?: number;
}

/** Whole Wh that a segment is forecast to take from the battery; below 0 where it gives back. */
export function forecastSegmentsWh({ hidden, model }: ForecastModel, segments: readonly SegmentInputs[]): number[] {
  const space = openWorkspace(layersOf(INPUTS, hidden));
  const weights = toWeights(model);
  const row = new Float64Array(INPUTS);
  return segments.map((segment) => {
    writeScaled(segment, row, 0);
    return Math.round(unscaleEnergy(forward(space, weights, row, 0)));
  });
}

/**
 * When an EV on the road will connect, and what its battery will then hold (thesis 6.1.2, Fig. 6.2): the driving times of its
 * segments, and the forecasts of their energy summed. The energy may come out below 0: then the forecast says that
 * it will not arrive by itself, and it has nothing to offer.
 */
export function forecastArrival(model: ForecastModel, { nowUs, energyWh, segments, driven = 0 }: Driving): { readonly connectUs: number; readonly energyWhAtConnect: number } {
  const ahead = (index: number): number => (index === 0 ? 1 - driven : 1);
  const minutes = segments.reduce((sum, segment, index) => sum + ahead(index) * segment.durationMinutes, 0);
  const neededWh = forecastSegmentsWh(model, segments).reduce((sum, wh, index) => sum + Math.round(ahead(index) * wh), 0);
  return { connectUs: nowUs + Math.ceil(minutes * MINUTE_US), energyWhAtConnect: energyWh - neededWh };
}

const MINUTE_US = 60_000_000;
