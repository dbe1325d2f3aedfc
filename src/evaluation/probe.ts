import { sha256File } from "../core/sha256.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { FittedOn } from "../zeroshot/adapters/adapter.ts";
import type { StoredAdapter } from "../zeroshot/adapters/adapter-file.ts";
import type { AdapterClassification, AdapterClassifier } from "../zeroshot/adapters/classify-with-adapter.ts";
import type { Example } from "../zeroshot/adapters/fit-adapter.ts";
import type { Classifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { bootstrap } from "./bootstrap.ts";
import { classOf } from "./class-labels.ts";
import type { Metrics } from "./contract.ts";
import { drawShots } from "./draw-shots.ts";
import { EvaluationEmptyError } from "./errors.ts";
import { type EvaluationRow, ofPartition } from "./evaluation-rows.ts";
import { labelledExamples } from "./labelled-examples.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import type { ZeroShotMeasures } from "./zeroshot.ts";
import { askedOf, byClass, type ClassScores, classStatistics } from "./zeroshot-rows.ts";

export const probeProtocol = "probe-1";

export interface ProbeMeasures extends Pick<ZeroShotMeasures, "classes" | "confusion" | "unlabelled"> {
  readonly metrics: Metrics;
  /** What was fitted, and to what. */
  readonly fit: Pick<FittedOn, "partition" | "cases" | "seenInTraining" | "crossValidation"> & {
    readonly method: string;
    readonly n: number;
    /** Rows a class that were drawn; null: all. */
    readonly shots: number | null;
    /** Rows that share a case or an image with the rows tested, and were left out. */
    readonly leftOut: number;
    readonly classes: StoredAdapter["adapter"]["classes"];
  };
  /** The same rows by their names alone, and what the examples added; null for an encoder without a text tower. */
  readonly zeroShot:
    | (Pick<ZeroShotMeasures, "metrics" | "promptSet" | "trainedClasses" | "trainedNames"> & { readonly gain: Metrics })
    | null;
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

export interface ProbeQuery extends RowReader {
  /** Rows that are tested. */
  readonly partition: string | null;
  /** Rows that are fitted to. */
  readonly fit: string;
  /** Rows of each class that are fitted to. @default all */
  readonly shots?: number | undefined;
  readonly seed: number;
  /** Whether `seenInTraining` speaks of the encoder whose vectors they are. */
  readonly ownImages: boolean;
  readonly fitTo: (examples: readonly Example[]) => Promise<StoredAdapter>;
  readonly classifierOf: (adapter: StoredAdapter) => AdapterClassifier;
  /** Null for an encoder without a text tower. */
  readonly byNames: Classifier | null;
}

/**
 * Fits an adapter to the rows of one partition and classifies those of another as `classify` does with it, beside the names alone. The
 * class called is the one with the greatest share, also where it abstained; a class without a row to fit to has a share of 0.
 */
export async function measureProbe(
  all: readonly EvaluationRow[],
  set: PromptSet,
  { partition, fit, shots, seed, ownImages, fitTo, classifierOf, byNames, ...reader }: ProbeQuery,
): Promise<ProbeMeasures> {
  const labelOf = (row: EvaluationRow) => classOf(set, row);
  const asked = ofPartition(all, partition);
  const tested = asked.filter((row) => labelOf(row) !== null);
  if (tested.length === 0) throw new EvaluationEmptyError("labels");
  if (new Set(tested.map(labelOf)).size < 2) throw new EvaluationEmptyError("one class");
  const offered = ofPartition(all, fit).filter((row) => labelOf(row) !== null);
  const free = await withoutShared(offered, asked);
  const rows = shots === undefined ? free : drawShots(free, labelOf, { shots, seed });
  if (new Set(rows.map(labelOf)).size < 2) throw new EvaluationEmptyError("fit");

  const { examples, failed: unfitted } = await labelledExamples(rows, set, { ...reader, ownImages });
  if (new Set(examples.map(({ label }) => label)).size < 2) throw new EvaluationEmptyError("fit");
  const stored = await fitTo(examples);
  const classify = classifierOf(stored);
  const score = (scan: EncodedScan, row: EvaluationRow) => {
    const truth = labelOf(row) ?? -1;
    return { byAdapter: scoresOf(set, truth, classify(scan)), byNames: byNames && namesOf(truth, byNames, scan) };
  };
  const { measured, failed } = await measureRows(tested, score, reader);
  if (measured.length === 0) throw new EvaluationEmptyError("labels");

  const scores = measured.map((each) => each.measured.byAdapter);
  const named = measured.flatMap((each) => each.measured.byNames ?? []);
  const cases = measured.map((each) => each.case);
  const { classes, head, fittedOn } = stored.adapter;
  return {
    metrics: bootstrap(classStatistics({ ...askedOf(set), rows: scores }), cases, { seed }),
    ...byClass({ ...askedOf(set), rows: scores }),
    fit: {
      method: head.method,
      partition: fit,
      n: examples.length,
      cases: fittedOn.cases,
      classes,
      shots: shots ?? null,
      leftOut: offered.length - free.length,
      seenInTraining: fittedOn.seenInTraining,
      crossValidation: fittedOn.crossValidation,
    },
    zeroShot: named.length === 0 ? null : besideNames(set, scores, named, { cases, seed }),
    unlabelled: asked.length - tested.length,
    rows: measured,
    failed: [...unfitted, ...failed],
  };
}

/** The rows that share neither a case nor an image's bytes with the rows tested. */
async function withoutShared(
  rows: readonly EvaluationRow[],
  tested: readonly EvaluationRow[],
): Promise<readonly EvaluationRow[]> {
  const cases = new Set(tested.flatMap((row) => row.case ?? []));
  const apart = rows.filter((row) => row.case === null || !cases.has(row.case));
  const images = new Set(await hashesOf(tested));
  const hashes = await hashesOf(apart);
  return apart.filter((_, i) => hashes[i] === null || !images.has(hashes[i]));
}

/** SHA-256 of each row's file, one after the other; null for one that cannot be read: it is listed when its picture is. */
async function hashesOf(rows: readonly EvaluationRow[]): Promise<readonly (string | null)[]> {
  const hashes: (string | null)[] = [];
  for (const { imagePath } of rows) hashes.push(await sha256File(imagePath).catch(() => null));
  return hashes;
}

function scoresOf(set: PromptSet, truth: number, { classes, abstained }: AdapterClassification): ClassScores {
  const shares = new Map(classes.map(({ name, share }) => [name, share]));
  return {
    truth,
    shares: set.classes.map(({ name }) => shares.get(name) ?? 0),
    probabilities: null,
    predictionSet: null,
    abstained,
  };
}

interface ByNames {
  readonly scores: ClassScores;
  readonly about: Pick<ZeroShotMeasures, "promptSet" | "trainedClasses" | "trainedNames">;
}

function namesOf(truth: number, classify: Classifier, scan: EncodedScan): ByNames {
  const { classes, abstained, provenance } = classify(scan);
  const { promptSet, trainedClasses, trainedNames } = provenance;
  return {
    scores: { truth, shares: classes.map(({ share }) => share), probabilities: null, predictionSet: null, abstained },
    about: { promptSet, trainedClasses, trainedNames },
  };
}

/** Figures by names alone, and the differences row by row. */
function besideNames(
  set: PromptSet,
  scores: readonly ClassScores[],
  named: readonly ByNames[],
  { cases, seed }: { readonly cases: readonly string[]; readonly seed: number },
): ProbeMeasures["zeroShot"] {
  const plain = classStatistics({ ...askedOf(set), rows: named.map((each) => each.scores) });
  const gains = classStatistics({ ...askedOf(set), rows: scores }).map(({ name, statistic }, i) => ({
    name,
    statistic: (weights: Float64Array) => statistic(weights) - plain[i].statistic(weights),
  }));
  return {
    ...named[0].about,
    metrics: bootstrap(plain, cases, { seed }),
    gain: bootstrap(gains, cases, { seed }),
  };
}
