import jstat from 'jstat';
import { NotMeasured, type Functional } from '../../core/papers/paper.js';

/** An estimate with its 95 % confidence interval; the interval is null where fewer than two repetitions stand behind it. */
export interface Estimate {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Repetitions. */
  readonly n: number;
}

/** Columns of numbers, one row per repetition: what was measured under each key. */
export interface Sample {
  readonly n: number;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** Gathers repetitions, in the order given, into columns. Keys that any repetition lacks, or holds no finite number for, are left out. */
export function gather(rows: readonly Readonly<Record<string, number>>[]): Sample {
  const columns = new Map<string, Float64Array>();
  for (const key of Object.keys(rows[0] ?? {})) {
    const column = Float64Array.from(rows, (row) => row[key] ?? Number.NaN);
    if (column.every(Number.isFinite)) columns.set(key, column);
  }
  return { n: rows.length, columns };
}

/** Half the width of the two-sided 95 % interval in standard errors, for `n` repetitions: Student's t with n - 1 degrees of freedom. */
export function studentT95(n: number): number {
  return jstat.studentt.inv(0.975, n - 1);
}

/**
 * What a functional is of the means over all repetitions, and how sure that is. The standard error is the jackknife's:
 * the functional again with each repetition left out in turn. For a plain mean that is the textbook's s/√n exactly; for
 * ratios, leasts and growths of means it takes their common draws into account. Null where something was not measured.
 */
export function estimate(sample: Sample, functional: Functional): Estimate | null {
  try {
    const { n } = sample;
    const sums = new Map<string, number>();
    const sumOf = (key: string): number => {
      const known = sums.get(key);
      if (known !== undefined) return known;
      const sum = columnOf(sample, key).reduce((total, value) => total + value, 0);
      sums.set(key, sum);
      return sum;
    };
    const mean = functional((key) => sumOf(key) / n);
    if (!Number.isFinite(mean)) return null;
    if (n < 2) return { mean, low: null, high: null, n };
    const without = Float64Array.from({ length: n }, (_, at) => functional((key) => (sumOf(key) - columnOf(sample, key)[at]!) / (n - 1)));
    const centre = without.reduce((total, value) => total + value, 0) / n;
    const variance = ((n - 1) / n) * without.reduce((total, value) => total + (value - centre) ** 2, 0);
    const half = studentT95(n) * Math.sqrt(variance);
    return Number.isFinite(half) ? { mean, low: mean - half, high: mean + half, n } : { mean, low: null, high: null, n };
  } catch (error) {
    if (error instanceof NotMeasured) return null;
    throw error;
  }
}

function columnOf({ columns }: Sample, key: string): Float64Array {
  const column = columns.get(key);
  if (column === undefined) throw new NotMeasured(key);
  return column;
}
