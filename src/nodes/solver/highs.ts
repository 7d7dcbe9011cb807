import type { Highs, InitOptions, Model, ModelData } from 'highs';
import type { LinearProblem, LinearSolution, LinearSolver } from '../../core/market/optimum/solver.js';
import { siftedColumns } from './sifting.js';

/** Branch-and-bound nodes after which a program in whole numbers stops with what it has. A limit in time would not be repeatable. */
export const MOST_NODES = 2_000;

/**
 * HiGHS, compiled to WebAssembly: the same program gives the same solution on every machine. It is loaded with the first
 * call only, as most commands never need it.
 */
export async function loadSolver(): Promise<LinearSolver> {
  loaded ??= load();
  return loaded;
}

let loaded: Promise<LinearSolver> | undefined;

async function load(): Promise<LinearSolver> {
  const loader = (await import('highs')).default as unknown as (options?: InitOptions) => Promise<Highs>;
  const highs = await loader();
  return {
    name: `HiGHS ${highs.version.string}`,
    solve: (problem) => (problem.isInteger === null ? solveLinear(highs, problem) : solveWhole(highs, problem)),
  };
}

/**
 * A linear program by primal simplex over a growing part of its columns: a market's program has a hundred columns for each
 * row and needs few of them.
 */
function solveLinear(highs: Highs, problem: LinearProblem): LinearSolution {
  const sifted = siftedColumns(problem);
  return highs.withModel(modelData(highs, problem, sifted.first), (model) => {
    model.options.set({ output_flag: false, solver: 'simplex', simplex_strategy: 4, presolve: 'off' });
    for (;;) {
      run(highs, model);
      const { colValue, rowDual } = model.getSolution();
      const more = sifted.worthAdding(rowDual);
      if (more.length === 0) {
        const values = new Float64Array(problem.columns);
        for (const [at, column] of sifted.taken().entries()) values[column] = colValue[at]!;
        return { values, duals: rowDual, bound: model.getObjectiveValue(), isProven: true };
      }
      const { colCost: cost, colLower: lower, colUpper: upper, matrix } = modelData(highs, problem, more);
      model.addCols({ cost, lower, upper, matrix } as Parameters<Model['addCols']>[0]);
    }
  });
}

function solveWhole(highs: Highs, problem: LinearProblem): LinearSolution {
  const all = Int32Array.from({ length: problem.columns }, (_, column) => column);
  return highs.withModel({ ...modelData(highs, problem, all), integrality: Int32Array.from(problem.isInteger!) } as ModelData, (model) => {
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: Math.max(1e-7, problem.step * (1 - 1e-6)), mip_max_nodes: MOST_NODES, random_seed: 0 });
    const isProven = run(highs, model);
    const { colValue } = model.getSolution();
    return { values: colValue, duals: new Float64Array(), bound: isProven ? model.getObjectiveValue() : model.info.get('mip_dual_bound') as number, isProven };
  });
}

/** Whether the model was solved to the end; false when the limit of nodes stopped it. */
function run(highs: Highs, model: Model): boolean {
  model.run();
  const status = model.getModelStatus();
  const { optimal, solutionLimit } = highs.constants.modelStatus;
  if (status !== optimal && status !== solutionLimit) throw new Error(`HiGHS ended with status ${status}`);
  return status === optimal;
}

/** Some columns of a problem in the solver's form. */
function modelData(highs: Highs, problem: LinearProblem, columns: Int32Array): ModelData & { readonly matrix: NonNullable<ModelData['matrix']> } {
  const entries = columns.reduce((sum, column) => sum + problem.starts[column + 1]! - problem.starts[column]!, 0);
  const starts = new Int32Array(columns.length + 1);
  const indices = new Int32Array(entries);
  const values = new Float64Array(entries);
  for (const [at, column] of columns.entries()) {
    const [from, to] = [problem.starts[column]!, problem.starts[column + 1]!];
    indices.set(problem.indices.subarray(from, to), starts[at]);
    values.set(problem.values.subarray(from, to), starts[at]);
    starts[at + 1] = starts[at]! + to - from;
  }
  return {
    numCols: columns.length,
    numRows: problem.rows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: Float64Array.from(columns, (column) => problem.cost[column]!),
    colLower: new Float64Array(columns.length),
    colUpper: Float64Array.from(columns, (column) => problem.upper[column]!),
    rowLower: problem.rowLower,
    rowUpper: problem.rowUpper,
    matrix: { format: 'csc', numRows: problem.rows, numCols: columns.length, starts, indices, values },
  };
}
