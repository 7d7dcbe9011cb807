import test from 'ava';
import fc from 'fast-check';
import { linearProblem } from '../../../src/core/market/optimum/linear.js';
import type { OptimumBook } from '../../../src/core/market/optimum/optimum.js';
import { addColumn, addRow, boundByDuals, emptyDraft, problemOf } from '../../../src/core/market/optimum/solver.js';
import { loadSolver } from '../../../src/nodes/solver/highs.js';

const solver = await loadSolver();
const HOUR = 3_600_000_000;

/** A book of many pairs, so that the first part of its columns is not enough. */
const [book] = fc.sample(
  fc.record({ bids: fc.array(fc.tuple(fc.nat(40_000), fc.integer({ min: 1, max: 10 }), fc.nat(40), fc.integer({ min: 5, max: 30 })), { minLength: 120, maxLength: 120 }), energies: fc.array(fc.tuple(fc.nat(9999), fc.nat(60)), { minLength: 40, maxLength: 40 }) }),
  { numRuns: 1, seed: 2 },
).map(({ bids, energies }): OptimumBook => ({
  requests: bids.map(([bidMilliPerKWh, kWh, from, length], at) => ({ request: `r${at}`, bidMilliPerKWh, demandWh: 1000 * kWh, window: { startUs: (from * HOUR) / 60, endUs: ((from + length) * HOUR) / 60 } })),
  offers: energies.map(([energyWh, from], at) => ({ ev: `v${at}`, energyWh, window: { startUs: (from * HOUR) / 60, endUs: 2 * HOUR } })),
}));

test('a program solved column by column has no better solution: its prices bound it at its own objective', (t) => {
  const { problem } = linearProblem(book!, 'profit');
  t.true(problem.columns > 3 * problem.rows, 'or nothing would be sifted');
  const { values, duals, bound, isProven } = solver.solve(problem);
  const objective = values.reduce((sum, value, column) => sum + value * problem.cost[column]!, 0);
  t.true(isProven);
  t.true(Math.abs(objective - bound) < 1e-9 * bound);
  t.true(Math.abs(boundByDuals(problem, duals) - bound) < 1e-9 * bound);
  const load = new Float64Array(problem.rows);
  for (let column = 0; column < problem.columns; column += 1) {
    t.true(values[column]! >= -1e-9 && values[column]! <= problem.upper[column]! + 1e-9);
    for (let at = problem.starts[column]!; at < problem.starts[column + 1]!; at += 1) load[problem.indices[at]!]! += problem.values[at]! * values[column]!;
  }
  t.true(load.every((used, row) => used <= problem.rowUpper[row]! + 1e-6));
  t.deepEqual(solver.solve(problem), { values, duals, bound, isProven }, 'and the same again');
});

test('whole numbers, and rows that bound from below', (t) => {
  const draft = emptyDraft();
  const weight = addRow(draft, 10);
  const equal = addRow(draft, 1, 1);
  for (const [worth, heavy] of [[10, 6], [7, 5], [6, 5]] as const) addColumn(draft, worth, 1, [[weight, heavy]], true);
  addColumn(draft, -1, 5, [[equal, 1]]);
  const { values, bound, isProven } = solver.solve(problemOf(draft));
  t.deepEqual([...values].map((value) => Math.round(value)), [0, 1, 1, 1]);
  t.deepEqual([Math.round(bound), isProven], [12, true]);
});

test('a program without a solution is a programming error', (t) => {
  const draft = emptyDraft();
  const row = addRow(draft, Infinity, 5);
  addColumn(draft, 1, 1, [[row, 1]]);
  t.throws(() => solver.solve(problemOf(draft)), { message: /status/ });
});
