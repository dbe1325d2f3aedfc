import { meanDefined, type Statistic } from "./statistic.ts";

/** What each row is and what it was called: indices of classes, one a row. */
export interface Called {
  readonly truth: readonly number[];
  readonly called: readonly number[];
  readonly classes: number;
}

/** counts[truth][called] under the weights. */
export function confusion({ truth, called, classes }: Called, weights: Float64Array): readonly Float64Array[] {
  const counts = Array.from({ length: classes }, () => new Float64Array(classes));
  for (let row = 0; row < weights.length; row++) counts[truth[row]][called[row]] += weights[row];
  return counts;
}

/** Recall of one class: the share of its rows that were called it. */
export function recallOf(rows: Called, target: number): Statistic {
  return (weights) => {
    const counts = confusion(rows, weights)[target];
    return counts[target] / sum(counts);
  };
}

/** Mean recall over the classes that have rows. As scikit-learn's `balanced_accuracy_score`. */
export function balancedAccuracy(rows: Called): Statistic {
  return (weights) => meanDefined(confusion(rows, weights).map((counts, target) => counts[target] / sum(counts)));
}

/**
 * Mean F1 over the classes that have rows or were called; a class never called rightly has 0. As scikit-learn's
 * `f1_score(average="macro")`.
 */
export function f1Macro(rows: Called): Statistic {
  return (weights) => {
    const counts = confusion(rows, weights);
    return meanDefined(
      counts.map((row, target) => (2 * row[target]) / (sum(row) + sum(counts.map((each) => each[target])))),
    );
  };
}

/**
 * Cohen's kappa with weights that grow with the square of the distance between grades, which are the classes in their order.
 * Source: Cohen 1968; as scikit-learn's `cohen_kappa_score(weights="quadratic")`.
 */
export function quadraticKappa(rows: Called): Statistic {
  return (weights) => {
    const counts = confusion(rows, weights);
    const total = sum(counts.map(sum));
    const called = counts.map((_, j) => sum(counts.map((row) => row[j])));
    let seen = 0;
    let chance = 0;
    for (const [i, row] of counts.entries()) {
      const truth = sum(row);
      for (let j = 0; j < row.length; j++) {
        seen += (i - j) ** 2 * row[j];
        chance += ((i - j) ** 2 * truth * called[j]) / total;
      }
    }
    return 1 - seen / chance;
  };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
