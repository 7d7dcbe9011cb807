import { meanWithout } from './coordinates.js';
import type { AggregationRule, AggregationTerms, Update } from './rule.js';

/**
 * The mean of the `n - f - 2` updates that lie closest to their `n - f - 2` nearest neighbours (squared distances). Whole
 * updates are kept or left out, so what a bad one hides in one weight goes with the rest of it.
 */
export const multiKrum: AggregationRule = {
  name: 'multi-krum',
  summary: 'The mean of the n - f - 2 updates closest to their neighbours',
  source: 'Blanchard et al. 2017, Section 4 (m = n - f - 2 after El Mhamdi et al. 2018)',
  clientsAtLeast: (byzantine) => 2 * byzantine + 3,
  aggregate: (updates, terms) => meanWithout(closest(updates, terms), 0),
};

/** The updates that are kept, in the order given; ties go to the earlier one. */
export function closest(updates: readonly Update[], { byzantine }: AggregationTerms): Update[] {
  const count = updates.length;
  const neighbours = Math.max(1, count - Math.min(byzantine, Math.floor((count - 3) / 2)) - 2);
  if (count <= 2) return [...updates];
  const distances = squaredDistances(updates);
  const scores = updates.map((_, client) => {
    const others = distances.slice(client * count, (client + 1) * count);
    // The own distance, 0, comes first.
    others.sort();
    let sum = 0;
    for (let rank = 1; rank <= neighbours && rank < count; rank += 1) sum += others[rank]!;
    return sum;
  });
  const ranked = updates.map((_, client) => client).toSorted((a, b) => scores[a]! - scores[b]! || a - b);
  const kept = new Set(ranked.slice(0, neighbours));
  return updates.filter((_, client) => kept.has(client));
}

function squaredDistances(updates: readonly Update[]): Float64Array {
  const count = updates.length;
  const distances = new Float64Array(count * count);
  for (let a = 0; a < count; a += 1) {
    const left = updates[a]!.change;
    for (let b = 0; b < a; b += 1) {
      const right = updates[b]!.change;
      let sum = 0;
      for (let index = 0; index < left.length; index += 1) {
        const gap = left[index]! - right[index]!;
        sum += gap * gap;
      }
      distances[a * count + b] = sum;
      distances[b * count + a] = sum;
    }
  }
  return distances;
}
