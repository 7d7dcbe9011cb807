import type { LinearProblem } from '../../core/market/optimum/solver.js';

/** Columns of the first part for each row; and the most that join it at a time. */
const FIRST_PER_ROW = 3;
const MOST_AT_A_TIME = 3000;

/** A program's columns, some of them taken, and which others would better the solution. */
export interface SiftedColumns {
  /** An even spread of the columns, so that no row is left without. */
  readonly first: Int32Array;
  /** All taken so far, in the order in which they were. */
  readonly taken: () => readonly number[];
  /** Takes the columns that earn most beyond the rows' prices; none when the solution is the best of the whole program. */
  readonly worthAdding: (duals: Float64Array) => Int32Array;
}

export function siftedColumns(problem: LinearProblem): SiftedColumns {
  const step = Math.max(1, Math.floor(problem.columns / (FIRST_PER_ROW * problem.rows)));
  const taken: number[] = [];
  for (let column = 0; column < problem.columns; column += step) taken.push(column);
  const isTaken = new Uint8Array(problem.columns);
  for (const column of taken) isTaken[column] = 1;
  return { first: Int32Array.from(taken), taken: () => taken, worthAdding: (duals) => takeBest(problem, duals, isTaken, taken) };
}

function takeBest({ columns, cost, upper, starts, indices, values }: LinearProblem, duals: Float64Array, isTaken: Uint8Array, taken: number[]): Int32Array {
  const earning: { readonly column: number; readonly worth: number }[] = [];
  for (let column = 0; column < columns; column += 1) {
    if (isTaken[column] === 1) continue;
    let earns = cost[column]!;
    for (let at = starts[column]!; at < starts[column + 1]!; at += 1) earns -= values[at]! * duals[indices[at]!]!;
    // Below the solver's own tolerance a column is as good as even.
    if (earns > 1e-7) earning.push({ column, worth: earns * upper[column]! });
  }
  earning.sort((a, b) => b.worth - a.worth || a.column - b.column);
  const best = earning.slice(0, MOST_AT_A_TIME).map(({ column }) => column);
  for (const column of best) isTaken[column] = 1;
  taken.push(...best);
  return Int32Array.from(best);
}
