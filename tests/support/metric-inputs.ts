import { seededRandom } from "./random.ts";

/** Rows with a class, shares of every class, a weight, and a nearness to one query. */
export interface MetricInput {
  readonly classes: number;
  readonly truth: readonly number[];
  readonly shares: readonly (readonly number[])[];
  readonly weights: Float64Array;
  readonly nearness: readonly number[];
}

/** The input of a seed, ties and weights among them: the same to the last bit as `make(seed)` of tests/golden/make-metrics.py. */
export function metricInput(seed: number): MetricInput {
  const random = seededRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const rows = 30 + below(120);
  const classes = 2 + below(5);
  const levels = [2, 10, 1000][below(3)];
  const weighted = below(4) > 0;
  const made = Array.from({ length: rows }, () => {
    const truth = below(classes);
    const counts = Array.from({ length: classes }, () => 1 + below(levels));
    counts[truth] += below(levels);
    const sum = counts.reduce((total, count) => total + count, 0);
    const weight = weighted ? below(4) : 1;
    return { truth, shares: counts.map((count) => count / sum), weight, nearness: random() };
  });
  return {
    classes,
    truth: made.map(({ truth }) => truth),
    shares: made.map(({ shares }) => shares),
    weights: Float64Array.from(made, ({ weight }) => weight),
    nearness: made.map(({ nearness }) => nearness),
  };
}
