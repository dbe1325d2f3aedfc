import { z } from "zod";
import type { FigureRows } from "./figure-rows.ts";
import { FlagRows, flagFigures } from "./flags/flag-rows.ts";
import { ReportRows, reportFigures } from "./report-rows.ts";
import { RetrievalRows, retrievalFigures } from "./retrieval-rows.ts";
import { RobustnessRows, robustnessFigures } from "./robustness-rows.ts";
import { VqaRows, vqaFigures } from "./vqa-rows.ts";
import { ZeroShotRows, zeroShotFigures } from "./zeroshot-rows.ts";

/** What was found of every row, as a result file holds it: hashes of images, numbers of cases, scores; no path, no name, no text of the source but its class names. */
export const ScoredRows = z.discriminatedUnion("kind", [
  ZeroShotRows,
  RetrievalRows,
  VqaRows,
  RobustnessRows,
  ReportRows,
  FlagRows,
]);
export type ScoredRows = z.output<typeof ScoredRows>;

/** The figures that the rows give. */
export function figuresOf(scored: ScoredRows): readonly FigureRows[] {
  switch (scored.kind) {
    case "zeroshot":
      return [zeroShotFigures(scored)];
    case "retrieval":
      return retrievalFigures(scored);
    case "vqa":
      return vqaFigures(scored);
    case "robustness":
      return [robustnessFigures(scored)];
    case "report":
      return [reportFigures(scored)];
    case "flags":
      return [flagFigures(scored)];
    default:
      return scored satisfies never;
  }
}
