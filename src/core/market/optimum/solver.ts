/**
 * A linear program to be made as large as possible: `cost · x` with `0 ≤ x ≤ upper` and `rowLower ≤ A x ≤ rowUpper`. The matrix
 * is kept by columns, as solvers take it: column `j` has the entries `starts[j]` to `starts[j + 1]`.
 */
export interface LinearProblem {
  readonly columns: number;
  readonly rows: number;
  readonly cost: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  /** 1 for columns that must be whole numbers; null for none. */
  readonly isInteger: Uint8Array | null;
  /** Where columns are whole: every objective that can be reached is a multiple of this, so a solution within it is the best. */
  readonly step: number;
}

export interface LinearSolution {
  /** By column. */
  readonly values: Float64Array;
  /** By row: what another unit of `rowUpper` would be worth. Empty for a program with whole numbers. */
  readonly duals: Float64Array;
  /** What no solution exceeds, as the solver has it; the objective of `values` where it is proven to be the best. */
  readonly bound: number;
  /** False when a limit stopped the search before it was proven that nothing is better. */
  readonly isProven: boolean;
}

/**
 * A solver of linear programs, given to core from outside (`src/nodes/solver`). It answers the same program with the same
 * solution, so its limits count steps and not time. Every program that core gives it has a solution, so one that fails
 * is a programming error and throws.
 */
export interface LinearSolver {
  readonly name: string;
  readonly solve: (problem: LinearProblem) => LinearSolution;
}

/** A problem that is being written down, row by row and column by column. */
export interface Draft {
  readonly cost: number[];
  readonly upper: number[];
  readonly isInteger: number[];
  readonly starts: number[];
  readonly indices: number[];
  readonly values: number[];
  readonly rowLower: number[];
  readonly rowUpper: number[];
}

export function emptyDraft(): Draft {
  return { cost: [], upper: [], isInteger: [], starts: [0], indices: [], values: [], rowLower: [], rowUpper: [] };
}

/** Adds a row `lower ≤ … ≤ upper`; its number. */
export function addRow({ rowLower, rowUpper }: Draft, upper: number, lower = -Infinity): number {
  rowLower.push(lower);
  return rowUpper.push(upper) - 1;
}

/** Adds a column with its entries `[row, value]`; its number. */
export function addColumn(draft: Draft, cost: number, upper: number, entries: readonly (readonly [number, number])[], isWhole = false): number {
  for (const [row, value] of entries) {
    draft.indices.push(row);
    draft.values.push(value);
  }
  draft.starts.push(draft.indices.length);
  draft.upper.push(upper);
  draft.isInteger.push(isWhole ? 1 : 0);
  return draft.cost.push(cost) - 1;
}

export function problemOf(draft: Draft, step = 0): LinearProblem {
  return {
    columns: draft.cost.length,
    rows: draft.rowUpper.length,
    cost: Float64Array.from(draft.cost),
    upper: Float64Array.from(draft.upper),
    rowLower: Float64Array.from(draft.rowLower),
    rowUpper: Float64Array.from(draft.rowUpper),
    starts: Int32Array.from(draft.starts),
    indices: Int32Array.from(draft.indices),
    values: Float64Array.from(draft.values),
    isInteger: draft.isInteger.includes(1) ? Uint8Array.from(draft.isInteger) : null,
    step,
  };
}

/**
 * What no solution of a program of `≤` rows exceeds, by weak duality, whatever the duals are: the rows at their prices, and
 * every column at what it earns beyond them. So a bound needs no trust in the solver.
 */
export function boundByDuals({ columns, rows, cost, upper, rowUpper, starts, indices, values }: LinearProblem, duals: Float64Array): number {
  let bound = 0;
  for (let row = 0; row < rows; row += 1) bound += rowUpper[row]! * Math.max(0, duals[row]!);
  for (let column = 0; column < columns; column += 1) {
    let earns = cost[column]!;
    for (let at = starts[column]!; at < starts[column + 1]!; at += 1) earns -= values[at]! * Math.max(0, duals[indices[at]!]!);
    if (earns > 0) bound += earns * upper[column]!;
  }
  return bound;
}
