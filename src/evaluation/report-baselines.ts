import { figureOf, resample } from "./bootstrap.ts";
import type { Figure, MetricName, Metrics } from "./contract.ts";
import { allStatistics, metricsOf } from "./figure-rows.ts";
import { type ReportRows, reportFigures } from "./report-rows.ts";

/** A text that needs no drafting, against the same references. */
export interface BaselineFigures {
  readonly metrics: Metrics;
  /**
   * What the words that drafts quote reach beyond it, over all rows: a draft that quotes nothing counts as an empty text. Paired: in every
   * resample both see the same cases.
   */
  readonly quotesLessIt: Metrics;
}

/** @param quoted the quoted words of every row, none left out @param baseline of the same rows */
export function compareWithBaseline(quoted: ReportRows, baseline: ReportRows, seed: number): BaselineFigures {
  const [ours, theirs] = [reportFigures(quoted), reportFigures(baseline)];
  const [first, second] = [allStatistics(ours), allStatistics(theirs)];
  const draws = resample(
    [...first, ...second].map(({ statistic }) => statistic),
    ours.cases,
    { seed },
  );
  const differences = first.flatMap(({ name }, i): (readonly [MetricName, Figure])[] => {
    const [a, b] = [draws[i], draws[first.length + i]];
    const figure = figureOf({ value: a.value - b.value, draws: a.draws.map((each, j) => each - b.draws[j]) });
    return figure ? [[name, figure]] : [];
  });
  return { metrics: metricsOf([theirs], seed), quotesLessIt: Object.fromEntries(differences) };
}
