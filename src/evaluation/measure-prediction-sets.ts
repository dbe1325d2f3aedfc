import { seededDraws } from "../core/seeded-draws.ts";
import { predictionSet, shareAtLeast } from "../zeroshot/calibration/conformal.ts";
import type { CalibrationRow } from "../zeroshot/calibration/fit-calibration.ts";
import { randomParts } from "../zeroshot/calibration/random-parts.ts";
import type { StoredCalibration } from "../zeroshot/calibration/stored-calibration.ts";

const level = 0.9;
const splits = 200;

/**
 * The threshold of prediction sets, and what sets do on cases that their threshold did not see: over 200 random halves of the cases, one to choose it and one
 * to look at.
 * @param own rows of a class @param shares [row][class]
 */
export function measurePredictionSets(
  own: readonly CalibrationRow[],
  shares: readonly (readonly number[])[],
  seed: number,
): StoredCalibration["predictionSet"] {
  const draw = seededDraws(seed);
  const cases = own.map((row) => row.case);
  const ofTruth = own.map(({ truth }, i) => shares[i][truth ?? 0]);
  const found = Array.from({ length: splits }, () => {
    const half = randomParts(cases, 2, draw);
    const atLeast = shareAtLeast(
      ofTruth.filter((_, i) => half[i] === 0),
      level,
    );
    const looked = own.flatMap((_, i) => (half[i] === 1 ? [i] : []));
    return {
      coverage: mean(looked.map((i) => (ofTruth[i] >= atLeast ? 1 : 0))),
      size: mean(looked.map((i) => predictionSet(shares[i], atLeast).length)),
    };
  });
  return {
    level,
    shareAtLeast: shareAtLeast(ofTruth, level),
    meanCoverage: mean(found.map(({ coverage }) => coverage)),
    meanSize: mean(found.map(({ size }) => size)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
