import type { TextEncoder } from "../encoders/contract.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { bootstrap, type NamedStatistic } from "./bootstrap.ts";
import { classOf } from "./class-labels.ts";
import type { Metrics } from "./contract.ts";
import { EvaluationEmptyError } from "./errors.ts";
import { type EvaluationRow, ofPartition } from "./evaluation-rows.ts";
import { type MeasuredRow, measureRows, type RowReader } from "./measure-rows.ts";
import { meanOf } from "./metrics/statistic.ts";
import { cosines, majorityVote, vectorTable, worseRank } from "./neighbours.ts";

export const retrievalProtocol = "retrieval-1";

/** A caption of at most so many characters ("normal", "CT") says too little to be found again. */
const shortCaption = 8;
const neighbours = 5;

export interface RetrievalMeasures {
  readonly metrics: Metrics;
  /** What the rates of chance would be: k over the number of candidates. */
  readonly candidates: { readonly captions: number; readonly images: number; readonly neighbours: number };
  readonly rows: readonly MeasuredRow<unknown>[];
  readonly failed: Awaited<ReturnType<typeof measureRows>>["failed"];
}

export interface RetrievalQuery extends RowReader {
  readonly partition: string | null;
  readonly seed: number;
  /** Classes whose vote is counted. @default the field `label` */
  readonly set?: PromptSet | undefined;
}

type Encoded = MeasuredRow<Float32Array>;

/**
 * Image -> caption and caption -> image among the captioned rows of the partition, and the vote of each labelled row's five nearest
 * images: those outside the partition, or without one, those of other cases.
 */
export async function measureRetrieval(
  all: readonly EvaluationRow[],
  encoder: TextEncoder,
  { partition, seed, set, ...reader }: RetrievalQuery,
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
  const { measured, failed } = await measureRows(needed, ({ chosen }) => chosen.embedding.values, reader);
  const inPartition = measured.filter(({ row }) => asked.has(row));
  const captioned = inPartition.filter(({ row }) => hasCaption(row));
  const captions = await captionRanks(captioned, encoder, reader.signal);
  const votes = labelVotes(measured, asked, labelOf, partition);
  const options = { seed };
  const ofRows = (rows: readonly Encoded[]) => rows.map((each) => each.case);
  return {
    metrics: {
      ...bootstrap(captions.ofImages, ofRows(captioned), options),
      ...bootstrap(captions.ofTexts, captions.textCases, options),
      ...bootstrap(votes.statistics, ofRows(votes.voted), options),
    },
    candidates: { captions: captions.textCases.length, images: captioned.length, neighbours: votes.neighbours },
    rows: inPartition,
    failed,
  };
}

function hasCaption({ caption }: EvaluationRow): boolean {
  return (caption?.length ?? 0) > shortCaption;
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
  const imageRanks = rows.map(({ measured }, i) => worseRank(cosines(measured, texts), own[i]));
  const textRanks = distinct.map((_, text) => {
    const found = cosines(texts.at(text), images);
    const best = Math.max(...found.filter((_, i) => own[i] === text));
    return 1 + found.filter((cosine, i) => own[i] !== text && cosine >= best).length;
  });
  return {
    ofImages: [...recalls("recallAt", imageRanks), { name: "meanRank", statistic: meanOf(imageRanks) }],
    ofTexts: recalls("textToImageRecallAt", textRanks),
    textCases: distinct.map((_, text) => rows[own.indexOf(text)].case),
  } satisfies Record<string, readonly NamedStatistic[] | readonly string[]>;
}

function recalls(prefix: "recallAt" | "textToImageRecallAt", ranks: readonly number[]): NamedStatistic[] {
  return ([1, 5, 10] as const).map((k) => ({
    name: `${prefix}${k}`,
    statistic: meanOf(ranks.map((rank) => (rank <= k ? 1 : 0))),
  }));
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
  const right: number[] = [];
  const voted: Encoded[] = [];
  labelled.forEach((query, i) => {
    if (!asked.has(query.row)) return;
    const isCandidate = (index: number) =>
      partition === null ? labelled[index].case !== query.case : !asked.has(labelled[index].row);
    const vote = majorityVote(cosines(query.measured, table), labels, neighbours, isCandidate);
    if (vote === null) return;
    right.push(vote === labels[i] ? 1 : 0);
    voted.push(query);
  });
  const statistics: readonly NamedStatistic[] =
    voted.length > 0 ? [{ name: "majorityVoteAt5", statistic: meanOf(right) }] : [];
  return {
    statistics,
    voted,
    neighbours: partition === null ? labelled.length : labelled.filter(({ row }) => !asked.has(row)).length,
  };
}
