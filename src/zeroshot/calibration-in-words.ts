import type { CalibrationProvenance } from "./calibration-choice.ts";
import type { Classification } from "./classify.ts";

/** What a probability rests on, and where it stops. */
export function calibrationInWords({ n, brier, slope, own }: CalibrationProvenance): string {
  const figures = `slope ${twoDigits(slope.value)} [${slope.interval.map(twoDigits).join(", ")}], Brier score ${twoDigits(brier)}`;
  const chance = `A probability is a chance with "none of these" among the outcomes: calibrated on`;
  if (!own)
    return `${chance} images of the sources that the encoder was trained on, half of which none of the names fits (${n} test images, ${figures}). Other hospitals were not measured.`;
  const none = `${Math.round(100 * own.noneRate)} % of which none of the names fits`;
  return `${chance} ${n} images of ${own.cases} cases of your data ${own.data}, ${none} (each image by a fit without its case: ${figures}). It holds for images like those, where "none of these" is as common.`;
}

/** Names that together hold the true one. */
export function predictionSetInWords({ level, names }: NonNullable<Classification["predictionSet"]>): string {
  const percent = `${Math.round(100 * level)} %`;
  if (names.length === 0) return `At ${percent} no name is sure enough, by your calibration.`;
  return `At ${percent} the true name, if it is among these, is ${names.map((name) => `“${name}”`).join(" or ")}, by your calibration.`;
}

function twoDigits(value: number): string {
  return `${Number(value.toFixed(2))}`;
}
