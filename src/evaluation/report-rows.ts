import { z } from "zod";
import type { FigureRows } from "./figure-rows.ts";
import { bleu } from "./metrics/bleu.ts";
import { meanOf, type Statistic } from "./metrics/statistic.ts";
import type { LabelCounts } from "./report-labels.ts";

const Count = z.int().nonnegative();
const ByLength = z.array(Count).length(4).readonly();
const Compared = z.strictObject({ both: Count, draftOnly: Count, referenceOnly: Count });
const Row = z.strictObject({
  /** SHA-256 of the image file. */
  image: z.string(),
  case: Count,
  /** What the draft adds to BLEU, by length of the word sequence, 1 to 4. */
  bleu: z.strictObject({ matches: ByLength, totals: ByLength, draftLength: Count, referenceLength: Count }),
  rougeL: z.number(),
  /** Findings by rules. */
  labels: Compared,
  /** Labels of the data's rows that the text names, against the row's own; absent in results from before this was counted. */
  named: Compared.optional(),
});

/** Every draft that was compared with its reference. */
export const ReportRows = z.strictObject({ kind: z.literal("report"), rows: z.array(Row).min(1) });
export type ReportRows = z.output<typeof ReportRows>;
export type ReportRow = z.output<typeof Row>;

export function reportFigures({ rows }: ReportRows): FigureRows {
  return {
    ids: rows.map(({ image }) => image),
    cases: rows.map((row) => row.case),
    statisticsOf(indices) {
      const of = indices.map((i) => rows[i]);
      return [
        { name: "bleu4", statistic: bleu(of.map((row) => row.bleu)) },
        { name: "rougeL", statistic: meanOf(of.map((row) => row.rougeL)) },
        { name: "labelF1", statistic: microF1(of.map(({ labels }) => labels)) },
        ...(of.every(({ named }) => named)
          ? [{ name: "namedLabelF1" as const, statistic: microF1(of.flatMap(({ named }) => named ?? [])) }]
          : []),
      ];
    },
  };
}

/** F1 of all names of all rows together; NaN where nothing is affirmed anywhere. */
export function microF1(rows: readonly LabelCounts[]): Statistic {
  return (weights) => {
    let [found, all] = [0, 0];
    rows.forEach(({ both, draftOnly, referenceOnly }, i) => {
      found += weights[i] * 2 * both;
      all += weights[i] * (2 * both + draftOnly + referenceOnly);
    });
    return all > 0 ? found / all : Number.NaN;
  };
}
