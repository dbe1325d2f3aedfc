import type { Statistic } from "./statistic.ts";

/** Rows with the probability of every outcome, and which came true. */
export interface Forecast {
  /** [row][outcome], each row summing to 1. */
  readonly probabilities: readonly (readonly number[])[];
  /** Index of the outcome, one a row. */
  readonly truth: readonly number[];
}

/** Squared difference between probabilities and what came true, summed over the outcomes, 0 to 2. Source: Brier 1950. */
export function brier({ probabilities, truth }: Forecast): Statistic {
  const squares = probabilities.map((row, i) =>
    row.reduce((sum, p, outcome) => sum + (p - (outcome === truth[i] ? 1 : 0)) ** 2, 0),
  );
  return (weights) => {
    let sum = 0;
    let count = 0;
    for (let row = 0; row < weights.length; row++) {
      sum += weights[row] * squares[row];
      count += weights[row];
    }
    return sum / count;
  };
}

/** Probabilities nearer to 0 or 1 are taken for this near: their logit is infinite. */
const nearest = 1e-6;

/**
 * Slope of the logistic regression of what came true on the logit of its probability, over all rows and outcomes together (one
 * against the rest; with two outcomes, the second alone). 1: neither too sure nor too shy; below 1: too sure. NaN where
 * probabilities separate what came true wholly, or all are alike.
 * Source: Cox 1958; Van Calster et al. 2016.
 */
export function calibrationSlope({ probabilities, truth }: Forecast): Statistic {
  const outcomes = probabilities[0]?.length ?? 0;
  const counted = outcomes === 2 ? [1] : Array.from({ length: outcomes }, (_, i) => i);
  const logits: number[] = [];
  const came: number[] = [];
  const rows: number[] = [];
  for (const [row, forecast] of probabilities.entries()) {
    for (const outcome of counted) {
      const p = Math.min(1 - nearest, Math.max(nearest, forecast[outcome]));
      logits.push(Math.log(p / (1 - p)));
      came.push(outcome === truth[row] ? 1 : 0);
      rows.push(row);
    }
  }
  return (weights) => logisticSlope(logits, came, (i) => weights[rows[i]]);
}

const mostSteps = 50;
/** A steeper slope than this is a fit that does not converge: the outcomes are separated. */
const steepest = 50;

/** Newton's method for intercept and slope of a weighted logistic regression on one variable. */
function logisticSlope(x: readonly number[], y: readonly number[], weightOf: (i: number) => number): number {
  let [a, b] = [0, 1];
  for (let step = 0; step < mostSteps; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const weight = weightOf(i);
      if (weight === 0) continue;
      const p = 1 / (1 + Math.exp(-(a + b * x[i])));
      const rest = weight * (y[i] - p);
      const spread = weight * p * (1 - p);
      ga += rest;
      gb += rest * x[i];
      haa += spread;
      hab += spread * x[i];
      hbb += spread * x[i] * x[i];
    }
    const determinant = haa * hbb - hab * hab;
    const da = (hbb * ga - hab * gb) / determinant;
    const db = (haa * gb - hab * ga) / determinant;
    if (!Number.isFinite(da) || !Number.isFinite(db) || Math.abs(b + db) > steepest) return Number.NaN;
    a += da;
    b += db;
    if (Math.abs(da) + Math.abs(db) < 1e-9) return b;
  }
  return Number.NaN;
}

export const calibrationBins = 15;
const binEnds = Array.from({ length: calibrationBins }, (_, bin) => (bin + 1) / calibrationBins);

/** Which of 15 bins of equal width a probability is in; a bin has its upper end. */
export function calibrationBin(probability: number): number {
  const bin = binEnds.findIndex((end) => probability <= end);
  return bin < 0 ? calibrationBins - 1 : bin; // rounding can leave a sum of 1 a hair over it
}

/** ECE says little of fewer rows: chance alone makes it great. */
export const leastRowsForEce = 2_000;

/**
 * Expected calibration error of the likeliest outcome: the difference between its probability and how often it came true, averaged
 * over 15 bins ((m-1)/15, m/15]. Source: Guo et al. 2017. Report it from `leastRowsForEce` rows.
 */
export function expectedCalibrationError({ probabilities, truth }: Forecast): Statistic {
  const top = probabilities.map((row) => row.indexOf(Math.max(...row)));
  const sure = probabilities.map((row) => Math.max(...row));
  const bins = sure.map(calibrationBin);
  return (weights) => {
    const sums = Array.from({ length: calibrationBins }, () => ({ sure: 0, right: 0 }));
    let count = 0;
    for (let row = 0; row < weights.length; row++) {
      const bin = sums[bins[row]];
      bin.sure += weights[row] * sure[row];
      if (top[row] === truth[row]) bin.right += weights[row];
      count += weights[row];
    }
    return sums.reduce((sum, each) => sum + Math.abs(each.sure - each.right), 0) / count;
  };
}
