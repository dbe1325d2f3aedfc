import type { EvaluationResult } from "../contract.ts";
import type { Protocol } from "./protocol.ts";

/** How a measurement differs from the published one: what is known beforehand, and what was seen. */
export function deviationsOf(
  { data, encoder, deviations }: Protocol,
  {
    n,
    failed,
    encoder: measured,
    seenInTraining,
  }: Pick<EvaluationResult, "n" | "failed" | "encoder" | "seenInTraining">,
): readonly string[] {
  const expected = data.questions ?? data.images;
  const what = data.questions === undefined ? "images" : "questions";
  const other = encoder !== null && measured.split("@")[0] !== encoder;
  return [
    ...(other ? [`Measured with ${measured}; published with ${encoder}.`] : []),
    ...(n !== expected ? [`${n} ${what} were measured; the published split has ${expected}.`] : []),
    ...(failed.length > 0 ? [`${failed.length} ${failed.length === 1 ? "row" : "rows"} could not be read.`] : []),
    ...(seenInTraining !== null && seenInTraining > 0
      ? [`The encoder was trained on ${(100 * seenInTraining).toFixed(1)} % of the images.`]
      : []),
    ...deviations,
  ];
}
