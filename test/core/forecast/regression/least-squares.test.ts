import test from 'ava';
import { nobleSuite } from '../../../../src/core/crypto/noble-suite.js';
import { normal, openStream } from '../../../../src/core/forecast/draws.js';
import { rmseWh } from '../../../../src/core/forecast/errors.js';
import { INPUTS, type Rows } from '../../../../src/core/forecast/inputs.js';
import { fitLeastSquares, linearPredictor, solveSymmetric } from '../../../../src/core/forecast/regression/least-squares.js';

const TRUTH = Float64Array.from({ length: INPUTS + 1 }, (_, index) => (index - 5) / 4);

function drawRows(count: number, noise: number, constant = -1): Rows {
  const random = openStream(nobleSuite, 6, 'regression');
  const inputs = Float64Array.from({ length: count * INPUTS }, (_, at) => (at % INPUTS === constant ? 0.3 : normal(random)));
  const targets = Float64Array.from({ length: count }, (_, row) => linearPredictor(TRUTH)(inputs, row * INPUTS) + noise * normal(random));
  return { count, inputs, targets };
}

test('least squares find the line that made the rows', (t) => {
  const found = fitLeastSquares(drawRows(60, 0));
  for (const [index, coefficient] of found.entries()) t.true(Math.abs(coefficient - TRUTH[index]!) < 1e-9);
});

test('residuals are orthogonal to every input, and no other line does better', (t) => {
  const rows = drawRows(200, 0.5);
  const found = fitLeastSquares(rows);
  for (let input = 0; input < INPUTS; input += 1) {
    let product = 0;
    for (let row = 0; row < rows.count; row += 1) product += (linearPredictor(found)(rows.inputs, row * INPUTS) - rows.targets[row]!) * rows.inputs[row * INPUTS + input]!;
    t.true(Math.abs(product) < 1e-8);
  }
  t.true(rmseWh(linearPredictor(found), rows) < rmseWh(linearPredictor(TRUTH), rows));
});

test('an input that never changes takes no part', (t) => {
  const rows = drawRows(100, 0.1, 4);
  const found = fitLeastSquares(rows);
  t.true(found.every(Number.isFinite));
  t.true(rmseWh(linearPredictor(found), rows) < 300 * 2);
});

test('a small system is solved by hand', (t) => {
  t.deepEqual([...solveSymmetric(Float64Array.of(4, 0, 2, 5), Float64Array.of(8, 9))].map((value) => Math.round(value * 1e9) / 1e9), [1.375, 1.25]);
});
