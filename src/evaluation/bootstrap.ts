import { seededDraws } from "../core/seeded-draws.ts";
import type { Figure, MetricName, Metrics } from "./contract.ts";
import type { Statistic } from "./metrics/statistic.ts";

/** A metric and how it is computed. */
export interface NamedStatistic {
  readonly name: MetricName;
  readonly statistic: Statistic;
}

/** A case's name or number. */
type Case = string | number;

export interface BootstrapOptions {
  readonly seed: number;
  /** @default 1000 */
  readonly resamples?: number;
}

/** A figure of the rows, and of every resample of their cases; NaN where they do not define it. */
export interface Resampled {
  readonly value: number;
  readonly draws: Float64Array;
}

/**
 * Figures of rows and of resamples of them. Cases are drawn with replacement, as many as there are, and every row counts as often as its
 * case was drawn. All figures see the same resamples, so that two of them may be compared draw by draw. The model stays as it is: an
 * interval is that of the rows, not of another training.
 * @param cases case of each row
 */
export function resample(
  statistics: readonly Statistic[],
  cases: readonly Case[],
  { seed, resamples = 1000 }: BootstrapOptions,
): readonly Resampled[] {
  const caseOf = caseNumbers(cases);
  const caseCount = new Set(caseOf).size;
  const draw = seededDraws(seed);
  const plain = new Float64Array(cases.length).fill(1);
  const found = statistics.map((statistic) => ({ value: statistic(plain), draws: new Float64Array(resamples) }));
  for (let round = 0; round < resamples; round++) {
    const counts = new Float64Array(caseCount);
    for (let i = 0; i < caseCount; i++) counts[draw(caseCount)]++;
    const weights = Float64Array.from(caseOf, (each) => counts[each]);
    statistics.forEach((statistic, i) => {
      found[i].draws[round] = statistic(weights);
    });
  }
  return found;
}

/** The value with percentiles 2.5 and 97.5 (linear between ranks) of the resamples that define it; null where the rows do not. */
export function figureOf({ value, draws }: Resampled): Figure | null {
  const defined = draws.filter((each) => !Number.isNaN(each)).sort();
  if (Number.isNaN(value) || defined.length === 0) return null;
  return { value, low: percentile(defined, 0.025), high: percentile(defined, 0.975) };
}

/** Figures with 95 % intervals by name, without those that the rows do not define. */
export function bootstrap(
  statistics: readonly NamedStatistic[],
  cases: readonly Case[],
  options: BootstrapOptions,
): Metrics {
  const found = resample(
    statistics.map(({ statistic }) => statistic),
    cases,
    options,
  );
  const figures = found.map(figureOf);
  return Object.fromEntries(statistics.flatMap(({ name }, i) => (figures[i] ? [[name, figures[i]] as const] : [])));
}

/** The number of each row's case, from 0 in order of first appearance: it says which rows belong together, and no name. */
export function caseNumbers(cases: readonly Case[]): readonly number[] {
  const known = new Map<Case, number>();
  return cases.map((each) => {
    const index = known.get(each) ?? known.size;
    known.set(each, index);
    return index;
  });
}

/** Linear between ranks. @param sorted ascending, not empty @param part 0 to 1 */
function percentile(sorted: Float64Array, part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
