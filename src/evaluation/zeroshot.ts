import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { ClassificationProvenance, Classifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { Prototypes } from "../zeroshot/prototypes.ts";
import { calledByWording } from "../zeroshot/scores.ts";
import { caseNumbers, figureOf, resample } from "./bootstrap.ts";
import { classOf } from "./class-labels.ts";
import type { Figure, Metrics } from "./contract.ts";
import { EvaluationEmptyError, FieldMissingError } from "./errors.ts";
import { type EvaluationRow, fieldOf } from "./evaluation-rows.ts";
import { metricsOf } from "./figure-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { accuracyAtCoverage } from "./metrics/risk-coverage.ts";
import { type PooledFigures, poolRows, type Tile } from "./pooled-rows.ts";
import { type PromptSpreadFigures, spreadFigures } from "./prompt-spread.ts";
import { type RephrasingStability, type Rephrasings, rephrasingStability } from "./rephrasing.ts";
import { checkSlices, sliceOf } from "./slice-value.ts";
import { measureSlices, type Slices } from "./slices.ts";
import {
  askedOf,
  type ByClass,
  byClass,
  calledRows,
  type ZeroShotRow,
  ZeroShotRows,
  zeroShotFigures,
} from "./zeroshot-rows.ts";

export const zeroShotProtocol = "zeroshot-1";

/** Accuracy of the surest part of the rows. */
export interface CoverageFigure {
  readonly coverage: number;
  readonly accuracy: Figure;
}

export interface ZeroShotMeasures extends ByClass {
  readonly metrics: Metrics;
  readonly riskCoverage: readonly CoverageFigure[];
  /** How much of the figure is the choice of words. */
  readonly promptSpread: PromptSpreadFigures;
  /** Rows with probabilities: an image unlike those that were calibrated on has none. */
  readonly withProbabilities: number;
  /** Null where the prompts have no other wording. */
  readonly rephrasing: RephrasingStability | null;
  /** Null where none were asked for. */
  readonly slices: Slices | null;
  /** Whole bags of rows (the tiles of a slide, the images of a case); null where none were asked for, or none can be told apart. */
  readonly pooled: PooledFigures | null;
  readonly promptSet: ClassificationProvenance["promptSet"];
  /** True when the prompts were trained on with images of their source: then these are trained classes, not zero-shot. */
  readonly trainedClasses: boolean;
  /** Names that are trained classes of the encoder, whatever prompts ask for them. */
  readonly trainedNames: readonly string[];
  /** Rows with a label that no class stands for, which were left out. */
  readonly unlabelled: number;
  readonly scored: ZeroShotRows;
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

export interface ZeroShotQuery extends RowReader {
  readonly seed: number;
  readonly classify: Classifier;
  /** Of the set. */
  readonly prototypes: Prototypes;
  readonly rephrasings: Rephrasings;
  /** Manifest field whose values are measured apart. @default none */
  readonly slice?: string | undefined;
  /** Manifest field whose values are bags. @default none */
  readonly poolBy?: string | undefined;
}

interface Scores extends Omit<ZeroShotRow, "image" | "case"> {
  readonly rephrased: readonly number[];
  /** [wording] class called. */
  readonly calledByWording: readonly number[];
  readonly cosines: readonly number[];
}

/**
 * Classifies every labelled row as `classify` does. The class called is the one with the greatest share, whether or not the
 * classification abstained. Ranking metrics take the shares: of the class that the set calls `positive`, else the mean over classes, one
 * against the rest. Metrics of probabilities and of prediction sets are of the rows that have them.
 */
export async function measureZeroShot(
  rows: readonly EvaluationRow[],
  set: PromptSet,
  { classify, prototypes, rephrasings, slice, poolBy, seed, ...reader }: ZeroShotQuery,
): Promise<ZeroShotMeasures> {
  const labelled = rows.filter((row) => classOf(set, row) !== null);
  if (labelled.length === 0) throw new EvaluationEmptyError("labels");
  if (new Set(labelled.map((row) => classOf(set, row))).size < 2) throw new EvaluationEmptyError("one class");
  checkSlices(labelled, slice);
  if (poolBy !== undefined && labelled.every((row) => bagOf(row, poolBy) === null))
    throw new FieldMissingError("--pool-by");
  let provenance: ClassificationProvenance | undefined;
  const score = (scan: EncodedScan, row: EvaluationRow): Scores => {
    const found = classify(scan);
    provenance ??= found.provenance;
    const chances = found.classes.map(({ probability }) => probability);
    return {
      truth: classOf(set, row) ?? -1,
      shares: found.classes.map(({ share }) => share),
      cosines: found.classes.map(({ cosine }) => cosine),
      probabilities:
        found.noneOfThese === null || chances.includes(null) ? null : [...chances.map(Number), found.noneOfThese],
      predictionSet: found.predictionSet && indicesOf(set, found.predictionSet.names),
      abstained: found.abstained,
      rephrased: rephrasings.called(scan.chosen.embedding.values),
      calledByWording: calledByWording(scan.chosen.embedding.values, prototypes),
    };
  };
  const { measured, failed } = await measureRows(labelled, score, reader);
  if (measured.length === 0 || provenance === undefined) throw new EvaluationEmptyError("labels");
  const scored = scoredRows(set, measured);
  const figures = zeroShotFigures(scored);
  const { cases } = figures;
  const rephrased = measured.map((each) => each.measured.rephrased);
  const sliced = measured.map(({ row }) => (slice === undefined ? null : sliceOf(row, slice)));
  return {
    metrics: metricsOf([figures], seed),
    ...byClass(scored),
    promptSpread: spreadFigures(
      measured.map((each) => each.measured),
      set.classes.length,
    ),
    withProbabilities: scored.rows.filter(({ probabilities }) => probabilities !== null).length,
    riskCoverage: riskCoverage(scored, cases, seed),
    rephrasing: rephrasingStability(rephrasings.wordings, rephrased, calledRows(scored).called, { cases, seed }),
    slices:
      slice === undefined
        ? null
        : measureSlices(slice, { sliceOf: sliced, cases }, [{ figures, sliceOf: sliced }], seed),
    pooled: poolBy === undefined ? null : poolRows(tilesOf(measured, poolBy), set.classes.length, seed),
    promptSet: provenance.promptSet,
    trainedClasses: provenance.trainedClasses,
    trainedNames: provenance.trainedNames,
    unlabelled: rows.length - labelled.length,
    scored,
    rows: measured,
    failed,
  };
}

function scoredRows(set: PromptSet, measured: readonly MeasuredRow<Scores>[]): ZeroShotRows {
  const cases = caseNumbers(measured.map((each) => each.case));
  const rows = measured.map(
    ({ image, measured: { rephrased: _, calledByWording: __, cosines: ___, ...scores } }, i) => ({
      image,
      case: cases[i],
      ...scores,
    }),
  );
  return ZeroShotRows.parse({ kind: "zeroshot", ...askedOf(set), rows });
}

/** The rows that say which bag they are of. */
function tilesOf(measured: readonly MeasuredRow<Scores>[], field: string): readonly Tile[] {
  return measured.flatMap(({ row, case: own, measured: { truth, cosines } }) => {
    const bag = bagOf(row, field);
    return bag === null ? [] : [{ bag, case: own, truth, cosines }];
  });
}

function bagOf(row: EvaluationRow, field: string): string | null {
  return fieldOf(row, field) || null;
}

function indicesOf(set: PromptSet, names: readonly string[]): number[] {
  return set.classes.flatMap(({ name }, i) => (names.includes(name) ? [i] : []));
}

const coverages = [1, 0.8, 0.6] as const;

function riskCoverage(scored: ZeroShotRows, cases: readonly number[], seed: number): readonly CoverageFigure[] {
  const { truth, called } = calledRows(scored);
  const selected = {
    sure: scored.rows.map(({ shares }) => Math.max(...shares)),
    right: truth.map((each, row) => each === called[row]),
  };
  const found = resample(
    coverages.map((coverage) => accuracyAtCoverage(selected, coverage)),
    cases,
    { seed },
  );
  return coverages.flatMap((coverage, i) => {
    const accuracy = figureOf(found[i]);
    return accuracy ? [{ coverage, accuracy }] : [];
  });
}
