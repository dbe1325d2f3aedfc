import { softmax } from "../core/vector.ts";
import type { Calibration, DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { PromptSet } from "./contract.ts";
import { promptsSha256 } from "./prompts-sha256.ts";

/** Chances that sum to 1: one of each class, and that none of them fits. */
export interface Probabilities {
  readonly classes: readonly number[];
  readonly noneOfThese: number;
}

/** What a set's calibration is applied to. */
export interface CalibrationInput {
  /** Of the image with each class. */
  readonly cosines: readonly number[];
  readonly logitScale: number;
  readonly familiarity: number;
  /** The gate's share of the set's kinds of image together. */
  readonly kindShare: number;
}

/** The chance that none fits, and the rest divided among the classes: softmax(logitScale × cosine / temperature). */
export function probabilitiesOf(
  { temperature, none }: Pick<Calibration, "temperature" | "none">,
  { cosines, logitScale, familiarity, kindShare }: CalibrationInput,
): Probabilities {
  const logit =
    none.intercept + none.cosine * Math.max(...cosines) + none.familiarity * familiarity + none.kindShare * kindShare;
  const noneOfThese = 1 / (1 + Math.exp(-logit));
  const shares = softmax(cosines.map((cosine) => (logitScale * cosine) / temperature));
  return { classes: shares.map((share) => share * (1 - noneOfThese)), noneOfThese };
}

/** The calibration of these very prompts, for these very kinds of image; null where there is none. */
export function calibrationOf(
  set: PromptSet,
  { calibrations }: Pick<DecisionRules, "calibrations">,
): Calibration | null {
  const found = calibrations[set.id];
  if (found?.promptsSha256 !== promptsSha256(set)) return null;
  return found.kinds.join() === set.kinds?.join() ? found : null;
}

/**
 * Probabilities of a scan as calibration saw them: whole images of a familiar kind that were not trained on. Null for any other scan.
 * @param kinds those that the set is meant for @param familiarityAtLeast default: that of a kind that the embedded encoder knows
 */
export function scanProbabilities(
  { kind, familiarity, region, seenInTraining }: EncodedScan,
  calibration: Pick<Calibration, "temperature" | "none">,
  { cosines, logitScale, kinds, familiarityAtLeast = familiarity?.atLeast ?? 1 }: ScanCalibrationInput,
): Probabilities | null {
  if (!kind || !familiarity || familiarity.cosine < familiarityAtLeast) return null;
  if (region !== null || seenInTraining === true) return null;
  const kindShare = kinds.reduce((sum, each) => sum + (kind.shares[each] ?? 0), 0);
  return probabilitiesOf(calibration, { cosines, logitScale, familiarity: familiarity.cosine, kindShare });
}

interface ScanCalibrationInput extends Pick<CalibrationInput, "cosines" | "logitScale"> {
  readonly kinds: readonly string[];
  readonly familiarityAtLeast?: number | undefined;
}
