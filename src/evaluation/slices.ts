import { figureOf, type Resampled, resample } from "./bootstrap.ts";
import type { Figure, MetricName, Metrics } from "./contract.ts";
import type { FigureRows } from "./figure-rows.ts";
import type { Statistic } from "./metrics/statistic.ts";

/** A slice of fewer cases is listed and not measured: its interval would say nothing. */
export const leastCasesOfSlice = 20;

/** The rows that share a value of a field. */
export interface Slice {
  readonly name: string;
  readonly n: number;
  readonly cases: number;
  /** True from `leastCasesOfSlice` cases on. */
  readonly ranked: boolean;
  /** None where it is not ranked. */
  readonly metrics: Metrics;
}

/** The greatest less the least of the ranked slices. It is never below 0, and chance alone makes it greater than 0. */
export interface Gap extends Figure {
  readonly least: string;
  readonly most: string;
}

export interface Slices {
  readonly field: string;
  readonly slices: readonly Slice[];
  /** Rows in which the field says nothing. */
  readonly without: number;
  readonly gaps: Readonly<Partial<Record<MetricName, Gap>>>;
}

/** Rows with figures of their own (images, captions), each in a slice or in none. */
export interface SlicedRows {
  readonly figures: FigureRows;
  readonly sliceOf: readonly (string | null)[];
}

/**
 * Figures of every slice, and how far apart they are. Slices and gaps see the same resamples of all cases; a case that has rows in two
 * slices is drawn for both.
 * @param rows what n and cases count
 * @param parts what the figures are computed over
 */
export function measureSlices(
  field: string,
  rows: { readonly sliceOf: readonly (string | null)[]; readonly cases: readonly (string | number)[] },
  parts: readonly SlicedRows[],
  seed: number,
): Slices {
  const names = [...new Set(rows.sliceOf.filter((name) => name !== null))].sort(byNumberThenName);
  const counted = names.map((name) => {
    const of = rows.cases.filter((_, row) => rows.sliceOf[row] === name);
    const cases = new Set(of).size;
    return { name, n: of.length, cases, ranked: cases >= leastCasesOfSlice };
  });
  const ranked = counted.filter((slice) => slice.ranked).map(({ name }) => name);
  const drawn = parts.flatMap((part) => drawSlices(part, ranked, seed));
  return {
    field,
    slices: counted.map((slice) => ({
      ...slice,
      metrics: Object.fromEntries(
        drawn.flatMap(({ slice: name, metric, resampled }) => {
          const figure = name === slice.name ? figureOf(resampled) : null;
          return figure ? [[metric, figure] as const] : [];
        }),
      ),
    })),
    without: rows.sliceOf.filter((name) => name === null).length,
    gaps: gapsOf(drawn),
  };
}

interface Drawn {
  readonly slice: string;
  readonly metric: MetricName;
  readonly resampled: Resampled;
}

function drawSlices({ figures, sliceOf }: SlicedRows, names: readonly string[], seed: number): readonly Drawn[] {
  const wanted = names.flatMap((slice) => {
    const rows = [...sliceOf.keys()].filter((row) => sliceOf[row] === slice);
    const statistics = rows.length === 0 ? [] : figures.statisticsOf(rows);
    return statistics.map(({ name, statistic }) => ({ slice, metric: name, statistic: within(rows, statistic) }));
  });
  const drawn = resample(
    wanted.map(({ statistic }) => statistic),
    figures.cases,
    { seed },
  );
  return wanted.map(({ slice, metric }, i) => ({ slice, metric, resampled: drawn[i] }));
}

/** A statistic of some rows, as one of all rows. */
function within(rows: readonly number[], statistic: Statistic): Statistic {
  return (weights) => statistic(Float64Array.from(rows, (row) => weights[row]));
}

function gapsOf(drawn: readonly Drawn[]): Slices["gaps"] {
  const metrics = [...new Set(drawn.map(({ metric }) => metric))];
  return Object.fromEntries(
    metrics.flatMap((metric) => {
      const of = drawn
        .filter((each) => each.metric === metric && !Number.isNaN(each.resampled.value))
        .sort((a, b) => a.resampled.value - b.resampled.value);
      const [least, most] = [of.at(0), of.at(-1)];
      if (!least || !most || of.length < 2) return [];
      const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values); // NaN where one is
      const figure = figureOf({
        value: most.resampled.value - least.resampled.value,
        draws: least.resampled.draws.map((_, draw) => spread(of.map(({ resampled }) => resampled.draws[draw]))),
      });
      return figure ? [[metric, { ...figure, least: least.slice, most: most.slice }] as const] : [];
    }),
  );
}

function byNumberThenName(a: string, b: string): number {
  return Number.parseFloat(a) - Number.parseFloat(b) || (a < b ? -1 : 1);
}
