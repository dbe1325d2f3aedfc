import { seededDraws } from "../core/seeded-draws.ts";
import {
  applyCalibration,
  type CalibrationRow,
  fitCalibration,
  sharesAt,
} from "../zeroshot/calibration/fit-calibration.ts";
import { randomParts } from "../zeroshot/calibration/random-parts.ts";
import type { StoredCalibration } from "../zeroshot/calibration/stored-calibration.ts";
import { bootstrap } from "./bootstrap.ts";
import type { Figure } from "./contract.ts";
import { brier, calibrationSlope } from "./metrics/calibration.ts";

const folds = 5;

export interface CrossValidatedCalibration {
  readonly crossValidated: StoredCalibration["crossValidated"];
  /** [row that a class stands for, in order][class] shares at a temperature fitted without the row's case. */
  readonly sharesOfOwn: readonly (readonly number[])[];
}

/** Gives every row chances by a fit on the folds without its case, and measures them beside the shares as they were. */
export function crossValidateCalibration(
  rows: readonly CalibrationRow[],
  { logitScale, seed }: { readonly logitScale: number; readonly seed: number },
): CrossValidatedCalibration {
  const cases = rows.map((row) => row.case);
  const foldOf = randomParts(cases, folds, seededDraws(seed));
  const fits = Array.from({ length: folds }, (_, fold) =>
    fitCalibration(
      rows.filter((__, i) => foldOf[i] !== fold),
      logitScale,
    ),
  );
  const truth = rows.map((row) => row.truth ?? row.cosines.length);
  const figures = (probabilities: readonly (readonly number[])[], of: readonly number[] = [...rows.keys()]) => {
    const forecast = { probabilities: of.map((i) => probabilities[i]), truth: of.map((i) => truth[i]) };
    const statistics = [
      { name: "brier" as const, statistic: brier(forecast) },
      { name: "calibrationSlope" as const, statistic: calibrationSlope(forecast) },
    ];
    return bootstrap(
      statistics,
      of.map((i) => cases[i]),
      { seed },
    );
  };
  const asShares = rows.map(({ cosines }) => [...sharesAt(cosines, logitScale, 1), 0]);
  const own = [...rows.keys()].filter((i) => rows[i].truth !== null);
  const after = figures(
    rows.map((row, i) => {
      const { classes, noneOfThese } = applyCalibration(fits[foldOf[i]], row, logitScale);
      return [...classes, noneOfThese];
    }),
  );
  const [before, beforeOfOwn] = [figures(asShares), figures(asShares, own)];
  return {
    crossValidated: {
      brierBefore: defined(before.brier),
      brier: defined(after.brier),
      slopeBefore: beforeOfOwn.calibrationSlope ?? null,
      slope: after.calibrationSlope ?? null,
    },
    sharesOfOwn: own.map((i) => sharesAt(rows[i].cosines, logitScale, fits[foldOf[i]].temperature)),
  };
}

function defined(figure: Figure | undefined): Figure {
  if (!figure) throw new RangeError("A Brier score is defined for any rows.");
  return figure;
}
