/** One line of `npm run bench`: a figure beside a reference measured in the same run. */
export interface BenchRow {
  readonly name: string;
  /** The figure with its unit, e.g. `310 proofs/s`. */
  readonly measured: string;
  /** What it is held against, with its unit. */
  readonly reference: string;
  /** Measured over reference. */
  readonly ratio: number;
}
