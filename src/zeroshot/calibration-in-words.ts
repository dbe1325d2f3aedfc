import type { Calibration } from "../encoders/decision-rules.ts";

/** What a probability rests on, and where it stops. */
export function calibrationInWords({ n, brier, slope }: Pick<Calibration, "n" | "brier" | "slope">): string {
  const [low, high] = slope.interval;
  return `A probability is a chance with "none of these" among the outcomes: calibrated on images of the sources that the encoder was trained on, half of which none of the names fits (${n} test images, slope ${slope.value} [${low}, ${high}], Brier score ${brier}). Other hospitals were not measured.`;
}
