import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { ClassificationProvenance, Classifier } from "../zeroshot/classify.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { caseNumbers, figureOf, type NamedStatistic, resample } from "./bootstrap.ts";
import type { Figure } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";
import { type FigureRows, metricsOf } from "./figure-rows.ts";
import { type FindingForm, type FindingLabels, markOf, type RowFindings } from "./finding-labels.ts";
import { measureRows, type RowReader } from "./measure-rows.ts";
import { auroc, averagePrecision, type Scored } from "./metrics/ranking.ts";
import { meanDefined, meanOf, ofRows, type Statistic } from "./metrics/statistic.ts";
import { checkSlices, sliceOf } from "./slice-value.ts";
import { measureSlices } from "./slices.ts";
import type { ZeroShotMeasures } from "./zeroshot.ts";
import type { ClassFigures } from "./zeroshot-rows.ts";

export const findingsProtocol = "zeroshot-findings-1";

/** What was measured of one finding; `n` counts the rows that have it. */
export interface FindingFigures extends ClassFigures {
  readonly recall: null;
  /** Rows that have it not. */
  readonly absent: number;
  /** Rows that are in neither group: uncertain, by the policy. */
  readonly leftOut: number;
  /** With its interval by case; null where either group is empty. */
  readonly aurocFigure: Figure | null;
}

/** How the rows said which findings they have. */
export type FindingsRead = FindingForm & {
  /** Cells that say "uncertain", and that are blank beside others that are not, in the columns of the set's findings. */
  readonly uncertainCells: number;
  readonly blankCells: number;
};

export interface FindingsMeasures
  extends Pick<
    ZeroShotMeasures,
    "metrics" | "promptSet" | "trainedClasses" | "trainedNames" | "unlabelled" | "slices" | "rows" | "failed"
  > {
  readonly classes: readonly FindingFigures[];
  readonly labels: FindingsRead;
}

export interface FindingsQuery extends RowReader {
  readonly seed: number;
  readonly classify: Classifier;
  readonly labels: FindingLabels;
  /** Manifest field whose values are measured apart. @default none */
  readonly slice?: string | undefined;
}

interface Scores {
  readonly present: RowFindings;
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
  { classify, labels, slice, seed, ...reader }: FindingsQuery,
): Promise<FindingsMeasures> {
  const labelled = rows.filter((row) => labels.findingsOf(row) !== null);
  if (labelled.length === 0) throw new EvaluationEmptyError("labels");
  checkSlices(labelled, slice);
  let provenance: ClassificationProvenance | undefined;
  const score = (scan: EncodedScan, row: EvaluationRow): Scores => {
    const found = classify(scan);
    provenance ??= found.provenance;
    return {
      present: labels.findingsOf(row) ?? [],
      shares: found.classes.map(({ share }) => share),
      abstained: found.abstained,
    };
  };
  const { measured, failed } = await measureRows(labelled, score, reader);
  if (measured.length === 0 || provenance === undefined) throw new EvaluationEmptyError("labels");
  const scores = measured.map((each) => each.measured);
  const every = [...scores.keys()];
  const findings = set.classes.map((_, i) => ofFinding(scores, i, every));
  if (findings.every(({ scored }) => new Set(scored.positive).size < 2)) throw new EvaluationEmptyError("one class");
  const cases = caseNumbers(measured.map((each) => each.case));
  const figures: FigureRows = {
    ids: measured.map(({ image }) => image),
    cases,
    statisticsOf: (of) => statisticsOf(scores, set.classes.length, of),
  };
  const sliced = measured.map(({ row }) => (slice === undefined ? null : sliceOf(row, slice)));
  const intervals = resample(
    findings.map(({ rows: of, scored }) => ofRows(of, auroc(scored))),
    cases,
    { seed },
  ).map(figureOf);
  return {
    metrics: metricsOf([figures], seed),
    classes: set.classes.map(({ name }, i) => {
      const { scored, rows: of } = findings[i];
      const n = scored.positive.filter(Boolean).length;
      return {
        name,
        n,
        absent: of.length - n,
        leftOut: scores.length - of.length,
        recall: null,
        auroc: plain(auroc(scored), of.length),
        auprc: plain(averagePrecision(scored), of.length),
        aurocFigure: intervals[i],
      };
    }),
    labels: readOf(
      labels.form,
      measured.map(({ row }) => row),
    ),
    slices:
      slice === undefined
        ? null
        : measureSlices(slice, { sliceOf: sliced, cases }, [{ figures, sliceOf: sliced }], seed),
    promptSet: provenance.promptSet,
    trainedClasses: provenance.trainedClasses,
    trainedNames: provenance.trainedNames,
    unlabelled: rows.length - labelled.length,
    rows: measured,
    failed,
  };
}

/** Figures of some of the rows, as functions of their weights. */
function statisticsOf(all: readonly Scores[], count: number, of: readonly number[]): readonly NamedStatistic[] {
  const findings = Array.from({ length: count }, (_, i) => ofFinding(all, i, of));
  const overFindings = (statistic: (rows: Scored) => Statistic): Statistic => {
    const each = findings.map(({ rows, scored }) => ofRows(rows, statistic(scored)));
    return (weights) => meanDefined(each.map((figure) => figure(weights)));
  };
  return [
    { name: "auroc", statistic: overFindings(auroc) },
    { name: "auprc", statistic: overFindings(averagePrecision) },
    { name: "abstentionRate", statistic: meanOf(of.map((row) => (all[row].abstained ? 1 : 0))) },
  ];
}

/** The rows that have a finding or have it not, by their place among `of`, and its shares. */
function ofFinding(
  all: readonly Scores[],
  finding: number,
  of: readonly number[],
): { readonly rows: readonly number[]; readonly scored: Scored } {
  const counted = of.flatMap((row, place) => {
    const present = all[row].present[finding];
    return present === null ? [] : [{ place, present, share: all[row].shares[finding] }];
  });
  return {
    rows: counted.map(({ place }) => place),
    scored: { positive: counted.map(({ present }) => present), scores: counted.map(({ share }) => share) },
  };
}

/** Null where the rows do not define it. */
function plain(statistic: Statistic, rows: number): number | null {
  const value = statistic(new Float64Array(rows).fill(1));
  return Number.isNaN(value) ? null : value;
}

function readOf(form: FindingForm, rows: readonly EvaluationRow[]): FindingsRead {
  const columns = form.kind === "columns" ? form.columns.flatMap((column) => (column === null ? [] : [column])) : [];
  const marks = rows.flatMap((row) => columns.map((column) => markOf(row, column)));
  return {
    ...form,
    uncertainCells: marks.filter((mark) => mark === -1).length,
    blankCells: marks.filter((mark) => mark === "blank").length,
  };
}
