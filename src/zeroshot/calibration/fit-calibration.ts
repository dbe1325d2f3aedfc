import { softmax } from "../../core/vector.ts";
import type { Calibration } from "../../encoders/decision-rules.ts";
import { type CalibrationInput, type Probabilities, probabilitiesOf } from "../probabilities.ts";
import { fitLogistic } from "./fit-logistic.ts";
import { fitTemperature } from "./fit-temperature.ts";

/** What was measured on an image, and which class it truly is. */
export interface CalibrationRow extends Omit<CalibrationInput, "logitScale"> {
  /** Index of the class; null: none of these. */
  readonly truth: number | null;
  readonly case: string;
}

export type FittedCalibration = Pick<Calibration, "temperature" | "none">;

/**
 * The temperature on rows of the classes, and the chance of "none of these" on all rows: as common as among them.
 * @param rows of at least two classes, and some of none
 */
export function fitCalibration(rows: readonly CalibrationRow[], logitScale: number): FittedCalibration {
  const own = rows.flatMap(({ truth, cosines }) => (truth === null ? [] : [{ truth, cosines }]));
  const temperature = fitTemperature(
    own.map(({ cosines }) => cosines.map((cosine) => logitScale * cosine)),
    own.map(({ truth }) => truth),
  );
  const { intercept, weights } = fitLogistic(
    rows.map(({ cosines, familiarity, kindShare }) => [Math.max(...cosines), familiarity, kindShare]),
    rows.map(({ truth }) => truth === null),
  );
  const [cosine, familiarity, kindShare] = weights;
  return { temperature, none: { intercept, cosine, familiarity, kindShare } };
}

/** What a calibration makes of a row. */
export function applyCalibration(fitted: FittedCalibration, row: CalibrationRow, logitScale: number): Probabilities {
  return probabilitiesOf(fitted, { ...row, logitScale });
}

/** Shares among the classes at a temperature. */
export function sharesAt(cosines: readonly number[], logitScale: number, temperature: number): number[] {
  return softmax(cosines.map((cosine) => (logitScale * cosine) / temperature));
}

/**
 * Rows that none of the names fits, made from rows that one does: the image stays, and its own name is as far from it as can be. Kind of image and
 * familiarity are the same, so that the cosine alone can tell them.
 */
export function withoutTheirName(rows: readonly CalibrationRow[]): readonly CalibrationRow[] {
  return rows.map((row) => ({
    ...row,
    truth: null,
    cosines: row.cosines.map((each, i) => (i === row.truth ? -1 : each)),
  }));
}
