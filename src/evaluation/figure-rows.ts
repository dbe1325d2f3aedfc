import { bootstrap, type NamedStatistic } from "./bootstrap.ts";
import type { Metrics } from "./contract.ts";

/** Rows that figures are computed over. */
export interface FigureRows {
  /** What each row is, without a name or a path: two evaluations of the same rows have the same. */
  readonly ids: readonly string[];
  /** Number of each row's case. */
  readonly cases: readonly number[];
  /** The figures of these rows alone, as functions of the weights of these rows. @param rows indices */
  statisticsOf(rows: readonly number[]): readonly NamedStatistic[];
}

/** The figures of all of them. */
export function allStatistics({ ids, statisticsOf }: FigureRows): readonly NamedStatistic[] {
  return ids.length === 0 ? [] : statisticsOf([...ids.keys()]);
}

/** All figures with their intervals. */
export function metricsOf(parts: readonly FigureRows[], seed: number): Metrics {
  const found = parts.map((part) => bootstrap(allStatistics(part), part.cases, { seed }));
  return Object.fromEntries(found.flatMap((metrics) => Object.entries(metrics)));
}
