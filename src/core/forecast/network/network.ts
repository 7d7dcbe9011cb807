import type { RandomSource } from '../../energy/draw.js';
import { normal } from '../draws.js';
import type { Predictor } from '../inputs.js';

/** Numbers of neurons, inputs first and the one output last: `[13, 24, 12, 1]` has two hidden layers. */
export type Layers = readonly number[];

/**
 * All weights of a fully connected network in one array: layer by layer, for every neuron its weights over the layer
 * before and then its bias. Hidden neurons are rectified (ReLU), the output is linear.
 */
export type Weights = Float64Array;

/** What one pass over a network needs; made once and used again. */
export interface Workspace {
  readonly layers: Layers;
  /** Outputs of every layer, inputs included, and the loss's slope at every neuron. */
  readonly values: readonly Float64Array[];
  readonly slopes: readonly Float64Array[];
}

/** The layers for 13 inputs, one output and the hidden layers given. */
export function layersOf(inputs: number, hidden: readonly number[]): Layers {
  const layers = [inputs, ...hidden, 1];
  if (!layers.every((count) => Number.isInteger(count) && count >= 1)) throw new RangeError(`layers ${layers.join(', ')} are not all whole numbers from 1 on`);
  return layers;
}

/** How many weights the layers have, biases included. */
export function weightCount(layers: Layers): number {
  let count = 0;
  for (let layer = 1; layer < layers.length; layer += 1) count += layers[layer]! * (layers[layer - 1]! + 1);
  return count;
}

/** First weights: normal with variance 2 / inputs of the neuron (He et al. 2015), biases 0. */
export function initialWeights(layers: Layers, random: RandomSource): Weights {
  const weights = new Float64Array(weightCount(layers));
  let at = 0;
  for (let layer = 1; layer < layers.length; layer += 1) {
    const before = layers[layer - 1]!;
    const deviation = Math.sqrt((layer === layers.length - 1 ? 1 : 2) / before);
    for (let neuron = 0; neuron < layers[layer]!; neuron += 1) {
      for (let input = 0; input < before; input += 1) weights[at + input] = deviation * normal(random);
      at += before + 1;
    }
  }
  return weights;
}

/** Room for passes over these layers. */
export function openWorkspace(layers: Layers): Workspace {
  const room = (): Float64Array[] => layers.map((count) => new Float64Array(count));
  return { layers, values: room(), slopes: room() };
}

/** The network's output for the row of `inputs` that begins at `at`; leaves every layer's values in the workspace. */
export function forward(space: Workspace, weights: Weights, inputs: Float64Array, at: number): number {
  const { layers, values } = space;
  const first = values[0]!;
  for (let input = 0; input < first.length; input += 1) first[input] = inputs[at + input]!;
  let weight = 0;
  const last = layers.length - 1;
  for (let layer = 1; layer <= last; layer += 1) {
    const before = values[layer - 1]!;
    const after = values[layer]!;
    const width = before.length;
    for (let neuron = 0; neuron < after.length; neuron += 1) {
      let sum = weights[weight + width]!;
      for (let input = 0; input < width; input += 1) sum += weights[weight + input]! * before[input]!;
      after[neuron] = sum > 0 || layer === last ? sum : 0;
      weight += width + 1;
    }
  }
  return values[last]![0]!;
}

/**
 * Adds to `gradient` the slope of ½(output - target)² over every weight, for the row just passed forward. Returns the
 * output's error.
 */
export function addGradient(space: Workspace, weights: Weights, target: number, gradient: Float64Array): number {
  const { layers, values, slopes } = space;
  const last = layers.length - 1;
  const error = values[last]![0]! - target;
  slopes[last]![0] = error;
  let end = weights.length;
  for (let layer = last; layer >= 1; layer -= 1) {
    const before = values[layer - 1]!;
    const slope = slopes[layer]!;
    const width = before.length;
    const start = end - slope.length * (width + 1);
    const back = layer === 1 ? null : slopes[layer - 1]!;
    back?.fill(0);
    let weight = start;
    for (let neuron = 0; neuron < slope.length; neuron += 1) {
      const own = slope[neuron]!;
      if (own !== 0) {
        for (let input = 0; input < width; input += 1) gradient[weight + input] = gradient[weight + input]! + own * before[input]!;
        if (back !== null) for (let input = 0; input < width; input += 1) back[input] = back[input]! + own * weights[weight + input]!;
        gradient[weight + width] = gradient[weight + width]! + own;
      }
      weight += width + 1;
    }
    // A rectified neuron at 0 passes nothing back.
    if (back !== null) for (let input = 0; input < width; input += 1) if (before[input]! <= 0) back[input] = 0;
    end = start;
  }
  return error;
}

/** The network as a function of a row; it works in `space`. */
export function predictor(space: Workspace, weights: Weights): Predictor {
  return (inputs, at) => forward(space, weights, inputs, at);
}
