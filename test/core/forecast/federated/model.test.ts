import test from 'ava';
import { applyChange, QUANTA, quantaFromHex, quantaToHex, quantise, toWeights } from '../../../../src/core/forecast/federated/model.js';
import { rateOf } from '../../../../src/core/forecast/federated/federation.js';
import { layersOf } from '../../../../src/core/forecast/network/network.js';

test('quanta are whole, cut at their range, and 0 for what is no number', (t) => {
  t.deepEqual([...quantise(Float64Array.of(1, -1, 0.5 / QUANTA, -0.5 / QUANTA, 1e9, -1e9, NaN, Infinity))], [QUANTA, -QUANTA, 1, 0, 2 ** 31 - 1, -(2 ** 31) + 1, 0, 2 ** 31 - 1]);
  t.deepEqual([...toWeights(Int32Array.of(QUANTA, -3 * QUANTA))], [1, -3]);
  t.deepEqual([...applyChange(Int32Array.of(2 ** 31 - 1, 5), Int32Array.of(10, -7))], [2 ** 31 - 1, -2]);
});

test('a model comes back from its text, and what is no model of the layers does not', (t) => {
  const layers = layersOf(1, []);
  t.is(quantaToHex(Int32Array.of(1, -1)), '00000001ffffffff');
  t.deepEqual(quantaFromHex('00000001ffffffff', layers), Int32Array.of(1, -1));
  for (const wrong of ['', '00000001', '00000001fffffffg', '00000001FFFFFFFF', '00000001ffffffff00000000']) t.is(quantaFromHex(wrong, layers), null);
});

test('the rate falls in a straight line to a tenth', (t) => {
  t.is(rateOf(0.1, 0, 10), 0.1);
  t.true(Math.abs(rateOf(0.1, 9, 10) - 0.01) < 1e-15);
  t.true(Math.abs(rateOf(0.1, 20, 10) - 0.01) < 1e-15);
  t.is(rateOf(0.1, 0, 1), 0.1);
});
