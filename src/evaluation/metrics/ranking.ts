import type { Statistic } from "./statistic.ts";

/** Rows with a score each, of which some are positive. */
export interface Scored {
  readonly positive: readonly boolean[];
  /** Greater means likelier positive. */
  readonly scores: ArrayLike<number>;
}

/** One threshold's share of the rows at or above it: weights of the positive and of the negative among them. */
interface Operating {
  readonly truePositives: number;
  readonly falsePositives: number;
}

/**
 * Area under the receiver operating characteristic: the chance that a positive row scores above a negative one, ties counting half.
 * NaN without both. As scikit-learn's `roc_auc_score`.
 */
export function auroc(rows: Scored): Statistic {
  return sweep(rows, (points, { positives, negatives }) => {
    let area = 0;
    let last: Operating = { truePositives: 0, falsePositives: 0 };
    for (const point of points) {
      area += ((point.falsePositives - last.falsePositives) * (point.truePositives + last.truePositives)) / 2;
      last = point;
    }
    return area / (positives * negatives);
  });
}

/** Average precision: precision at each threshold, weighted by the recall that it adds. As scikit-learn's `average_precision_score`. */
export function averagePrecision(rows: Scored): Statistic {
  return sweep(rows, (points, { positives }) => {
    let area = 0;
    let found = 0;
    for (const { truePositives, falsePositives } of points) {
      if (truePositives > found)
        area += ((truePositives - found) / positives) * (truePositives / (truePositives + falsePositives));
      found = truePositives;
    }
    return area;
  });
}

/** Greatest sensitivity at a threshold whose specificity is at least that given. */
export function sensitivityAtSpecificity(rows: Scored, specificity: number): Statistic {
  return sweep(rows, (points, { positives, negatives }) => {
    let best = 0;
    for (const { truePositives, falsePositives } of points) {
      if (1 - falsePositives / negatives >= specificity - 1e-12) best = Math.max(best, truePositives / positives);
    }
    return best;
  });
}

/** Both rates at each threshold, from none positive to all; points on a straight line between their neighbours are left out. */
export function rocCurve(
  rows: Scored,
): readonly { readonly falsePositiveRate: number; readonly truePositiveRate: number }[] {
  let curve: { readonly falsePositiveRate: number; readonly truePositiveRate: number }[] = [];
  const weights = new Float64Array(rows.positive.length).fill(1);
  sweep(rows, (points, { positives, negatives }) => {
    const all = [{ truePositives: 0, falsePositives: 0 }, ...points];
    curve = all.filter(isCorner).map(({ falsePositives, truePositives }) => ({
      falsePositiveRate: falsePositives / negatives,
      truePositiveRate: truePositives / positives,
    }));
    return Number.NaN;
  })(weights);
  return curve;
}

function isCorner({ truePositives, falsePositives }: Operating, i: number, all: readonly Operating[]): boolean {
  const [before, after] = [all[i - 1], all[i + 1]];
  if (!before || !after) return true;
  const [rise, run] = [truePositives - before.truePositives, falsePositives - before.falsePositives];
  return rise * (after.falsePositives - falsePositives) !== run * (after.truePositives - truePositives);
}

/** Sorts once; under each set of weights, hands on the operating points from the highest threshold down, equal scores together. */
function sweep(
  { positive, scores }: Scored,
  figure: (points: readonly Operating[], totals: { readonly positives: number; readonly negatives: number }) => number,
): Statistic {
  const order = Uint32Array.from(positive, (_, row) => row).sort((a, b) => scores[b] - scores[a]);
  return (weights) => {
    const points: Operating[] = [];
    let truePositives = 0;
    let falsePositives = 0;
    order.forEach((row, i) => {
      if (positive[row]) truePositives += weights[row];
      else falsePositives += weights[row];
      const last = i + 1 === order.length || scores[order[i + 1]] !== scores[row];
      if (last) points.push({ truePositives, falsePositives });
    });
    if (truePositives === 0 || falsePositives === 0) return Number.NaN;
    return figure(points, { positives: truePositives, negatives: falsePositives });
  };
}
