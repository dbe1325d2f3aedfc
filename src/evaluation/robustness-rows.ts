import { z } from "zod";
import type { FigureRows } from "./figure-rows.ts";
import { meanDefined, type Statistic } from "./metrics/statistic.ts";

const Count = z.int().nonnegative();
const Row = z.strictObject({
  /** SHA-256 of the image file. */
  image: z.string(),
  case: Count,
  biology: z.string(),
  site: z.string(),
  /** Of its nearest neighbours: those of the same biology from another site, and of another biology from the same site. */
  sameOther: Count,
  otherSame: Count,
});

/** Every image whose neighbours were looked at. */
export const RobustnessRows = z.strictObject({ kind: z.literal("robustness"), rows: z.array(Row).min(1) });
export type RobustnessRows = z.output<typeof RobustnessRows>;
export type RobustnessRow = z.output<typeof Row>;

export function robustnessFigures({ rows }: RobustnessRows): FigureRows {
  return {
    ids: rows.map(({ image, biology, site }) => `${image} ${biology} ${site}`),
    cases: rows.map((row) => row.case),
    statisticsOf: (of) => [{ name: "robustnessIndex", statistic: robustnessIndex(of.map((i) => rows[i])) }],
  };
}

/**
 * SO / (SO + OS), summed over the rows: 1 where neighbours follow the biology, 0 where they follow the site. NaN where no neighbour
 * tells the two apart. Source: Kömen et al. 2025, "Towards robust foundation models for digital pathology" (PathoROB).
 */
export function robustnessIndex(rows: readonly Pick<RobustnessRow, "sameOther" | "otherSame">[]): Statistic {
  return (weights) => {
    let [sameOther, otherSame] = [0, 0];
    rows.forEach((row, i) => {
      sameOther += weights[i] * row.sameOther;
      otherSame += weights[i] * row.otherSame;
    });
    return sameOther + otherSame > 0 ? sameOther / (sameOther + otherSame) : Number.NaN;
  };
}

/** The mean of the index over the classes, so that a frequent one counts as a rare one. */
export function balancedRobustnessIndex(rows: readonly RobustnessRow[]): Statistic {
  const classes = [...new Set(rows.map(({ biology }) => biology))];
  const each = classes.map((name) => ofClass(rows, name));
  return (weights) => meanDefined(each.map((statistic) => statistic(weights)));
}

/** The index over the rows of one class. */
export function ofClass(rows: readonly RobustnessRow[], biology: string): Statistic {
  const of = [...rows.keys()].filter((row) => rows[row].biology === biology);
  const index = robustnessIndex(of.map((row) => rows[row]));
  return (weights) => index(Float64Array.from(of, (row) => weights[row]));
}
