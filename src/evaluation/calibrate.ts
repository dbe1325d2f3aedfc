import { seededDraws, shuffled } from "../core/seeded-draws.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type CalibrationRow, fitCalibration, withoutTheirName } from "../zeroshot/calibration/fit-calibration.ts";
import type { StoredCalibration } from "../zeroshot/calibration/stored-calibration.ts";
import type { Classifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { CalibrationTooFewError } from "../zeroshot/errors.ts";
import { classOf } from "./class-labels.ts";
import { crossValidateCalibration } from "./cross-validate-calibration.ts";
import { CalibrationKindUnknownError } from "./errors.ts";
import { type EvaluationRow, fieldOf } from "./evaluation-rows.ts";
import { measurePredictionSets } from "./measure-prediction-sets.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";

const needed = { rows: 50, cases: 20 };
/** A kind of image is one of the rows' when this part of them is of it. */
const kindFrom = 0.05;
const strangest = 0.01;

export interface CalibrationOptions {
  readonly logitScale: number;
  readonly seed: number;
  /** Part of all rows that names left out stand for, where no row has another label. */
  readonly noneRate: number;
}

/** What was fitted, and how it did on cases that it was not fitted on. */
export type CalibrationMeasures = Pick<
  StoredCalibration,
  | "n"
  | "noneFrom"
  | "kinds"
  | "familiarityAtLeast"
  | "temperature"
  | "none"
  | "crossValidated"
  | "offered"
  | "predictionSet"
> & {
  /** Rows left out because the encoder was trained on their image. */
  readonly seenLeftOut: number;
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
};

interface Measured {
  readonly truth: number | null;
  readonly cosines: readonly number[];
  readonly familiarity: number;
  readonly kind: string;
  readonly kindShares: Readonly<Record<string, number>>;
}

/**
 * Fits a temperature and the chance of "none of these" on labelled rows, and measures both by cross-validation over cases. Rows with a label
 * that no class stands for are none of these; where there are none, some rows have their own name taken away.
 * @throws {CalibrationTooFewError | CalibrationKindUnknownError}
 */
export async function calibrate(
  rows: readonly EvaluationRow[],
  set: PromptSet,
  classify: Classifier,
  { logitScale, seed, noneRate, ...reader }: CalibrationOptions & RowReader,
): Promise<CalibrationMeasures> {
  checkEnough(
    rows.flatMap((row, i) => {
      const truth = classOf(set, row);
      return truth === null ? [] : [{ truth, case: row.case ?? `${i}` }];
    }),
  );
  const labelled = rows.filter((row) => classOf(set, row) !== null || isLabelled(set, row));
  const { measured: all, failed } = await measureRows(labelled, measureWith(set, classify), reader);
  const measured = all.filter(({ seenInTraining }) => seenInTraining !== true);
  const kinds = set.kinds ?? kindsOf(measured);
  const calibrationRows = measured.map((each): CalibrationRow => {
    const { kindShares, kind: _, ...more } = each.measured;
    const kindShare = kinds.reduce((sum, kind) => sum + (kindShares[kind] ?? 0), 0);
    return { ...more, kindShare, case: each.case };
  });
  const own = calibrationRows.filter(({ truth }) => truth !== null);
  checkEnough(own);
  const draw = seededDraws(seed);
  const others = calibrationRows.filter(({ truth }) => truth === null);
  const none =
    others.length > 0
      ? others
      : withoutTheirName(shuffled(own, draw).slice(0, Math.ceil((own.length * noneRate) / (1 - noneRate))));
  const used = [...own, ...none];
  const { crossValidated, sharesOfOwn } = crossValidateCalibration(used, { logitScale, seed });
  const { slope } = crossValidated;
  return {
    ...fitCalibration(used, logitScale),
    n: { own: own.length, none: none.length, cases: new Set(used.map((row) => row.case)).size },
    noneFrom: others.length > 0 ? "otherLabels" : "namesLeftOut",
    kinds: [...kinds],
    familiarityAtLeast: lowest(own.map(({ familiarity }) => familiarity)),
    crossValidated,
    offered: slope !== null && slope.low <= 1 && slope.high >= 1,
    predictionSet: measurePredictionSets(own, sharesOfOwn, seed),
    seenLeftOut: all.length - measured.length,
    failed,
  };
}

/** A row whose field of the classes says something, whatever it is. */
function isLabelled(set: PromptSet, row: EvaluationRow): boolean {
  return set.classes.some(({ field }) => (fieldOf(row, field) ?? "") !== "");
}

function measureWith(set: PromptSet, classify: Classifier) {
  return (scan: EncodedScan, row: EvaluationRow): Measured => {
    if (!scan.kind || !scan.familiarity) throw new CalibrationKindUnknownError();
    return {
      truth: classOf(set, row),
      cosines: classify(scan).classes.map(({ cosine }) => cosine),
      familiarity: scan.familiarity.cosine,
      kind: scan.kind.kind,
      kindShares: scan.kind.shares,
    };
  };
}

function kindsOf(rows: readonly MeasuredRow<Measured>[]): readonly string[] {
  const own = rows.flatMap(({ measured }) => (measured.truth === null ? [] : [measured.kind]));
  return [...new Set(own)].filter((kind) => own.filter((each) => each === kind).length >= kindFrom * own.length).sort();
}

function checkEnough(own: readonly Pick<CalibrationRow, "truth" | "case">[]): void {
  const found = {
    rows: own.length,
    cases: new Set(own.map((row) => row.case)).size,
    classes: new Set(own.map(({ truth }) => truth)).size,
  };
  if (found.rows < needed.rows || found.cases < needed.cases || found.classes < 2)
    throw new CalibrationTooFewError(found, needed);
}

function lowest(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(strangest * sorted.length)];
}
