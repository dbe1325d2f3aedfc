import type { MetricName } from "../contract.ts";

/** How a figure is named. */
export interface Words {
  readonly name: string;
  readonly detail?: string | undefined;
  /** False: a figure without a place on the scale (a rank, a slope). @default true */
  readonly onScale?: boolean;
}

const words: Readonly<Record<MetricName, Words>> = {
  balancedAccuracy: { name: "Balanced accuracy" },
  auroc: { name: "AUROC" },
  auprc: { name: "AUPRC", detail: "average precision" },
  f1Macro: { name: "F1, macro" },
  quadraticKappa: { name: "Quadratic kappa" },
  sensitivityAtSpecificity95: { name: "Sensitivity", detail: "at specificity .95" },
  brier: { name: "Brier score", detail: "less is better", onScale: false },
  calibrationSlope: { name: "Calibration slope", detail: "1 is right", onScale: false },
  ece: { name: "ECE", detail: "15 bins of equal width, less is better" },
  predictionSetCoverage: { name: "Sets of names", detail: "how often they hold the true one" },
  predictionSetSize: { name: "Sets of names", detail: "names in one", onScale: false },
  recallAt1: { name: "Image → caption, recall at 1" },
  recallAt5: { name: "Image → caption, recall at 5" },
  recallAt10: { name: "Image → caption, recall at 10" },
  textToImageRecallAt1: { name: "Caption → image, recall at 1" },
  textToImageRecallAt5: { name: "Caption → image, recall at 5" },
  textToImageRecallAt10: { name: "Caption → image, recall at 10" },
  meanRank: { name: "Mean rank", detail: "less is better", onScale: false },
  majorityVoteAt5: { name: "Vote of five neighbours" },
  closedAccuracy: { name: "Closed questions", detail: "accuracy" },
  openExact: { name: "Open questions", detail: "exact" },
  openTokenRecall: { name: "Open questions", detail: "share of the wanted words" },
  abstentionRate: { name: "Abstained" },
  rankCorrelationOtherKinds: { name: "Maps", detail: "rank correlation with texts of other kinds", onScale: false },
  rankCorrelationShuffledWords: { name: "Maps", detail: "rank correlation with shuffled words", onScale: false },
  deletionCosineOverRandom: { name: "Deletion", detail: "cosine, over random cells", onScale: false },
  deletionCosineOverBottom: { name: "Deletion", detail: "cosine, over the least cells", onScale: false },
  deletionShareOverRandom: { name: "Deletion", detail: "share, over random cells", onScale: false },
  deletionShareOverBottom: { name: "Deletion", detail: "share, over the least cells", onScale: false },
  insertionCosineOverRandom: { name: "Insertion", detail: "cosine, over random cells", onScale: false },
  insertionShareOverRandom: { name: "Insertion", detail: "share, over random cells", onScale: false },
  robustnessIndex: { name: "Robustness index" },
  bleu4: { name: "BLEU-4" },
  rougeL: { name: "ROUGE-L" },
  labelF1: { name: "Findings, F1", detail: "by rules" },
  pairedAccuracy: { name: "Wrong above its twin" },
  flaggedWrong: { name: "Flagged", detail: "of the wrong sentences" },
  flaggedRight: { name: "Flagged", detail: "of the untouched sentences" },
  namedLabelF1: { name: "The rows' labels, F1", detail: "named in the text" },
};

/** What a metric is called on a page, and whether it lies between 0 and 1. */
export function metricWords(metric: MetricName): Words {
  return words[metric];
}
