import { cleanText } from "../core/clean-text.ts";
import type { SourceRow } from "../retrieval/contract.ts";
import type { FailedRow } from "../retrieval/ingest/prepare-row.ts";
import { EvaluationEmptyError } from "./errors.ts";

/** One image of the data, and what its source says of it. */
export interface EvaluationRow {
  readonly imagePath: string;
  /** Where the row stands: folder and file, as the source names them. */
  readonly source: string;
  /** Null where the source names none: then the image itself is the case. */
  readonly case: string | null;
  readonly partition: string | null;
  readonly caption: string | null;
  readonly label: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface EvaluationRows {
  readonly rows: readonly EvaluationRow[];
  /** Rows that the source itself cannot give. */
  readonly failed: readonly FailedRow[];
}

/** Every row of a source, in its order. */
export async function readEvaluationRows(source: AsyncIterable<SourceRow>): Promise<EvaluationRows> {
  const rows: EvaluationRow[] = [];
  const failed: FailedRow[] = [];
  for await (const row of source) {
    if (row.kind === "bad") failed.push({ source: row.source, code: row.code, reason: row.reason });
    else {
      const { facts, imagePath, fields } = row;
      const { caption, label, partition, source: dataSet } = facts;
      const caseId = facts.case === null ? null : `${dataSet} ${facts.case}`; // two data sets may have a case of one name
      rows.push({ imagePath, source: row.source, case: caseId, partition, caption, label, fields });
    }
  }
  return { rows, failed };
}

/** The rows of a partition, or all. @throws {EvaluationEmptyError} when it has none */
export function ofPartition<Row extends Pick<EvaluationRow, "partition">>(
  rows: readonly Row[],
  partition: string | null,
): readonly Row[] {
  const found = partition === null ? rows : rows.filter((row) => row.partition === partition);
  if (found.length === 0) throw new EvaluationEmptyError("partition");
  return found;
}

/** The value of a row's field as text without what hides in it; null where it has none. */
export function fieldOf({ fields }: Pick<EvaluationRow, "fields">, field: string): string | null {
  const value = fields[field];
  return typeof value === "string" || typeof value === "number" ? cleanText(String(value)).text : null;
}
