import { medianOf } from "../zeroshot/scores.ts";
import { balancedAccuracy } from "./metrics/classification.ts";

/** How much of a figure is the choice of words. */
export interface PromptSpreadFigures {
  readonly wordings: number;
  readonly balancedAccuracy: { readonly min: number; readonly median: number; readonly max: number };
}

interface WordedRow {
  readonly truth: number;
  /** [wording] class called. */
  readonly calledByWording: readonly number[];
}

/** Balanced accuracy under each way to word the prompts. @param rows one or more, all of the same wordings @param classes how many */
export function spreadFigures(rows: readonly WordedRow[], classes: number): PromptSpreadFigures {
  const every = new Float64Array(rows.length).fill(1);
  const truth = rows.map((row) => row.truth);
  const found = rows[0].calledByWording
    .map((_, wording) => {
      const called = rows.map((row) => row.calledByWording[wording]);
      return balancedAccuracy({ truth, called, classes })(every);
    })
    .sort((a, b) => a - b);
  return {
    wordings: found.length,
    balancedAccuracy: { min: found[0], median: medianOf(found), max: found[found.length - 1] },
  };
}
