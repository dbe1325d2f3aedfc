import { z } from "zod";
import { argmax } from "../core/vector.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import type { NamedStatistic } from "./bootstrap.ts";
import type { Figure } from "./contract.ts";
import type { FigureRows } from "./figure-rows.ts";
import { brier, calibrationSlope, expectedCalibrationError, leastRowsForEce } from "./metrics/calibration.ts";
import { balancedAccuracy, confusion, f1Macro, quadraticKappa, recallOf } from "./metrics/classification.ts";
import { auroc, averagePrecision, type Scored, sensitivityAtSpecificity } from "./metrics/ranking.ts";
import { meanDefined, meanOf, ofRows, type Statistic } from "./metrics/statistic.ts";

const Row = z.strictObject({
  /** SHA-256 of the image file. */
  image: z.string(),
  case: z.int().nonnegative(),
  /** Index of the class. */
  truth: z.int().nonnegative(),
  /** Of every class, summing to 1. */
  shares: z.array(z.number()),
  /** Calibrated chances of every class, then of "none of these"; null where the encoder gives none. */
  probabilities: z.array(z.number()).nullable(),
  /** Indices of the classes in the calibrated set of names; null where there is none. */
  predictionSet: z.array(z.int().nonnegative()).nullable(),
  abstained: z.boolean(),
});

/** Every row that was classified. */
export const ZeroShotRows = z.strictObject({
  kind: z.literal("zeroshot"),
  classes: z.array(z.string()).min(2),
  /** The class that the ranking metrics are of; null: the mean over classes, one against the rest. */
  positive: z.string().nullable(),
  /** True where the classes are grades in rising order. */
  ordinal: z.boolean(),
  rows: z.array(Row).min(1),
});
export type ZeroShotRows = z.output<typeof ZeroShotRows>;
export type ZeroShotRow = ZeroShotRows["rows"][number];

export function zeroShotFigures(scored: ZeroShotRows): FigureRows {
  const { rows } = scored;
  return {
    ids: rows.map(({ image, truth }) => `${image} ${truth}`),
    cases: rows.map((row) => row.case),
    statisticsOf: (of) => classStatistics({ ...scored, rows: of.map((i) => rows[i]) }),
  };
}

/** The part of a set that figures depend on. */
export function askedOf({
  classes,
  positive,
  ordinal,
}: PromptSet): Pick<ZeroShotRows, "classes" | "positive" | "ordinal"> {
  return { classes: classes.map(({ name }) => name), positive: positive ?? null, ordinal: ordinal ?? false };
}

type Classified = Pick<ZeroShotRows, "classes" | "positive" | "ordinal"> & { readonly rows: readonly ClassScores[] };
/** What a classifier said of a row, and what the row is. */
export type ClassScores = Omit<ZeroShotRow, "image" | "case">;

/** The figures of classes over rows, as functions of the rows' weights. */
export function classStatistics(scored: Classified): readonly NamedStatistic[] {
  const { rows, ordinal } = scored;
  const called = calledRows(scored);
  const ranked = rankedClasses(scored).map((target) => againstRest(scored, target));
  const overClasses = (statistic: (rows: Scored) => Statistic): Statistic => {
    const each = ranked.map(statistic);
    return (weights) => meanDefined(each.map((figure) => figure(weights)));
  };
  return [
    { name: "balancedAccuracy", statistic: balancedAccuracy(called) },
    { name: "f1Macro", statistic: f1Macro(called) },
    { name: "auroc", statistic: overClasses(auroc) },
    { name: "auprc", statistic: overClasses(averagePrecision) },
    { name: "sensitivityAtSpecificity95", statistic: overClasses((each) => sensitivityAtSpecificity(each, 0.95)) },
    ...(ordinal ? [{ name: "quadraticKappa" as const, statistic: quadraticKappa(called) }] : []),
    ...ofProbabilities(rows),
    ...ofPredictionSets(rows),
    { name: "abstentionRate", statistic: meanOf(rows.map(({ abstained }) => Number(abstained))) },
  ];
}

/** Of the rows that have probabilities. */
function ofProbabilities(rows: readonly ClassScores[]): readonly NamedStatistic[] {
  const having = indicesWhere(rows, ({ probabilities }) => probabilities !== null);
  if (having.length === 0) return [];
  const probabilities = having.map((row) => rows[row].probabilities ?? []);
  const forecast = { probabilities, truth: having.map((row) => rows[row].truth) };
  const ece = { name: "ece" as const, statistic: ofRows(having, expectedCalibrationError(forecast)) };
  return [
    { name: "brier", statistic: ofRows(having, brier(forecast)) },
    { name: "calibrationSlope", statistic: ofRows(having, calibrationSlope(forecast)) },
    ...(having.length >= leastRowsForEce ? [ece] : []),
  ];
}

/** Of the rows that have a calibrated set of names: how often it holds the true one, and how many names it has. */
function ofPredictionSets(rows: readonly ClassScores[]): readonly NamedStatistic[] {
  const having = indicesWhere(rows, ({ predictionSet }) => predictionSet !== null);
  if (having.length === 0) return [];
  const sets = having.map((row) => rows[row].predictionSet ?? []);
  const holds = having.map((row, i) => Number(sets[i].includes(rows[row].truth)));
  return [
    { name: "predictionSetCoverage", statistic: ofRows(having, meanOf(holds)) },
    { name: "predictionSetSize", statistic: ofRows(having, meanOf(sets.map(({ length }) => length))) },
  ];
}

function indicesWhere(rows: readonly ClassScores[], has: (row: ClassScores) => boolean): readonly number[] {
  return rows.flatMap((row, i) => (has(row) ? [i] : []));
}

/** Indices of the classes that ranking metrics are taken of. */
export function rankedClasses({ classes, positive }: Pick<ZeroShotRows, "classes" | "positive">): readonly number[] {
  const index = positive === null ? -1 : classes.indexOf(positive);
  return index < 0 ? [...classes.keys()] : [index];
}

/** The class called is the one with the greatest share, whether or not the classification abstained. */
export function calledRows({ rows, classes }: Pick<Classified, "rows" | "classes">) {
  return {
    truth: rows.map(({ truth }) => truth),
    called: rows.map(({ shares }) => argmax(shares)),
    classes: classes.length,
  };
}

/** One class against the rest. */
export function againstRest({ rows }: Pick<Classified, "rows">, target: number): Scored {
  return { positive: rows.map(({ truth }) => truth === target), scores: rows.map(({ shares }) => shares[target]) };
}

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

export interface ByClass {
  readonly classes: readonly ClassFigures[];
  /** [class][called], rows. */
  readonly confusion: readonly (readonly number[])[];
}

export function byClass(scored: Classified): ByClass {
  const called = calledRows(scored);
  const every = new Float64Array(scored.rows.length).fill(1);
  const defined = (statistic: Statistic): Figure["value"] | null => {
    const value = statistic(every);
    return Number.isNaN(value) ? null : value;
  };
  return {
    classes: scored.classes.map((name, target) => ({
      name,
      n: called.truth.filter((truth) => truth === target).length,
      recall: defined(recallOf(called, target)),
      auroc: defined(auroc(againstRest(scored, target))),
      auprc: defined(averagePrecision(againstRest(scored, target))),
    })),
    confusion: confusion(called, every).map((counts) => Array.from(counts)),
  };
}
