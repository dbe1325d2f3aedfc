import { basename, resolve } from "node:path";
import { answerFromEvidence } from "../chat/ask.ts";
import type { AskParts } from "../chat/ask-parts.ts";
import type { Progress } from "../core/progress.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import { type EncodedScan, encodeScan } from "../encoders/encoded-scan.ts";
import { promptSetFor } from "../evaluation/class-labels.ts";
import type { EvaluationResult } from "../evaluation/contract.ts";
import { EvaluationEmptyError } from "../evaluation/errors.ts";
import {
  type EvaluationRow,
  type EvaluationRows,
  ofPartition,
  readEvaluationRows,
} from "../evaluation/evaluation-rows.ts";
import { blankOf, type ImageControl, shuffledPaths } from "../evaluation/image-control.ts";
import { type MeasuredRow, type RowReader, shareSeen } from "../evaluation/measure-rows.ts";
import { measureRetrieval, type RetrievalMeasures, retrievalProtocol } from "../evaluation/retrieval.ts";
import { measureVqa, type VqaMeasures, vqaProtocol } from "../evaluation/vqa.ts";
import { readVqaQuestions } from "../evaluation/vqa-questions.ts";
import { measureZeroShot, type ZeroShotMeasures, zeroShotProtocol } from "../evaluation/zeroshot.ts";
import { decodeScan } from "../imaging/decode.ts";
import type { SourceRow } from "../retrieval/contract.ts";
import type { Library } from "../retrieval/library.ts";
import { readSource } from "../retrieval/sources/read-source.ts";
import { createClassifier } from "../zeroshot/classify.ts";
import { createNameFitJudge } from "../zeroshot/name-fit.ts";
import { searchOtherCases } from "./other-cases.ts";
import { choosePromptSet } from "./prompt-choice.ts";
import { readEncodedScan } from "./scan-reader.ts";

