import test from 'ava';
import { nobleSuite } from '../../../../src/core/crypto/noble-suite.js';
import { normal, openStream } from '../../../../src/core/forecast/draws.js';
import { rmseWh } from '../../../../src/core/forecast/errors.js';
import { INPUTS, type Rows } from '../../../../src/core/forecast/inputs.js';
import { addGradient, forward, initialWeights, layersOf, openWorkspace, predictor, weightCount } from '../../../../src/core/forecast/network/network.js';
import { train } from '../../../../src/core/forecast/network/train.js';

for (const hidden of [[], [5], [8, 4], [6, 5, 4]]) {
  test(`the gradient of hidden layers [${hidden.join(', ')}] is that of finite differences`, (t) => {
    const random = openStream(nobleSuite, 3, `gradient ${hidden.join('-')}`);
    const layers = layersOf(INPUTS, hidden);
    const space = openWorkspace(layers);
    const weights = initialWeights(layers, random).map((weight) => weight + 0.05 * normal(random));
    const inputs = Float64Array.from({ length: INPUTS }, () => normal(random));
    const target = 0.7;
    const gradient = new Float64Array(weights.length);
    forward(space, weights, inputs, 0);
    addGradient(space, weights, target, gradient);
    const loss = (changed: Float64Array): number => (forward(space, changed, inputs, 0) - target) ** 2 / 2;
    const step = 1e-6;
    for (let index = 0; index < weights.length; index += 1) {
      const [up, down] = [Float64Array.from(weights), Float64Array.from(weights)];
      up[index]! += step;
      down[index]! -= step;
      const slope = (loss(up) - loss(down)) / (2 * step);
      t.true(Math.abs(slope - gradient[index]!) < 1e-6 * Math.max(1, Math.abs(slope)), `weight ${index}: ${gradient[index]} against ${slope}`);
    }
  });
}

test('gradients of several rows add up', (t) => {
  const random = openStream(nobleSuite, 4, 'sum');
  const layers = layersOf(INPUTS, [6]);
  const space = openWorkspace(layers);
  const weights = initialWeights(layers, random);
  const inputs = Float64Array.from({ length: 2 * INPUTS }, () => normal(random));
  const both = new Float64Array(weights.length);
  const each = [new Float64Array(weights.length), new Float64Array(weights.length)];
  for (const row of [0, 1]) {
    forward(space, weights, inputs, row * INPUTS);
    addGradient(space, weights, 0.2, both);
    addGradient(space, weights, 0.2, each[row]!);
  }
  for (let index = 0; index < both.length; index += 1) t.true(Math.abs(both[index]! - each[0]![index]! - each[1]![index]!) < 1e-12);
});

test('weights are counted with biases, and layers are checked', (t) => {
  t.is(weightCount(layersOf(13, [16, 8])), 14 * 16 + 17 * 8 + 9);
  t.throws(() => layersOf(13, [0]), { instanceOf: RangeError });
  t.throws(() => layersOf(13, [2.5]), { instanceOf: RangeError });
});

test('training learns what a line cannot: the size of one input', (t) => {
  const random = openStream(nobleSuite, 5, 'learn');
  const count = 400;
  const inputs = Float64Array.from({ length: count * INPUTS }, () => normal(random));
  const rows: Rows = { count, inputs, targets: Float64Array.from({ length: count }, (_, row) => Math.abs(inputs[row * INPUTS]!)) };
  const layers = layersOf(INPUTS, [12]);
  const space = openWorkspace(layers);
  const weights = initialWeights(layers, random);
  const predict = predictor(space, weights);
  const before = rmseWh(predict, rows);
  train(space, weights, rows, { epochs: 30, batch: 8, rate: 0.02, momentum: 0.9 }, random);
  t.true(rmseWh(predict, rows) < before / 4, `${before} to ${rmseWh(predict, rows)}`);
});
