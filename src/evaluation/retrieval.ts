import type { TextEncoder } from "../encoders/contract.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { caseNumbers } from "./bootstrap.ts";
import { classOf } from "./class-labels.ts";
import type { Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import { type EvaluationRow, ofPartition } from "./evaluation-rows.ts";
import { metricsOf } from "./figure-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { cosines, majorityVote, vectorTable, worseRank } from "./neighbours.ts";
import { type RetrievalRows, retrievalFigures } from "./retrieval-rows.ts";
import { checkSlices, sliceOf } from "./slice-value.ts";
import { measureSlices, type Slices } from "./slices.ts";

export const retrievalProtocol = "retrieval-1";

/** A caption of at most so many characters ("normal", "CT") says too little to be found again. */
const shortCaption = 8;
const neighbours = 5;

export interface RetrievalMeasures {
  readonly metrics: Metrics;
  /** What the rates of chance would be: k over the number of candidates. */
  readonly candidates: { readonly captions: number; readonly images: number; readonly neighbours: number };
  /** Null where none were asked for. */
  readonly slices: Slices | null;
  readonly scored: RetrievalRows;
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

export interface RetrievalQuery extends RowReader {
  readonly partition: string | null;
  readonly seed: number;
  /** Classes whose vote is counted. @default the field `label` */
  readonly set?: PromptSet | undefined;
  /** Manifest field whose values are measured apart. @default none */
  readonly slice?: string | undefined;
}

type Encoded = MeasuredRow<Float32Array>;

/** What was looked for, and the row that stands for it. */
interface Found<T> {
  readonly of: Encoded;
  readonly found: T;
}

/**
 * Image -> caption and caption -> image among the captioned rows of the partition, and the vote of each labelled row's five nearest
 * images: those outside the partition, or without one, those of other cases.
 */
export async function measureRetrieval(
  all: readonly EvaluationRow[],
  encoder: TextEncoder,
  { partition, seed, set, slice, ...reader }: RetrievalQuery,
): Promise<RetrievalMeasures> {
  const asked = new Set(ofPartition(all, partition));
  const labelOf = (row: EvaluationRow) => {
    if (set === undefined) return row.label;
    const index = classOf(set, row);
    return index === null ? null : set.classes[index].name;
  };
  const needed = all.filter((row) => labelOf(row) !== null || (asked.has(row) && hasCaption(row)));
  const queries = needed.filter((row) => asked.has(row));
  if (queries.length === 0) throw new EvaluationEmptyError("captions");
  checkSlices(queries, slice);
  const { measured, failed } = await measureRows(needed, ({ chosen }) => chosen.embedding.values, reader);
  const inPartition = measured.filter(({ row }) => asked.has(row));
  const captioned = inPartition.filter(({ row }) => hasCaption(row));
  const { images, captions } = await captionRanks(captioned, encoder, reader.signal);
  const { votes, candidates } = labelVotes(measured, asked, labelOf, partition);
  const scored = scoredRows(images, captions, votes);
  const parts = retrievalFigures(scored);
  const slices = (field: string) => {
    const slicesOf = (rows: readonly Found<unknown>[]) => rows.map(({ of }) => sliceOf(of.row, field));
    const sliced = [images, captions, votes].map((rows, i) => ({ figures: parts[i], sliceOf: slicesOf(rows) }));
    const cases = inPartition.map((each) => each.case);
    return measureSlices(field, { sliceOf: inPartition.map(({ row }) => sliceOf(row, field)), cases }, sliced, seed);
  };
  return {
    metrics: metricsOf(parts, seed),
    candidates: { captions: captions.length, images: captioned.length, neighbours: candidates },
    slices: slice === undefined ? null : slices(slice),
    scored,
    rows: inPartition,
    failed,
  };
}

export function hasCaption({ caption }: Pick<EvaluationRow, "caption">): boolean {
  return (caption?.length ?? 0) > shortCaption;
}

function scoredRows(
  images: readonly Found<number>[],
  captions: readonly Found<number>[],
  votes: readonly Found<boolean>[],
): RetrievalRows {
  const all = [...images, ...captions, ...votes];
  const numbers = caseNumbers(all.map(({ of }) => of.case));
  const rows = all.map(({ of: { image } }, i) => ({ image, case: numbers[i] }));
  const votesFrom = images.length + captions.length;
  const ranked = (found: readonly Found<number>[], from: number) =>
    found.map(({ found: rank }, i) => ({ ...rows[from + i], rank }));
  return {
    kind: "retrieval",
    images: ranked(images, 0),
    captions: ranked(captions, images.length),
    votes: votes.map(({ found: right }, i) => ({ ...rows[votesFrom + i], right })),
  };
}

/**
 * Ranks of what belongs together; of equal cosines the worse rank counts. A caption that several images bear is one candidate, and is
 * found when any of its images is.
 */
async function captionRanks(rows: readonly Encoded[], encoder: TextEncoder, signal: AbortSignal | undefined) {
  const captionOf = ({ row }: Encoded) => row.caption ?? "";
  const distinct = [...new Set(rows.map(captionOf))];
  const encoded = distinct.length === 0 ? [] : await encoder.encode(distinct, signal && { signal });
  const texts = vectorTable(encoded.map(({ embedding }) => embedding.values));
  const images = vectorTable(rows.map(({ measured }) => measured));
  const own = rows.map((row) => distinct.indexOf(captionOf(row)));
  const textRank = (text: number) => {
    const found = cosines(texts.at(text), images);
    const best = Math.max(...found.filter((_, i) => own[i] === text));
    return 1 + found.filter((cosine, i) => own[i] !== text && cosine >= best).length;
  };
  return {
    images: rows.map((of, i): Found<number> => ({ of, found: worseRank(cosines(of.measured, texts), own[i]) })),
    captions: distinct.map((_, text): Found<number> => ({ of: rows[own.indexOf(text)], found: textRank(text) })),
  };
}

function labelVotes(
  measured: readonly Encoded[],
  asked: ReadonlySet<EvaluationRow>,
  labelOf: (row: EvaluationRow) => string | null,
  partition: string | null,
) {
  const labelled = measured.filter(({ row }) => labelOf(row) !== null);
  const labels = labelled.map(({ row }) => labelOf(row) ?? "");
  const table = vectorTable(labelled.map((each) => each.measured));
  const votes = labelled.flatMap((query, i): Found<boolean>[] => {
    if (!asked.has(query.row)) return [];
    const isCandidate = (index: number) =>
      partition === null ? labelled[index].case !== query.case : !asked.has(labelled[index].row);
    const vote = majorityVote(cosines(query.measured, table), labels, neighbours, isCandidate);
    return vote === null ? [] : [{ of: query, found: vote === labels[i] }];
  });
  const outside = labelled.filter(({ row }) => !asked.has(row)).length;
  return { votes, candidates: partition === null ? labelled.length : outside };
}
