import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Classification, ClassificationProvenance, Classifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { Prototypes } from "../zeroshot/prototypes.ts";
import { calledByWording } from "../zeroshot/scores.ts";
import { bootstrap, type NamedStatistic } from "./bootstrap.ts";
import { classOf } from "./class-labels.ts";
import type { Figure, Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { brier, calibrationSlope, expectedCalibrationError, leastRowsForEce } from "./metrics/calibration.ts";
import { balancedAccuracy, confusion, f1Macro, quadraticKappa, recallOf } from "./metrics/classification.ts";
import { auroc, averagePrecision, sensitivityAtSpecificity } from "./metrics/ranking.ts";
import { meanDefined, meanOf, ofRows, type Statistic } from "./metrics/statistic.ts";
import { type PromptSpreadFigures, spreadFigures } from "./prompt-spread.ts";

export const zeroShotProtocol = "zeroshot-1";

/** What was measured of one class against the others. */
export interface ClassFigures {
  readonly name: string;
  /** Rows of the class. */
  readonly n: number;
  /** Null where no row is of the class, and for findings, for which no threshold is set. */
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
  /** Balanced accuracy under each way to word the prompts: how much of the figure is the choice of words. */
  readonly promptSpread: PromptSpreadFigures;
  /** Rows with probabilities: an image unlike those that were calibrated on has none. */
  readonly withProbabilities: number;
  /** Rows with a label that no class stands for, which were left out. */
  readonly unlabelled: number;
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

/** What a classifier said of a row, and what the row is. */
export interface ClassScores {
  readonly truth: number;
  readonly shares: readonly number[];
  /** Calibrated chances with "none of these" last; null where the encoder gives none. */
  readonly probabilities: readonly number[] | null;
  readonly abstained: boolean;
}

interface Scores extends ClassScores {
  /** [wording] class called. */
  readonly calledByWording: readonly number[];
  readonly predictionSet: Classification["predictionSet"];
}

/**
 * Classifies every labelled row as `classify` does. The class called is the one with the greatest share, whether or not the
 * classification abstained. Ranking metrics take the shares: of the class that the set calls `positive`, else the mean over classes, one
 * against the rest. Metrics of probabilities and of prediction sets are of the rows that have them.
 */
export async function measureZeroShot(
  rows: readonly EvaluationRow[],
  set: PromptSet,
  { classify, prototypes }: { readonly classify: Classifier; readonly prototypes: Prototypes },
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
      calledByWording: calledByWording(scan.chosen.embedding.values, prototypes),
      predictionSet: found.predictionSet,
      abstained: found.abstained,
    };
  };
  const { measured, failed } = await measureRows(labelled, score, reader);
  if (measured.length === 0 || provenance === undefined) throw new EvaluationEmptyError("labels");
  const scores = measured.map((each) => each.measured);
  const cases = measured.map((each) => each.case);
  const { seed } = reader;
  return {
    metrics: bootstrap([...classStatistics(set, scores), ...ofPredictionSets(set, scores)], cases, { seed }),
    ...figuresByClass(set, scores),
    promptSpread: spreadFigures(scores, set.classes.length),
    promptSet: provenance.promptSet,
    trainedClasses: provenance.trainedClasses,
    withProbabilities: rowsWith(scores, ({ probabilities }) => probabilities !== null).length,
    unlabelled: rows.length - labelled.length,
    rows: measured,
    failed,
  };
}

/** Of the rows that have probabilities. */
function ofProbabilities(scores: readonly ClassScores[]): readonly NamedStatistic[] {
  const rows = rowsWith(scores, ({ probabilities }) => probabilities !== null);
  if (rows.length === 0) return [];
  const probabilities = rows.map((row) => scores[row].probabilities ?? []);
  const forecast = { probabilities, truth: rows.map((row) => scores[row].truth) };
  const ece = { name: "ece" as const, statistic: ofRows(rows, expectedCalibrationError(forecast)) };
  return [
    { name: "brier", statistic: ofRows(rows, brier(forecast)) },
    { name: "calibrationSlope", statistic: ofRows(rows, calibrationSlope(forecast)) },
    ...(rows.length >= leastRowsForEce ? [ece] : []),
  ];
}

/** Of the rows that have a calibrated set of names: how often it holds the true one, and how many names it has. */
function ofPredictionSets(set: PromptSet, scores: readonly Scores[]): readonly NamedStatistic[] {
  const rows = rowsWith(scores, ({ predictionSet }) => predictionSet !== null);
  if (rows.length === 0) return [];
  const names = rows.map((row) => scores[row].predictionSet?.names ?? []);
  const holds = rows.map((row, i) => (names[i].includes(set.classes[scores[row].truth].name) ? 1 : 0));
  return [
    { name: "predictionSetCoverage", statistic: ofRows(rows, meanOf(holds)) },
    { name: "predictionSetSize", statistic: ofRows(rows, meanOf(names.map(({ length }) => length))) },
  ];
}

function rowsWith<S extends ClassScores>(scores: readonly S[], has: (scores: S) => boolean): readonly number[] {
  return scores.flatMap((each, row) => (has(each) ? [row] : []));
}

/** The figures of classes over rows, as functions of the rows' weights. */
export function classStatistics(set: PromptSet, scores: readonly ClassScores[]): readonly NamedStatistic[] {
  const called = callRows(set, scores);
  const classes = set.classes.map((_, target) => against(scores, target));
  const positive = set.classes.findIndex(({ name }) => name === set.positive);
  const ranked = positive < 0 ? classes : [classes[positive]];
  const overClasses = (statistic: (rows: (typeof classes)[number]) => Statistic): Statistic => {
    const each = ranked.map(statistic);
    return (weights) => meanDefined(each.map((figure) => figure(weights)));
  };
  return [
    { name: "balancedAccuracy", statistic: balancedAccuracy(called) },
    { name: "f1Macro", statistic: f1Macro(called) },
    { name: "auroc", statistic: overClasses(auroc) },
    { name: "auprc", statistic: overClasses(averagePrecision) },
    { name: "sensitivityAtSpecificity95", statistic: overClasses((rows) => sensitivityAtSpecificity(rows, 0.95)) },
    ...(set.ordinal ? [{ name: "quadraticKappa" as const, statistic: quadraticKappa(called) }] : []),
    ...ofProbabilities(scores),
    { name: "abstentionRate", statistic: meanOf(scores.map(({ abstained }) => (abstained ? 1 : 0))) },
  ];
}

function callRows(set: PromptSet, scores: readonly ClassScores[]) {
  return {
    truth: scores.map(({ truth }) => truth),
    called: scores.map(({ shares }) => shares.indexOf(Math.max(...shares))),
    classes: set.classes.length,
  };
}

/** One class against the rest. */
function against(scores: readonly ClassScores[], target: number) {
  return { positive: scores.map(({ truth }) => truth === target), scores: scores.map(({ shares }) => shares[target]) };
}

/** Of each class by itself. */
export function figuresByClass(
  set: PromptSet,
  scores: readonly ClassScores[],
): Pick<ZeroShotMeasures, "classes" | "confusion"> {
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
