import { ENERGY_SCALE, INPUTS, type Predictor, type Rows } from './inputs.js';

/** Root mean square error over rows in Wh; NaN without rows. */
export function rmseWh(predict: Predictor, rows: Rows): number {
  let sum = 0;
  for (let row = 0; row < rows.count; row += 1) {
    const error = predict(rows.inputs, row * INPUTS) - rows.targets[row]!;
    sum += error * error;
  }
  return ENERGY_SCALE.spreadWh * Math.sqrt(sum / rows.count);
}

/** The same over trips, whose energy is the sum of their segments' (thesis 6.3). */
export function tripRmseWh(predict: Predictor, trips: readonly Rows[]): number {
  let sum = 0;
  for (const rows of trips) {
    let error = 0;
    for (let row = 0; row < rows.count; row += 1) error += predict(rows.inputs, row * INPUTS) - rows.targets[row]!;
    sum += error * error;
  }
  return ENERGY_SCALE.spreadWh * Math.sqrt(sum / trips.length);
}
