import { z } from "zod";
import { type FlagPartName, flagPartNames } from "../../chat/flag-score/contract.ts";
import type { FigureRows } from "../figure-rows.ts";
import { brier, expectedCalibrationError, leastRowsForEce } from "../metrics/calibration.ts";
import { auroc } from "../metrics/ranking.ts";
import { meanOf } from "../metrics/statistic.ts";
import { corruptionKinds } from "./contract.ts";

/** What each part found, in the order of `flagPartNames`; null where it found nothing to read. */
const Parts = z.array(z.number().nullable()).length(flagPartNames.length).readonly();
const Sentence = z.strictObject({ share: z.number(), flagged: z.boolean(), parts: Parts });

const Row = z.strictObject({
  /** Number of the report within its folder and the kind of corruption. */
  id: z.string(),
  case: z.int().nonnegative(),
  corruption: z.enum(corruptionKinds),
  way: z.string(),
  /** The sentence as it was written. */
  untouched: Sentence,
  corrupted: Sentence,
});

/** Every pair of a true sentence and its corrupted twin. */
export const FlagRows = z.strictObject({
  kind: z.literal("flags"),
  partNames: z.array(z.enum(flagPartNames)).readonly(),
  rows: z.array(Row).min(1).readonly(),
});
export type FlagRows = z.output<typeof FlagRows>;
export type FlagRow = z.output<typeof Row>;

/** Parts in the order of `flagPartNames`. */
export function flagRowsOf(rows: readonly FlagRow[]): FlagRows {
  const partNames: readonly FlagPartName[] = flagPartNames;
  return { kind: "flags", partNames, rows };
}

/** Over both sentences of every pair, the corrupted one being what is looked for. */
export function flagFigures({ rows }: FlagRows): FigureRows {
  return {
    ids: rows.map(({ id }) => id),
    cases: rows.map((row) => row.case),
    statisticsOf(indices) {
      const of = indices.map((i) => rows[i]);
      const sentences = of.flatMap(({ untouched, corrupted }) => [untouched, corrupted]);
      const positive = sentences.map((_, i) => i % 2 === 1);
      const forecast = {
        probabilities: sentences.map(({ share }) => [1 - share, share]),
        truth: positive.map((each) => (each ? 1 : 0)),
      };
      /** A pair counts as its case does, both sentences of it. */
      const twice = (statistic: (weights: Float64Array) => number) => (weights: Float64Array) =>
        statistic(Float64Array.from(sentences, (_, i) => weights[Math.floor(i / 2)]));
      const better = of.map(({ untouched, corrupted }) =>
        corrupted.share === untouched.share ? 0.5 : corrupted.share > untouched.share ? 1 : 0,
      );
      return [
        { name: "auroc", statistic: twice(auroc({ positive, scores: sentences.map(({ share }) => share) })) },
        { name: "pairedAccuracy", statistic: meanOf(better) },
        { name: "flaggedWrong", statistic: meanOf(of.map(({ corrupted }) => (corrupted.flagged ? 1 : 0))) },
        { name: "flaggedRight", statistic: meanOf(of.map(({ untouched }) => (untouched.flagged ? 1 : 0))) },
        { name: "brier", statistic: twice(brier(forecast)) },
        ...(sentences.length >= leastRowsForEce
          ? [{ name: "ece" as const, statistic: twice(expectedCalibrationError(forecast)) }]
          : []),
      ];
    },
  };
}
