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

/**
 * Processor time of this process so far in ms: what a single thread's figures are measured in, because other programs'
 * turns on the cores are none of ours.
 */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
