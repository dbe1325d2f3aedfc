import type { EncoderId } from "../encoders/contract.ts";
import type { FailedRow } from "../retrieval/ingest/prepare-row.ts";

/** A figure and its 95 % interval by bootstrap over cases. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export const metricNames = [
  "balancedAccuracy",
  "auroc",
  "auprc",
  "f1Macro",
  "quadraticKappa",
  "sensitivityAtSpecificity95",
  "brier",
  "calibrationSlope",
  "ece",
  "predictionSetCoverage",
  "predictionSetSize",
  "recallAt1",
  "recallAt5",
  "recallAt10",
  "textToImageRecallAt1",
  "textToImageRecallAt5",
  "textToImageRecallAt10",
  "meanRank",
  "majorityVoteAt5",
  "closedAccuracy",
  "openExact",
  "openTokenRecall",
  "abstentionRate",
  "rankCorrelationOtherKinds",
  "rankCorrelationShuffledWords",
  "deletionCosineOverRandom",
  "deletionCosineOverBottom",
  "deletionShareOverRandom",
  "deletionShareOverBottom",
  "insertionCosineOverRandom",
  "insertionShareOverRandom",
  "robustnessIndex",
  "bleu4",
  "rougeL",
  "labelF1",
  "pairedAccuracy",
  "flaggedWrong",
  "flaggedRight",
  "namedLabelF1",
] as const;
export type MetricName = (typeof metricNames)[number];

/** Of these, less is better. */
export const worseWhenGreater: ReadonlySet<MetricName> = new Set([
  "brier",
  "ece",
  "meanRank",
  "abstentionRate",
  "flaggedRight",
]);

export type Metrics = Readonly<Partial<Record<MetricName, Figure>>>;

/** What every evaluation says of itself. */
export interface EvaluationResult {
  readonly task: "zeroshot" | "retrieval" | "vqa" | "localisation" | "probe" | "robustness" | "report" | "flags";
  /** The folders' names, never their paths. */
  readonly data: string;
  readonly encoder: EncoderId;
  /** Rows that were measured, duplicate images included; questions for `vqa`. */
  readonly n: number;
  readonly cases: number;
  /** Null: every row. */
  readonly partition: string | null;
  readonly seed: number;
  /** How it was measured; docs/evaluation.md says what each protocol does. */
  readonly protocol: string;
  /** Share of the measured rows whose image the encoder was trained on; null where its card cannot tell. */
  readonly seenInTraining: number | null;
  readonly metrics: Metrics;
  /** Rows that could not be read, and were not measured. */
  readonly failed: readonly FailedRow[];
  readonly seconds: number;
}
