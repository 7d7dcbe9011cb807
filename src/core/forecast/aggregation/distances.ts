import type { Update } from './rule.js';

/** The squared distance of every two updates, `count × count` numbers; 0 from each to itself. */
export function squaredDistances(updates: readonly Update[]): Float64Array {
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
