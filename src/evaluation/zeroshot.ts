import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { ClassificationProvenance, Classifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { bootstrap, type NamedStatistic } from "./bootstrap.ts";
import { classOf } from "./class-labels.ts";
import type { Figure, Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { brier, calibrationSlope, expectedCalibrationError } from "./metrics/calibration.ts";
import { balancedAccuracy, confusion, f1Macro, quadraticKappa, recallOf } from "./metrics/classification.ts";
import { auroc, averagePrecision, sensitivityAtSpecificity } from "./metrics/ranking.ts";
import { meanDefined, meanOf, type Statistic } from "./metrics/statistic.ts";

export const zeroShotProtocol = "zeroshot-1";

/** What was measured of one class against the others. */
export interface ClassFigures {
  readonly name: string;
  /** Rows of the class. */
  readonly n: number;
  readonly recall: number | null;
  readonly auroc: number | null;
  readonly auprc: number | null;
}

export interface ZeroShotMeasures {
  readonly metrics: Metrics;
  readonly classes: readonly ClassFigures[];
  /** [class][called], rows. */
  readonly confusion: readonly (readonly number[])[];
  readonly promptSet: ClassificationProvenance["promptSet"];
  /** True when the prompts were trained on with images of their source: then these are trained classes, not zero-shot. */
  readonly trainedClasses: boolean;
  /** Rows with a label that no class stands for, which were left out. */
  readonly unlabelled: number;
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

interface Scores {
  readonly truth: number;
  readonly shares: readonly number[];
  /** Calibrated chances with "none of these" last; null where the encoder gives none. */
  readonly probabilities: readonly number[] | null;
  readonly abstained: boolean;
}

/**
 * Classifies every labelled row as `classify` does. The class called is the one with the greatest share, whether or not the
 * classification abstained. Ranking metrics take the shares: of the class that the set calls `positive`, else the mean over classes, one
 * against the rest. Metrics of probabilities are given where every row has them.
 */
export async function measureZeroShot(
  rows: readonly EvaluationRow[],
  set: PromptSet,
  classify: Classifier,
  reader: RowReader & { readonly seed: number },
): Promise<ZeroShotMeasures> {
  const labelled = rows.filter((row) => classOf(set, row) !== null);
  if (labelled.length === 0) throw new EvaluationEmptyError("labels");
  if (new Set(labelled.map((row) => classOf(set, row))).size < 2) throw new EvaluationEmptyError("one class");
  let provenance: ClassificationProvenance | undefined;
  const score = (scan: EncodedScan, row: EvaluationRow): Scores => {
    const found = classify(scan);
    provenance ??= found.provenance;
    const chances = found.classes.map(({ probability }) => probability);
    return {
      truth: classOf(set, row) ?? -1,
      shares: found.classes.map(({ share }) => share),
      probabilities:
        found.noneOfThese === null || chances.includes(null) ? null : [...chances.map(Number), found.noneOfThese],
      abstained: found.abstained,
    };
  };
  const { measured, failed } = await measureRows(labelled, score, reader);
  if (measured.length === 0 || provenance === undefined) throw new EvaluationEmptyError("labels");
  const scores = measured.map((each) => each.measured);
  return {
    metrics: bootstrap(
      statistics(set, scores),
      measured.map((each) => each.case),
      { seed: reader.seed },
    ),
    ...byClass(set, scores),
    promptSet: provenance.promptSet,
    trainedClasses: provenance.trainedClasses,
    unlabelled: rows.length - labelled.length,
    rows: measured,
    failed,
  };
}

/** ECE says little of fewer rows. */
const leastRowsForEce = 2_000;

function statistics(set: PromptSet, scores: readonly Scores[]): readonly NamedStatistic[] {
  const called = callRows(set, scores);
  const classes = set.classes.map((_, target) => against(scores, target));
  const positive = set.classes.findIndex(({ name }) => name === set.positive);
  const ranked = positive < 0 ? classes : [classes[positive]];
  const overClasses = (statistic: (rows: (typeof classes)[number]) => Statistic): Statistic => {
    const each = ranked.map(statistic);
    return (weights) => meanDefined(each.map((figure) => figure(weights)));
  };
  const probabilities = scores.flatMap(({ probabilities: chances }) => (chances ? [chances] : []));
  const forecast = { probabilities, truth: scores.map(({ truth }) => truth) };
  return [
    { name: "balancedAccuracy", statistic: balancedAccuracy(called) },
    { name: "f1Macro", statistic: f1Macro(called) },
    { name: "auroc", statistic: overClasses(auroc) },
    { name: "auprc", statistic: overClasses(averagePrecision) },
    { name: "sensitivityAtSpecificity95", statistic: overClasses((rows) => sensitivityAtSpecificity(rows, 0.95)) },
    ...(set.ordinal ? [{ name: "quadraticKappa" as const, statistic: quadraticKappa(called) }] : []),
    ...(probabilities.length === scores.length
      ? [
          { name: "brier" as const, statistic: brier(forecast) },
          { name: "calibrationSlope" as const, statistic: calibrationSlope(forecast) },
        ]
      : []),
    ...(probabilities.length === scores.length && scores.length >= leastRowsForEce
      ? [{ name: "ece" as const, statistic: expectedCalibrationError(forecast) }]
      : []),
    { name: "abstentionRate", statistic: meanOf(scores.map(({ abstained }) => (abstained ? 1 : 0))) },
  ];
}

function callRows(set: PromptSet, scores: readonly Scores[]) {
  return {
    truth: scores.map(({ truth }) => truth),
    called: scores.map(({ shares }) => shares.indexOf(Math.max(...shares))),
    classes: set.classes.length,
  };
}

/** One class against the rest. */
function against(scores: readonly Scores[], target: number) {
  return { positive: scores.map(({ truth }) => truth === target), scores: scores.map(({ shares }) => shares[target]) };
}

function byClass(set: PromptSet, scores: readonly Scores[]): Pick<ZeroShotMeasures, "classes" | "confusion"> {
  const called = callRows(set, scores);
  const every = new Float64Array(scores.length).fill(1);
  const defined = (statistic: Statistic): Figure["value"] | null => {
    const value = statistic(every);
    return Number.isNaN(value) ? null : value;
  };
  return {
    classes: set.classes.map(({ name }, target) => ({
      name,
      n: called.truth.filter((truth) => truth === target).length,
      recall: defined(recallOf(called, target)),
      auroc: defined(auroc(against(scores, target))),
      auprc: defined(averagePrecision(against(scores, target))),
    })),
    confusion: confusion(called, every).map((counts) => Array.from(counts)),
  };
}
