import { type Quanta, toQuanta } from '../federated/model.js';
import type { Update } from './rule.js';

/** Per coordinate, the mean of what lies between the `trim` smallest and the `trim` largest changes, each update weighing alike. */
export function meanWithout(updates: readonly Update[], trim: number): Quanta {
  const count = updates.length;
  const kept = count - 2 * trim;
  if (kept < 1) throw new RangeError(`nothing is left of ${count} updates when ${trim} are cut at either end`);
  const result = new Int32Array(updates[0]!.change.length);
  const column = new Int32Array(count);
  for (let index = 0; index < result.length; index += 1) {
    for (let client = 0; client < count; client += 1) column[client] = updates[client]!.change[index]!;
    column.sort();
    let sum = 0;
    for (let rank = trim; rank < count - trim; rank += 1) sum += column[rank]!;
    result[index] = toQuanta(sum / kept);
  }
  return result;
}
