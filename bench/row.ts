/** One line of the benchmark's table. A time means nothing alone, so each row is a ratio to a reference of the same run. */
export interface BenchRow {
  readonly name: string;
  /** What was measured, with its unit. */
  readonly measured: string;
  /** What it is compared with, with its unit. */
  readonly reference: string;
  /** Measured by reference; what more means, the name says. */
  readonly ratio: number;
}
