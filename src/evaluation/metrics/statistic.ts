/**
 * A figure over rows, as a function of how often each row counts: weight 1 everywhere is the plain figure, and a bootstrap
 * resample is another set of weights. NaN where the rows counted do not define it (a class is missing, say).
 * @param weights one a row, whole numbers >= 0
 */
export type Statistic = (weights: Float64Array) => number;

/** Mean of `values` over rows: an accuracy, a recall, a rank. */
export function meanOf(values: ArrayLike<number>): Statistic {
  return (weights) => {
    let sum = 0;
    let count = 0;
    for (let row = 0; row < weights.length; row++) {
      sum += weights[row] * values[row];
      count += weights[row];
    }
    return count > 0 ? sum / count : Number.NaN;
  };
}

/** Mean of the numbers that are defined; NaN when none is. */
export function meanDefined(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.length > 0 ? defined.reduce((sum, value) => sum + value, 0) / defined.length : Number.NaN;
}

/** A statistic of some of the rows alone. @param rows their indices, in the order in which the statistic knows them */
export function ofRows(rows: readonly number[], statistic: Statistic): Statistic {
  return (weights) => statistic(Float64Array.from(rows, (row) => weights[row]));
}
