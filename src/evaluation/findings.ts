import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { ClassificationProvenance, Classifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { bootstrap } from "./bootstrap.ts";
import { findingsOf } from "./class-labels.ts";
import { EvaluationEmptyError } from "./errors.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { measureRows, type RowReader } from "./measure-rows.ts";
import { auroc, averagePrecision, type Scored } from "./metrics/ranking.ts";
import { meanDefined, meanOf, type Statistic } from "./metrics/statistic.ts";
import type { ZeroShotMeasures } from "./zeroshot.ts";

export const findingsProtocol = "zeroshot-findings-1";

export type FindingsMeasures = Pick<
  ZeroShotMeasures,
  "metrics" | "classes" | "promptSet" | "trainedClasses" | "trainedNames" | "unlabelled" | "rows" | "failed"
>;

interface Scores {
  readonly present: readonly boolean[];
  readonly shares: readonly number[];
  readonly abstained: boolean;
}

/**
 * Asks every labelled row for each finding of a set, present or absent. A finding's figures rank the rows that have it against those
 * that have not, by its share against its absence; no threshold is set. `auroc` and `auprc` are means over the findings that some
 * rows have and some have not; each finding's own stand beside them, and the rows that have it.
 */
export async function measureFindings(
  rows: readonly EvaluationRow[],
  set: PromptSet,
  classify: Classifier,
  reader: RowReader & { readonly seed: number },
): Promise<FindingsMeasures> {
  const labelled = rows.filter((row) => findingsOf(set, row) !== null);
  if (labelled.length === 0) throw new EvaluationEmptyError("labels");
  let provenance: ClassificationProvenance | undefined;
  const score = (scan: EncodedScan, row: EvaluationRow): Scores => {
    const found = classify(scan);
    provenance ??= found.provenance;
    return {
      present: findingsOf(set, row) ?? [],
      shares: found.classes.map(({ share }) => share),
      abstained: found.abstained,
    };
  };
  const { measured, failed } = await measureRows(labelled, score, reader);
  if (measured.length === 0 || provenance === undefined) throw new EvaluationEmptyError("labels");
  const scores = measured.map((each) => each.measured);
  const findings = set.classes.map((_, i) => ofFinding(scores, i));
  if (findings.every(({ positive }) => new Set(positive).size < 2)) throw new EvaluationEmptyError("one class");
  const overFindings = (statistic: (rows: Scored) => Statistic): Statistic => {
    const each = findings.map(statistic);
    return (weights) => meanDefined(each.map((figure) => figure(weights)));
  };
  const every = new Float64Array(scores.length).fill(1);
  const plain = (statistic: Statistic): number | null => {
    const value = statistic(every);
    return Number.isNaN(value) ? null : value;
  };
  return {
    metrics: bootstrap(
      [
        { name: "auroc", statistic: overFindings(auroc) },
        { name: "auprc", statistic: overFindings(averagePrecision) },
        { name: "abstentionRate", statistic: meanOf(scores.map(({ abstained }) => (abstained ? 1 : 0))) },
      ],
      measured.map((each) => each.case),
      { seed: reader.seed },
    ),
    classes: set.classes.map(({ name }, i) => ({
      name,
      n: findings[i].positive.filter(Boolean).length,
      recall: null,
      auroc: plain(auroc(findings[i])),
      auprc: plain(averagePrecision(findings[i])),
    })),
    promptSet: provenance.promptSet,
    trainedClasses: provenance.trainedClasses,
    trainedNames: provenance.trainedNames,
    unlabelled: rows.length - labelled.length,
    rows: measured,
    failed,
  };
}

/** A finding's rows: which have it, and its shares. */
function ofFinding(scores: readonly Scores[], index: number): Scored {
  return { positive: scores.map(({ present }) => present[index]), scores: scores.map(({ shares }) => shares[index]) };
}
