import { AppError } from "../core/errors.ts";
import { mapConcurrent } from "../core/pipeline.ts";
import { createProgressMeter, type Progress } from "../core/progress.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { FailedRow } from "../retrieval/ingest/prepare-row.ts";
import type { EvaluationRow } from "./evaluation-rows.ts";

/** A row whose image was read, and what was measured on it. */
export interface MeasuredRow<T> {
  readonly row: EvaluationRow;
  readonly measured: T;
  /** The row's case, else its image. */
  readonly case: string;
  /** SHA-256 of the image file. */
  readonly image: string;
  readonly seenInTraining: boolean | null;
}

/** What reads, decodes and encodes an image file, and what is told meanwhile. */
export interface RowReader {
  readonly readScan: (path: string) => Promise<EncodedScan>;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface MeasuredRows<T> {
  readonly measured: readonly MeasuredRow<T>[];
  /** Rows whose image cannot be read. */
  readonly failed: readonly FailedRow[];
}

/** Files that are read and decoded while another is encoded. */
const ahead = 3;

/** Encodes every row's image and measures it, in order; the pictures themselves are not kept. */
export async function measureRows<T>(
  rows: readonly EvaluationRow[],
  measure: (scan: EncodedScan, row: EvaluationRow) => T | Promise<T>,
  { readScan, now, signal, onProgress }: RowReader,
): Promise<MeasuredRows<T>> {
  const measured: MeasuredRow<T>[] = [];
  const failed: FailedRow[] = [];
  const meter = createProgressMeter("images", rows.length, now);
  const results = mapConcurrent(each(rows), ahead, async (row) => {
    signal?.throwIfAborted();
    const scan = await readScan(row.imagePath).catch((error: unknown) => {
      if (error instanceof AppError && error.kind !== "failure") return error;
      throw error;
    });
    if (scan instanceof AppError) {
      failed.push({ source: row.source, code: scan.code, reason: scan.message });
      return null;
    }
    const { seenInTraining } = scan;
    const image = scan.scan.sha256;
    const value = await measure(scan, row);
    return { row, measured: value, case: row.case ?? image, image, seenInTraining };
  });
  for await (const result of results) {
    if (result) measured.push(result);
    onProgress?.(meter(measured.length + failed.length));
  }
  return { measured, failed };
}

/** Share of the rows whose image the encoder was trained on; null where it cannot tell. */
export function shareSeen(rows: readonly Pick<MeasuredRow<unknown>, "seenInTraining">[]): number | null {
  const seen = rows.map(({ seenInTraining }) => seenInTraining);
  return rows.length === 0 || seen.includes(null) ? null : seen.filter(Boolean).length / rows.length;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
