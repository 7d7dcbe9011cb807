import { meanWithout } from './coordinates.js';
import { squaredDistances } from './distances.js';
import type { AggregationRule, Update } from './rule.js';

/**
 * The mean of the `n - f - 2` updates that lie closest to their `n - f - 2` nearest neighbours (squared distances). Whole
 * updates are kept or left out, so what a bad one hides in one weight goes with the rest of it.
 */
export const multiKrum: AggregationRule = {
  name: 'multi-krum',
  summary: 'The mean of the n - f - 2 updates closest to their neighbours',
  source: 'Blanchard et al. 2017, Section 4 (m = n - f - 2 after El Mhamdi et al. 2018)',
  clientsAtLeast: (byzantine) => 2 * byzantine + 3,
  mixes: true,
  aggregate: (updates, terms) => meanWithout(closest(updates, terms.byzantine), 0),
};

/** The updates that are kept, in the order given; ties go to the earlier one. */
export function closest(updates: readonly Update[], byzantine: number): Update[] {
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
