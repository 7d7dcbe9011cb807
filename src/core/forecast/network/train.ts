import type { RandomSource } from '../../energy/draw.js';
import { shuffled } from '../draws.js';
import { INPUTS, type Rows } from '../inputs.js';
import { addGradient, forward, type Weights, type Workspace } from './network.js';

/** How a network is trained on rows of its own. */
export interface Training {
  readonly epochs: number;
  readonly batch: number;
  readonly rate: number;
  /** Share of the last step that is carried into the next (0 to below 1). */
  readonly momentum: number;
}

/** Stochastic gradient descent with momentum over shuffled batches; changes `weights` in place. The errors are squared and halved. */
export function train(space: Workspace, weights: Weights, rows: Rows, training: Training, random: RandomSource): void {
  const gradient = new Float64Array(weights.length);
  const step = new Float64Array(weights.length);
  for (let epoch = 0; epoch < training.epochs; epoch += 1) {
    const order = shuffled(rows.count, random);
    for (let from = 0; from < rows.count; from += training.batch) {
      const until = Math.min(rows.count, from + training.batch);
      gradient.fill(0);
      for (let index = from; index < until; index += 1) {
        const row = order[index]!;
        forward(space, weights, rows.inputs, row * INPUTS);
        addGradient(space, weights, rows.targets[row]!, gradient);
      }
      const rate = training.rate / (until - from);
      for (let index = 0; index < weights.length; index += 1) {
        const change = training.momentum * step[index]! - rate * gradient[index]!;
        step[index] = change;
        weights[index] = weights[index]! + change;
      }
    }
  }
}
