import { seededDraws } from "../core/seeded-draws.ts";
import type { MetricName, Metrics } from "./contract.ts";
import type { Statistic } from "./metrics/statistic.ts";

/** A metric and how it is computed. */
export interface NamedStatistic {
  readonly name: MetricName;
  readonly statistic: Statistic;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** @default 1000 */
  readonly resamples?: number;
}

/**
 * Figures with 95 % intervals. Cases are drawn with replacement, as many as there are, and every row counts as often as its case was
 * drawn; the interval is percentiles 2.5 and 97.5 (linear between ranks) of the resamples that define the figure. All figures see the
 * same resamples. The model stays as it is: the interval is that of the rows, not of another training.
 * @param cases case of each row
 * @returns by name, without those that the rows do not define
 */
export function bootstrap(
  statistics: readonly NamedStatistic[],
  cases: readonly string[],
  { seed, resamples = 1000 }: BootstrapOptions,
): Metrics {
  const caseOf = indices(cases);
  const caseCount = new Set(caseOf).size;
  const draw = seededDraws(seed);
  const drawn: number[][] = statistics.map(() => []);
  for (let resample = 0; resample < resamples; resample++) {
    const counts = new Float64Array(caseCount);
    for (let each = 0; each < caseCount; each++) counts[draw(caseCount)]++;
    const weights = Float64Array.from(caseOf, (each) => counts[each]);
    statistics.forEach(({ statistic }, i) => {
      drawn[i].push(statistic(weights));
    });
  }
  const plain = new Float64Array(cases.length).fill(1);
  const figures = statistics.flatMap(({ name, statistic }, i) => {
    const value = statistic(plain);
    const defined = drawn[i].filter((each) => !Number.isNaN(each)).sort((a, b) => a - b);
    if (Number.isNaN(value) || defined.length === 0) return [];
    return [[name, { value, low: percentile(defined, 0.025), high: percentile(defined, 0.975) }] as const];
  });
  return Object.fromEntries(figures);
}

/** Each name's number, in order of first appearance. */
function indices(names: readonly string[]): readonly number[] {
  const known = new Map<string, number>();
  return names.map((name) => {
    const index = known.get(name) ?? known.size;
    known.set(name, index);
    return index;
  });
}

/** Linear between ranks. @param sorted ascending, not empty @param part 0 to 1 */
function percentile(sorted: readonly number[], part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