export interface EvaluateRequest {
  /** Folders, or tables, as an ingest reads them. */
  readonly data: readonly string[];
  readonly partition?: string | undefined;
  /** Shipped set's id, or path of a prompt file. @default the shipped set whose classes match the labels, else the labels as names */
  readonly prompts?: string | undefined;
  /** @default 0 */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface EvaluateVqaRequest extends Omit<EvaluateRequest, "prompts"> {
  /** Library whose cases may be quoted. @default none */
  readonly library?: string | undefined;
  /** @default "own" */
  readonly images?: ImageControl | undefined;
}

type Measures<M> = EvaluationResult & Omit<M, "rows" | "failed" | "metrics">;

export interface Evaluations {
  zeroShot(request: EvaluateRequest): Promise<Measures<ZeroShotMeasures>>;
  retrieval(request: EvaluateRequest): Promise<Measures<RetrievalMeasures>>;
  vqa(request: EvaluateVqaRequest): Promise<Measures<VqaMeasures> & { readonly images: ImageControl }>;
}

export interface EvaluateParts {
  readonly encoding: () => Promise<{ readonly encoder: DualEncoder; readonly rules: DecisionRules }>;
  readonly terms: () => Promise<AskParts["terms"]>;
  readonly promptSets: () => Promise<AskParts["promptSets"]>;
  readonly openLibrary: (name: string) => Promise<Library>;
}

/** Measures the encoder and the evidence writer on a folder of the user's, through the same code that answers. */
export function createEvaluations(parts: EvaluateParts): Evaluations {
  const start = async ({ data, partition, seed = 0, signal, onProgress }: Omit<EvaluateRequest, "prompts">) => {
    const startedMs = performance.now();
    const { encoder, rules } = await parts.encoding();
    const all = await readEvaluationRows(readAll(data, signal));
    const readScan = (path: string) => readEncodedScan(path, undefined, { encoder, rules });
    const reader: RowReader & { readonly seed: number } = {
      readScan,
      now: () => performance.now(),
      signal,
      onProgress,
      seed,
    };
    const finish = (
      task: EvaluationResult["task"],
      protocol: string,
      measures: FinishedMeasures,
    ): EvaluationResult => ({
      task,
      data: data.map((each) => basename(resolve(each))).join(", "),
      encoder: encoder.id,
      n: measures.n,
      cases: new Set(measures.rows.map((row) => row.case)).size,
      partition: partition ?? null,
      seed,
      protocol,
      seenInTraining: shareSeen(measures.rows),
      metrics: measures.metrics,
      failed: [...all.failed, ...measures.failed],
      seconds: Math.round(performance.now() - startedMs) / 1000,
    });
    return { encoder, rules, all, reader, finish };
  };

  return {
    async zeroShot(request) {
      const { encoder, rules, all, reader, finish } = await start(request);
      const rows = ofPartition(all.rows, request.partition ?? null);
      const set =
        request.prompts === undefined
          ? promptSetFor(rows, await parts.promptSets())
          : await choosePromptSet({ prompts: request.prompts }, parts.promptSets);
      const judge = createNameFitJudge(rules, encoder.text);
      const classify = await createClassifier(set, { encoder, judge, rules }, { multi: false });
      const { rows: measured, failed, metrics, ...more } = await measureZeroShot(rows, set, classify, reader);
      return {
        ...finish("zeroshot", zeroShotProtocol, { n: measured.length, rows: measured, failed, metrics }),
        ...more,
      };
    },

    async retrieval(request) {
      const { encoder, all, reader, finish } = await start(request);
      const { prompts, partition = null } = request;
      const set = prompts === undefined ? undefined : await choosePromptSet({ prompts }, parts.promptSets);
      const measures = await measureRetrieval(all.rows, encoder.text, { ...reader, partition, set });
      const { rows, failed, metrics, ...more } = measures;
      return { ...finish("retrieval", retrievalProtocol, { n: rows.length, rows, failed, metrics }), ...more };
    },

    async vqa(request) {
      const { encoder, rules, all, reader, finish } = await start(request);
      const { data, partition = null, library: named, images = "own", seed = 0 } = request;
      const { rows, questions, lost } = askedOf(all, (await Promise.all(data.map(readVqaQuestions))).flat(), partition);
      await using library = named === undefined ? null : await parts.openLibrary(named);
      const nothing = { found: [], reason: "No library was named.", ownCaseLeftOut: false };
      const writer = { encoder, rules, terms: await parts.terms(), promptSets: await parts.promptSets() };
      const answer = (question: string, scan: EncodedScan) =>
        answerFromEvidence(question, scan, {
          ...writer,
          findSimilar: async () => (library ? searchOtherCases(scan, libraryPairs, library, rules) : nothing),
        });
      const readScan = controlled(images, rows, seed, reader.readScan, { encoder, rules });
      const measures = await measureVqa(rows, questions, { ...reader, readScan, answer });
      const { rows: measured, failed, metrics, ...more } = measures;
      const n = more.closed.n + more.open.n;
      return {
        ...finish("vqa", vqaProtocol, { n, rows: measured, failed: [...lost, ...failed], metrics }),
        images,
        ...more,
      };
    },
  };
}

async function* readAll(sources: readonly string[], signal: AbortSignal | undefined): AsyncGenerator<SourceRow> {
  for (const source of sources) yield* readSource(source, { format: "auto", ...(signal && { signal }) });
}

/** As many pairs as `ask` reads. */
const libraryPairs = 8;

interface FinishedMeasures extends Pick<EvaluationResult, "n" | "metrics" | "failed"> {
  readonly rows: readonly MeasuredRow<unknown>[];
}

/** The questions of a partition, each its own or its image's, the rows they are about, one an image, and the images that no row has. */
function askedOf(
  { rows }: EvaluationRows,
  all: Awaited<ReturnType<typeof readVqaQuestions>>,
  partition: string | null,
) {
  const byPath = new Map(rows.map((row) => [row.imagePath, row]));
  const questions = all.filter(
    ({ imagePath, partition: own }) => partition === null || (own ?? byPath.get(imagePath)?.partition) === partition,
  );
  if (questions.length === 0) throw new EvaluationEmptyError(partition === null ? "questions" : "partition");
  const paths = [...new Set(questions.map(({ imagePath }) => imagePath))];
  const lost = paths
    .filter((path) => !byPath.has(path))
    .map((source) => ({
      source,
      code: "IMAGE_NOT_LISTED",
      reason: "Questions are about it, and no row of the data is.",
    }));
  return { questions, lost, rows: paths.flatMap((path) => byPath.get(path) ?? []) };
}

function controlled(
  images: ImageControl,
  rows: readonly EvaluationRow[],
  seed: number,
  readScan: RowReader["readScan"],
  parts: { readonly encoder: DualEncoder; readonly rules: DecisionRules },
): RowReader["readScan"] {
  switch (images) {
    case "own":
      return readScan;
    case "shuffled": {
      if (rows.length < 2) throw new EvaluationEmptyError("one image");
      const other = shuffledPaths(
        rows.map(({ imagePath }) => imagePath),
        seed,
      );
      return (path) => readScan(other.get(path) ?? path);
    }
    case "blank":
      return async (path) => {
        const scan = await decodeScan(path);
        return encodeScan({ ...scan, image: blankOf(scan.image) }, undefined, parts);
      };
    default:
      return images satisfies never;
  }
}
