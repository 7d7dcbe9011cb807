import jstat from 'jstat';
import type { Functional } from '../../core/papers/paper.js';

/** An estimate with its 95 % confidence interval; the interval is null where fewer than two repetitions stand behind it. */
export interface Estimate {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Repetitions. */
  readonly n: number;
}

/** Repetitions, each with what it measured. */
export type Sample = readonly Readonly<Record<string, number>>[];

/** Half the width of the two-sided 95 % interval in standard errors, for `n` repetitions: Student's t with n - 1 degrees of freedom. */
export function studentT95(n: number): number {
  return jstat.studentt.inv(0.975, n - 1);
}

/**
 * What a functional is of the means over all repetitions that measured what it asks for, and how sure that is. The standard
 * error is the jackknife's: the functional again with each repetition left out in turn. For a plain mean that is the
 * textbook's s/√n exactly; for ratios, leasts and growths of means it takes their common draws into account. Null where
 * no repetition measured all of it.
 */
export function estimate(sample: Sample, functional: Functional): Estimate | null {
  const keys = keysOf(functional);
  const rows = sample.filter((row) => keys.every((key) => Number.isFinite(row[key])));
  const n = rows.length;
  if (n === 0) return null;
  const sums = new Map(keys.map((key) => [key, rows.reduce((total, row) => total + row[key]!, 0)]));
  const mean = functional((key) => sums.get(key)! / n);
  if (!Number.isFinite(mean)) return null;
  if (n < 2) return { mean, low: null, high: null, n };
  const without = rows.map((row) => functional((key) => (sums.get(key)! - row[key]!) / (n - 1)));
  const centre = without.reduce((total, value) => total + value, 0) / n;
  const variance = ((n - 1) / n) * without.reduce((total, value) => total + (value - centre) ** 2, 0);
  const half = studentT95(n) * Math.sqrt(variance);
  return Number.isFinite(half) ? { mean, low: mean - half, high: mean + half, n } : { mean, low: null, high: null, n };
}

/** The keys that a functional reads; it reads the same ones whatever they hold. */
function keysOf(functional: Functional): string[] {
  const keys = new Set<string>();
  functional((key) => {
    keys.add(key);
    return 1;
  });
  return [...keys];
}
