import { type Compared, type Comparison, compareResults, type Side } from "./compare.ts";
import { type Figure, type MetricName, metricNames, worseWhenGreater } from "./contract.ts";
import { EvaluationsDifferError } from "./errors.ts";
import type { SavedResult } from "./saved-result.ts";

/** One of several evaluations of the same rows. */
export interface Ranked extends Side {
  /** From 1; equal figures share it. */
  readonly rank: number;
  readonly figure: Figure;
  /** Less the first that was named; null for that one. */
  readonly difference: Figure | null;
  readonly better: Compared["better"];
}

export interface Ranking extends Omit<Comparison, "first" | "second" | "metrics"> {
  readonly metric: MetricName;
  /** Best first. */
  readonly encoders: readonly Ranked[];
  /** Every other against the first. */
  readonly comparisons: readonly Comparison[];
}

/**
 * Ranks evaluations of the same rows by one metric, each paired with the first.
 * @param results two or more
 * @param wanted the metric. @default the first of the task's that all have
 * @throws {EvaluationsDifferError}
 */
export function rankResults(
  results: readonly SavedResult[],
  { seed, metric: wanted }: { readonly seed: number; readonly metric?: MetricName | undefined },
): Ranking {
  const [first, ...others] = results;
  const comparisons = others.map((other) => compareResults(first, other, { seed }));
  const metric = wanted ?? metricNames.find((name) => comparisons.every(({ metrics }) => metrics[name]));
  const compared = comparisons.map(({ second, metrics }) => ({ second, found: metric && metrics[metric] }));
  const [own] = compared;
  if (metric === undefined || !own?.found) throw new EvaluationsDifferError("metric");
  const entries = [
    { ...comparisons[0].first, figure: own.found.first, difference: null, better: null },
    ...compared.map(({ second, found }) => {
      if (!found) throw new EvaluationsDifferError("metric");
      return { ...second, figure: found.second, difference: found.difference, better: found.better };
    }),
  ];
  const sign = worseWhenGreater.has(metric) ? 1 : -1;
  const isBetter = (a: Figure, b: Figure) => sign * (a.value - b.value) < 0;
  const { first: _, second: __, metrics: ___, ...about } = comparisons[0];
  return {
    ...about,
    metric,
    encoders: entries
      .sort((a, b) => sign * (a.figure.value - b.figure.value))
      .map((entry, _, all) => ({
        rank: 1 + all.filter(({ figure }) => isBetter(figure, entry.figure)).length,
        ...entry,
      })),
    comparisons,
  };
}
