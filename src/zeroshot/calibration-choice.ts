import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { StoredCalibration } from "./calibration/stored-calibration.ts";
import type { PromptSet } from "./contract.ts";
import { calibrationOf } from "./probabilities.ts";

/** What a result says of the calibration behind its probabilities. */
export interface CalibrationProvenance {
  /** Fitted by caselens on the images that the embedded encoder came with, or by the user on the user's own. */
  readonly source: "shipped" | "own";
  /** Images that it was measured on. */
  readonly n: number;
  readonly brier: number;
  readonly slope: { readonly value: number; readonly interval: readonly [number, number] };
  /** The user's data, by name, and what part of them none of the names fits; null for `shipped`. */
  readonly own: { readonly data: string; readonly cases: number; readonly noneRate: number } | null;
}

/** A calibration, whoever fitted it, as far as a classification needs it. */
export interface ChosenCalibration extends Pick<StoredCalibration, "temperature" | "none" | "kinds"> {
  /** Absent: the familiarity of a kind that the embedded encoder knows. */
  readonly familiarityAtLeast?: number;
  /** Null where its chances did not prove to be probabilities. */
  readonly provenance: CalibrationProvenance | null;
  readonly predictionSet: { readonly level: number; readonly shareAtLeast: number } | null;
}

/** The user's own calibration of these prompts where there is one, else the one that came with the embedded encoder; null for neither. */
export function chooseCalibration(
  set: PromptSet,
  own: StoredCalibration | null,
  rules: Pick<DecisionRules, "calibrations"> | null,
): ChosenCalibration | null {
  if (own) return { ...own, provenance: provenanceOf(own) };
  const shipped = rules && calibrationOf(set, rules);
  if (!shipped) return null;
  const { n, brier, slope } = shipped;
  return { ...shipped, provenance: { source: "shipped", n, brier, slope, own: null }, predictionSet: null };
}

function provenanceOf({ offered, crossValidated, data, n }: StoredCalibration): CalibrationProvenance | null {
  const { brier, slope } = crossValidated;
  if (!offered || slope === null) return null;
  const total = n.own + n.none;
  return {
    source: "own",
    n: total,
    brier: brier.value,
    slope: { value: slope.value, interval: [slope.low, slope.high] },
    own: { data, cases: n.cases, noneRate: n.none / total },
  };
}
