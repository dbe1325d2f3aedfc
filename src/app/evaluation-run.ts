import { basename, resolve } from "node:path";
import type { Progress } from "../core/progress.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import type { EvaluationResult } from "../evaluation/contract.ts";
import { RowsUnusableError } from "../evaluation/errors.ts";
import { type EvaluationRows, readEvaluationRows } from "../evaluation/evaluation-rows.ts";
import { type MeasuredRow, type RowReader, shareSeen } from "../evaluation/measure-rows.ts";
import type { ScoredRows } from "../evaluation/scored-rows.ts";
import type { SourceRow } from "../retrieval/contract.ts";
import { type ColumnMap, readColumnMap } from "../retrieval/sources/column-map.ts";
import { readSource } from "../retrieval/sources/read-source.ts";
import { readEncodedScan } from "./scan-reader.ts";

/** What every evaluation is asked with. */
export interface EvaluationRequest {
  /** Folders, or tables, as an ingest reads them. */
  readonly data: readonly string[];
  /** JSON file that names the columns of tables. @default columns by usual names */
  readonly map?: string | undefined;
  readonly partition?: string | undefined;
  /** @default 0 */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What an evaluation found, beside what every one says of itself. */
export type Measures<M> = EvaluationResult & Omit<M, "rows" | "failed" | "metrics" | "scored">;

/** A result as it is printed, and the rows behind it. */
export interface Evaluated<Result> {
  readonly result: Result;
  readonly scored: ScoredRows;
}

/** What it measures with, and how it ends. */
export interface EvaluationRun {
  readonly encoding: Encoding;
  /** The one that was asked for. */
  readonly encoder: DualEncoder;
  readonly all: EvaluationRows;
  /** The folders' names, never their paths. */
  readonly data: string;
  readonly reader: RowReader & { readonly seed: number };
  /** Since it was started. */
  seconds(): number;
  finish(task: EvaluationResult["task"], protocol: string, measures: FinishedMeasures): EvaluationResult;
}

interface FinishedMeasures extends Pick<EvaluationResult, "n" | "metrics" | "failed"> {
  readonly rows: readonly MeasuredRow<unknown>[];
}

/** Reads the rows of the data and opens the encoder. @throws {RowsUnusableError} where the data have rows, and none can be taken */
export async function startEvaluation(
  { data, map: mapPath, partition, seed = 0, signal, onProgress }: EvaluationRequest,
  openEncoding: () => Promise<Encoding>,
): Promise<EvaluationRun> {
  const startedMs = performance.now();
  const encoding = await openEncoding();
  const encoder = chosenOf(encoding);
  const map = mapPath === undefined ? undefined : await readColumnMap(mapPath);
  const all = await readEvaluationRows(readAll(data, map, signal));
  if (all.rows.length === 0) throw new RowsUnusableError(all.failed);
  const names = data.map((each) => basename(resolve(each))).join(", ");
  const seconds = () => Math.round(performance.now() - startedMs) / 1000;
  const readScan = (path: string) => readEncodedScan(path, undefined, encoding);
  return {
    encoding,
    encoder,
    all,
    data: names,
    seconds,
    reader: { readScan, now: () => performance.now(), signal, onProgress, seed },
    finish: (task, protocol, { n, rows, metrics, failed }) => ({
      task,
      data: names,
      encoder: encoder.id,
      n,
      cases: new Set(rows.map((row) => row.case)).size,
      partition: partition ?? null,
      seed,
      protocol,
      // known of the embedded encoder's images alone
      seenInTraining: task === "vqa" || encoder.id === encoding.encoder.id ? shareSeen(rows) : null,
      metrics,
      failed: [...all.failed, ...failed],
      seconds: seconds(),
    }),
  };
}

async function* readAll(
  sources: readonly string[],
  map: ColumnMap | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceRow> {
  for (const source of sources)
    yield* readSource(source, { format: "auto", ...(map && { map }), ...(signal && { signal }) });
}
