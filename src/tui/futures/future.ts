import type { Branch, MeasuredWindow, RunHandle } from '../../nodes/run.js';
import { sourceOfRun } from '../run-source.js';
import type { RunSource } from '../source.js';

/** One of two futures: a run that can be branched off, and whose folds can be measured. */
export interface Future extends RunSource {
  /** Executes on to the first barrier at or after a virtual time; never goes back. */
  goOn(toUs: number): Promise<number>;
  branch(): Promise<Branch>;
  measure(listener: ((measured: MeasuredWindow) => void) | null): void;
}

export type FutureName = 'A' | 'B';

/** A real run as a future. */
export function futureOf(run: RunHandle): Future {
  return {
    ...sourceOfRun(run),
    goOn: (toUs) => run.goOn(toUs),
    branch: () => run.branch(),
    measure: (listener) => run.measure(listener),
  };
}
