/**
 * The 13 inputs of the forecast (SEED B7, thesis Fig. 6.3), one number each, known when a segment of a trip is begun.
 * Gender is 0 or 1; the EV model is one number too: its rated consumption (`trips/vehicles.ts`), which orders models by
 * what matters here instead of by an arbitrary index. The duration is the driving time that navigation gives.
 */
export interface SegmentInputs {
  readonly startHours: number;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly temperatureC: number;
  readonly rainMmPerHour: number;
  readonly humidityPercent: number;
  readonly windMPerS: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly gender: number;
  readonly ageYears: number;
  readonly durationMinutes: number;
  readonly modelWhPerKm: number;
  readonly evAgeYears: number;
}

/** A segment driven: what was known at its start, and what it took from the battery (below 0 when it gave back). */
export interface Segment {
  readonly inputs: SegmentInputs;
  readonly energyWh: number;
}

/** How many inputs the network has. */
export const INPUTS = 13;

interface InputScale {
  readonly input: keyof SegmentInputs;
  readonly centre: number;
  readonly spread: number;
}

/**
 * The order of inputs, and the fixed scale that brings each near [-2, 2]. Scales are round numbers agreed upon beforehand
 * and not computed from data: EVs that keep their trips to themselves could not agree on a mean.
 */
export const INPUT_SCALES: readonly InputScale[] = [
  { input: 'startHours', centre: 13, spread: 6 },
  { input: 'weekday', centre: 3, spread: 2 },
  { input: 'temperatureC', centre: 15, spread: 9 },
  { input: 'rainMmPerHour', centre: 1, spread: 2 },
  { input: 'humidityPercent', centre: 65, spread: 18 },
  { input: 'windMPerS', centre: 3, spread: 2 },
  { input: 'latitudeDeg', centre: 36, spread: 0.5 },
  { input: 'longitudeDeg', centre: 139.3, spread: 0.6 },
  { input: 'gender', centre: 0.5, spread: 0.5 },
  { input: 'ageYears', centre: 48, spread: 16 },
  { input: 'durationMinutes', centre: 35, spread: 22 },
  { input: 'modelWhPerKm', centre: 120, spread: 9 },
  { input: 'evAgeYears', centre: 5, spread: 3 },
];

/** The target's scale, agreed upon in the same way: the network gives (energy - centre) / spread. */
export const ENERGY_SCALE = { centreWh: 3000, spreadWh: 2500 } as const;

/** Segments as a network reads them: `inputs` holds `INPUTS` scaled numbers a row, `targets` one a row. */
export interface Rows {
  readonly count: number;
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
}

/** Scales segments into rows, in the order given. */
export function toRows(segments: readonly Segment[]): Rows {
  const inputs = new Float64Array(segments.length * INPUTS);
  const targets = new Float64Array(segments.length);
  for (const [row, segment] of segments.entries()) {
    writeScaled(segment.inputs, inputs, row * INPUTS);
    targets[row] = scaleEnergy(segment.energyWh);
  }
  return { count: segments.length, inputs, targets };
}

/** At most `max` of the rows, evenly spread over them, in their order. */
export function everyOther(rows: Rows, max: number): Rows {
  if (rows.count <= max) return rows;
  const inputs = new Float64Array(max * INPUTS);
  const targets = new Float64Array(max);
  for (let index = 0; index < max; index += 1) {
    const row = Math.floor((index * rows.count) / max);
    inputs.set(rows.inputs.subarray(row * INPUTS, (row + 1) * INPUTS), index * INPUTS);
    targets[index] = rows.targets[row]!;
  }
  return { count: max, inputs, targets };
}

/** Writes the 13 scaled inputs into `into` from `at` on. */
export function writeScaled(inputs: SegmentInputs, into: Float64Array, at: number): void {
  for (const [index, { input, centre, spread }] of INPUT_SCALES.entries()) into[at + index] = (inputs[input] - centre) / spread;
}

/** Wh to the network's scale. */
export function scaleEnergy(energyWh: number): number {
  return (energyWh - ENERGY_SCALE.centreWh) / ENERGY_SCALE.spreadWh;
}

/** The network's scale to Wh, not rounded. */
export function unscaleEnergy(scaled: number): number {
  return scaled * ENERGY_SCALE.spreadWh + ENERGY_SCALE.centreWh;
}

/** A forecast of the row of scaled inputs that begins at `at`, on the target's scale. */
export type Predictor = (inputs: Float64Array, at: number) => number;
