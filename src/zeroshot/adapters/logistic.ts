import { dot, mean, softmax } from "../../core/vector.ts";
import type { Head, LabelledVectors, LogisticParameters, Trials } from "./contract.ts";
import { minimise, type Objective } from "./lbfgs.ts";

/** Inverse strengths that cross-validation chooses from, strongest penalty first. */
export const logisticGrid: readonly number[] = [0.3, 1, 3, 10, 30, 100];

/** Where there are too few cases to choose. */
export const logisticFallback = 10;

export interface LogisticOptions {
  /** Inverse strength of the penalty. */
  readonly c: number;
  /** Where the fit begins: another strength's result. @default zeros */
  readonly start?: Float64Array;
  /** On the gradient of the mean loss. @default 1e-7 */
  readonly gradientAtMost?: number;
}

/**
 * Multinomial logistic regression with an L2 penalty on the weights and none on the intercepts:
 * min ½‖W‖² + C Σ w_i · -log softmax(W x_i + b)[y_i], every class weighing the same together (w_i = N / (classes × examples of its class)).
 * As scikit-learn's `LogisticRegression(C, multi_class="multinomial", class_weight="balanced")`. Of two classes its C is half of the
 * binomial form's.
 * @returns [class][D weights, then the intercept], row-major
 */
export function fitLogistic(
  { vectors, labels, classes }: LabelledVectors,
  { c, start, gradientAtMost = 1e-7 }: LogisticOptions,
): Float64Array {
  const centre = mean(vectors);
  const loss = logisticLoss({
    vectors: vectors.map((vector) => Float64Array.from(vector, (value, i) => value - centre[i])),
    labels,
    classes,
    rows: balanced(labels, classes).map((weight) => weight / vectors.length),
    penalty: 1 / (c * vectors.length),
  });
  const from = start ? moveIntercepts(start, centre, 1) : new Float64Array(classes * (centre.length + 1));
  return moveIntercepts(minimise(loss, from, { gradientAtMost }), centre, -1);
}

/**
 * The same function of vectors whose origin was moved: what the weights make of the centre goes into the intercepts or out of them. Of
 * vectors around their mean the minimum is the same, for intercepts cost nothing, and is found in a fraction of the steps.
 */
function moveIntercepts(x: Float64Array, centre: Float64Array, sign: 1 | -1): Float64Array {
  const width = centre.length + 1;
  const moved = x.slice();
  for (let begin = 0; begin < x.length; begin += width)
    moved[begin + centre.length] += sign * dot(centre, x.subarray(begin, begin + centre.length));
  return moved;
}

interface LossParts {
  readonly vectors: readonly Float64Array[];
  readonly labels: readonly number[];
  readonly classes: number;
  /** Weight of each vector's loss. */
  readonly rows: readonly number[];
  /** Of half the squared weights. */
  readonly penalty: number;
}

function logisticLoss({ vectors, labels, classes, rows, penalty }: LossParts): Objective {
  const dimensions = vectors[0].length;
  const width = dimensions + 1;
  return (x, gradient) => {
    gradient.fill(0);
    let value = 0;
    vectors.forEach((vector, row) => {
      const shares = softmax(logits(x, vector, classes));
      value -= rows[row] * Math.log(Math.max(shares[labels[row]], Number.MIN_VALUE));
      for (let each = 0; each < classes; each++) {
        const off = rows[row] * (shares[each] - (each === labels[row] ? 1 : 0));
        const begin = each * width;
        for (let i = 0; i < dimensions; i++) gradient[begin + i] += off * vector[i];
        gradient[begin + dimensions] += off;
      }
    });
    for (let i = 0; i < x.length; i++) {
      if (i % width === dimensions) continue; // an intercept
      value += (penalty / 2) * x[i] * x[i];
      gradient[i] += penalty * x[i];
    }
    return value;
  };
}

/** @param x [class][D weights, then the intercept] */
function logits(x: Float64Array, vector: Float32Array | Float64Array, classes: number): number[] {
  const width = vector.length + 1;
  const found: number[] = [];
  for (let each = 0; each < classes; each++) {
    const begin = each * width;
    let sum = x[begin + vector.length];
    for (let i = 0; i < vector.length; i++) sum += x[begin + i] * vector[i];
    found.push(sum);
  }
  return found;
}

function balanced(labels: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return labels.map((label) => labels.length / (classes * counts[label]));
}

/** A class without an example has a share of 0. Each strength begins where the one before ended. */
export const logisticTrials: Trials = (fit, held) => {
  const present = [...new Set(fit.labels)].sort((a, b) => a - b);
  const known = { ...fit, labels: fit.labels.map((label) => present.indexOf(label)), classes: present.length };
  let start: Float64Array | undefined;
  return logisticGrid.map((c) => {
    const x = fitLogistic(known, { c, gradientAtMost: 1e-4, ...(start && { start }) });
    start = x;
    return held.map((vector) => {
      const shares = softmax(logits(x, vector, present.length));
      const all = new Array<number>(fit.classes).fill(0);
      present.forEach((label, i) => {
        all[label] = shares[i];
      });
      return all;
    });
  });
};

/** @param c inverse strength of the penalty */
export function logisticParameters(set: LabelledVectors, c: number): LogisticParameters {
  const x = fitLogistic(set, { c });
  const dimensions = set.vectors[0].length;
  const rows = Array.from({ length: set.classes }, (_, each) =>
    Float32Array.from(x.subarray(each * (dimensions + 1), (each + 1) * (dimensions + 1))),
  );
  return {
    method: "logistic",
    c,
    weights: rows.map((row) => row.slice(0, dimensions)),
    intercepts: Float32Array.from(rows, (row) => row[dimensions]),
  };
}

export function logisticHead({ weights, intercepts }: LogisticParameters): Head {
  return (vector) => ({
    shares: softmax(weights.map((row, each) => dot(row, vector) + intercepts[each])),
    cosines: weights.map(() => null),
  });
}
