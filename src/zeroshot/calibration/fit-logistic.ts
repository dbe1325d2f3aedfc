/** A logistic regression: chance = 1 / (1 + exp(-(intercept + weights · x))). */
export interface Logistic {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const mostSteps = 100;

/**
 * Logistic regression by Newton's method on standardised variables, with half the sum of their squared weights as penalty, the intercept free:
 * scikit-learn's `StandardScaler` and `LogisticRegression(C=1)`. A variable that does not vary gets the weight 0.
 * @param x [row][variable] @param y [row] both values must occur
 * @returns intercept and weights of the variables as they came
 */
export function fitLogistic(x: readonly (readonly number[])[], y: readonly boolean[]): Logistic {
  const width = x[0].length;
  const columns = Array.from({ length: width }, (_, j) => x.map((row) => row[j]));
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / x.length);
  const spreads = columns.map((column, j) =>
    Math.sqrt(column.reduce((sum, value) => sum + (value - means[j]) ** 2, 0) / x.length),
  );
  const rows = x.map((row) => [
    1,
    ...row.map((value, j) => (spreads[j] > 1e-12 ? (value - means[j]) / spreads[j] : 0)),
  ]);
  const found = newton(rows, y);
  const weights = spreads.map((spread, j) => (spread > 1e-12 ? found[j + 1] / spread : 0));
  return { intercept: found[0] - weights.reduce((sum, weight, j) => sum + weight * means[j], 0), weights };
}

/** @param rows [row][variable], the first the intercept's 1 */
function newton(rows: readonly (readonly number[])[], y: readonly boolean[]): number[] {
  const width = rows[0].length;
  let weights = new Array<number>(width).fill(0);
  for (let step = 0; step < mostSteps; step++) {
    const gradient = weights.map((weight, j) => (j === 0 ? 0 : weight));
    const hessian = weights.map((_, j) => weights.map((__, k) => (j === k && j > 0 ? 1 : 0)));
    for (const [i, row] of rows.entries()) {
      const chance = 1 / (1 + Math.exp(-row.reduce((sum, value, j) => sum + value * weights[j], 0)));
      const slack = chance * (1 - chance);
      for (let j = 0; j < width; j++) {
        gradient[j] += (chance - (y[i] ? 1 : 0)) * row[j];
        for (let k = 0; k < width; k++) hessian[j][k] += slack * row[j] * row[k];
      }
    }
    const change = solve(hessian, gradient);
    weights = weights.map((weight, j) => weight - change[j]);
    if (Math.max(...change.map(Math.abs)) < 1e-10) return weights;
  }
  return weights;
}

/** Gaussian elimination with pivots. @param matrix square, regular; it is not kept */
function solve(matrix: number[][], vector: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, vector[i]]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const below = rows.slice(column).map((row) => Math.abs(row[column]));
    const pivot = column + below.indexOf(Math.max(...below));
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let i = column + 1; i < size; i++) {
      const factor = rows[i][column] / rows[column][column];
      for (let j = column; j <= size; j++) rows[i][j] -= factor * rows[column][j];
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    const rest = rows[i].slice(i + 1, size).reduce((sum, value, j) => sum + value * solution[i + 1 + j], 0);
    solution[i] = (rows[i][size] - rest) / rows[i][i];
  }
  return solution;
}
