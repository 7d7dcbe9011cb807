import type { RandomSource } from '../../energy/draw.js';
import type { Update } from '../aggregation/rule.js';
import type { Rows } from '../inputs.js';
import type { Workspace } from '../network/network.js';
import { type Training, train } from '../network/train.js';
import { type Quanta, quantise, toWeights } from './model.js';

/**
 * A client's part of a federated round (McMahan et al. 2017, ClientUpdate): trains a copy of the model on its own rows and
 * gives the change. The rows stay where they are.
 */
export function localUpdate(client: string, model: Quanta, rows: Rows, training: Training, space: Workspace, random: RandomSource): Update {
  const before = toWeights(model);
  const weights = toWeights(model);
  train(space, weights, rows, training, random);
  for (let index = 0; index < weights.length; index += 1) weights[index] = weights[index]! - before[index]!;
  return { client, rows: rows.count, change: quantise(weights) };
}
