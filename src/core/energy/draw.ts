/** Where draws come from: `below(n)` is a uniform integer in `[0, n)`. */
export interface RandomSource {
  below(n: number): number;
}

/** The index of a weight, each as likely as its share of the sum. Weights are integers from 0 on, one of them above 0. */
export function drawIndex(weights: readonly number[], random: RandomSource): number {
  let left = random.below(weights.reduce((sum, weight) => sum + weight, 0));
  for (const [index, weight] of weights.entries()) {
    if (left < weight) return index;
    left -= weight;
  }
  throw new RangeError('the random source drew beyond its bound');
}

/** A uniform integer from `min` to `max`, both included. */
export function drawWithin(range: { readonly min: number; readonly max: number }, random: RandomSource): number {
  return range.min + random.below(range.max - range.min + 1);
}
