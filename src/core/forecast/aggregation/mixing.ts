import { toQuanta } from '../federated/model.js';
import { squaredDistances } from './distances.js';
import { type Update, withinMinority } from './rule.js';

/**
 * Nearest-neighbour mixing (Allouah et al. 2023): every update is replaced by the mean of the `n - f` updates nearest to it,
 * itself included. Honest updates of unlike clients come closer to each other, while a bad one drags along at most what
 * honest ones outvote. Ties go to the earlier update.
 */
export function mixNearest(updates: readonly Update[], byzantine: number): Update[] {
  const count = updates.length;
  const kept = count - withinMinority(byzantine, count);
  const distances = squaredDistances(updates);
  return updates.map((update, own) => {
    const sum = new Float64Array(update.change.length);
    for (const other of nearest(distances.subarray(own * count, (own + 1) * count), kept)) {
      const change = updates[other]!.change;
      for (let index = 0; index < sum.length; index += 1) sum[index] = sum[index]! + change[index]!;
    }
    return { ...update, change: Int32Array.from(sum, (value) => toQuanta(value / kept)) };
  });
}

/** The indices of the `kept` smallest distances, ascending; of equal ones the first. */
function nearest(distances: Float64Array, kept: number): number[] {
  const limit = distances.toSorted()[kept - 1]!;
  let equals = kept - distances.reduce((count, distance) => count + (distance < limit ? 1 : 0), 0);
  const indices: number[] = [];
  for (let index = 0; index < distances.length; index += 1) {
    if (distances[index]! < limit || (distances[index] === limit && equals-- > 0)) indices.push(index);
  }
  return indices;
}
