import { INPUTS, type Predictor, type Rows } from '../inputs.js';

/** A linear forecast: one coefficient an input, then the intercept, on the scale of `Rows`. */
export type Coefficients = Float64Array;

/**
 * The conventional rival (SEED B7): ordinary least squares over all EVs' rows pooled, on the same 13 inputs with an
 * intercept. The normal equations are solved by Cholesky; the inputs' scale keeps them well conditioned. An input that
 * never changes in the rows gets the coefficient 0. Needs more rows than inputs.
 */
export function fitLeastSquares(rows: Rows): Coefficients {
  const width = INPUTS + 1;
  const normal = new Float64Array(width * width);
  const right = new Float64Array(width);
  const row = new Float64Array(width);
  for (let index = 0; index < rows.count; index += 1) {
    for (let input = 0; input < INPUTS; input += 1) row[input] = rows.inputs[index * INPUTS + input]!;
    row[INPUTS] = 1;
    for (let i = 0; i < width; i += 1) {
      right[i] = right[i]! + row[i]! * rows.targets[index]!;
      for (let j = 0; j <= i; j += 1) normal[i * width + j] = normal[i * width + j]! + row[i]! * row[j]!;
    }
  }
  return solveSymmetric(normal, right);
}

/** The linear forecast as a function of a row. */
export function linearPredictor(coefficients: Coefficients): Predictor {
  return (inputs, at) => {
    let sum = coefficients[INPUTS]!;
    for (let input = 0; input < INPUTS; input += 1) sum += coefficients[input]! * inputs[at + input]!;
    return sum;
  };
}

/**
 * Solves A·x = b for a symmetric positive semidefinite A, of which the lower triangle is read, by Cholesky. A pivot that
 * vanishes beside its diagonal means a column that the others explain; its unknown is 0.
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const lower = new Float64Array(n * n);
  const kept = Array.from({ length: n }, () => true);
  for (let j = 0; j < n; j += 1) {
    let pivot = matrix[j * n + j]!;
    for (let k = 0; k < j; k += 1) pivot -= lower[j * n + k]! * lower[j * n + k]!;
    kept[j] = pivot > 1e-10 * matrix[j * n + j]!;
    if (!kept[j]) continue;
    lower[j * n + j] = Math.sqrt(pivot);
    for (let i = j + 1; i < n; i += 1) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k += 1) sum -= lower[i * n + k]! * lower[j * n + k]!;
      lower[i * n + j] = sum / lower[j * n + j]!;
    }
  }
  const solution = Float64Array.from(right);
  for (let i = 0; i < n; i += 1) {
    if (!kept[i]) continue;
    for (let k = 0; k < i; k += 1) if (kept[k]) solution[i] = solution[i]! - lower[i * n + k]! * solution[k]!;
    solution[i] = solution[i]! / lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    if (!kept[i]) {
      solution[i] = 0;
      continue;
    }
    for (let k = i + 1; k < n; k += 1) if (kept[k]) solution[i] = solution[i]! - lower[k * n + i]! * solution[k]!;
    solution[i] = solution[i]! / lower[i * n + i]!;
  }
  return solution;
}
