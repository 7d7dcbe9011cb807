import { sortitionBoundaries } from '../crypto/sortition.js';

/** Bounds told: the intervals of 0 to 4 units. */
const BOUNDS = 4;
const KEPT = 512;

/** A tenth of a millisecond each, asked for again with every frame. */
const known = new Map<string, readonly number[]>();

/** Upper ends of the intervals of 0, 1, … units for a credit in a lottery; θ is lowered to R as in a draw. For drawing only. */
export function boundariesOf(credit: number, theta: number, totalCredit: number): readonly number[] {
  if (totalCredit <= 0) return [];
  const key = `${credit}/${theta}/${totalCredit}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const bounds = sortitionBoundaries(credit, Math.min(theta, totalCredit), totalCredit, BOUNDS);
  if (known.size >= KEPT) known.clear();
  known.set(key, bounds);
  return bounds;
}
