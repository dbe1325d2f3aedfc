import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { sentencesOf } from "../../chat/claims/sentences-of.ts";
import { sha256Hex } from "../../core/sha256.ts";
import { readJsonLines } from "../../retrieval/sources/json-lines.ts";
import { readTableRows } from "../../retrieval/sources/table-rows.ts";
import { ReportsUnreadableError } from "../errors.ts";
import type { FlagReport } from "./contract.ts";

const optional = z.string().nullish();
const ReportLine = z.looseObject({
  case: z.union([z.string(), z.number()]).optional(),
  uid: z.union([z.string(), z.number()]).optional(),
  partition: optional,
  findings: optional,
  impression: optional,
  history: optional,
  indication: optional,
  images: z.array(z.string()).nullish(),
});

/**
 * The reports of a folder: its `reports.jsonl`, else its one table `…reports.csv`; fields case (or uid), findings, impression, history or
 * indication, images, partition. Where none is named, the partition is drawn by the case's hash: 65 % train, 15 % calibration, 20 % test.
 * @throws {ReportsUnreadableError} which names a bad row by its number alone
 */
export async function readFlagReports(folder: string): Promise<readonly FlagReport[]> {
  const reports: FlagReport[] = [];
  try {
    for await (const { value, line } of rowsOf(folder)) {
      const parsed = ReportLine.safeParse(value);
      const id = parsed.data?.case ?? parsed.data?.uid;
      if (!parsed.success || id === undefined) throw new ReportsUnreadableError(`cannot be used from row ${line} on`);
      const { partition, findings, impression, history, indication, images } = parsed.data;
      const sentences = [findings, impression].flatMap((text) => sentencesOf(text ?? ""));
      if (sentences.length === 0) continue;
      const given = indication ?? history ?? "";
      const [image] = images ?? [];
      reports.push({
        case: `${id}`,
        partition: partition ?? drawPartition(`${id}`),
        given: given.trim() === "" ? null : given,
        sentences,
        imagePath: image === undefined ? null : resolve(folder, image),
      });
    }
  } catch (cause) {
    throw cause instanceof ReportsUnreadableError ? cause : new ReportsUnreadableError("cannot be read", { cause });
  }
  return reports;
}

async function* rowsOf(folder: string): AsyncGenerator<{ readonly value: unknown; readonly line: number }> {
  const names = await readdir(folder);
  const [table] = names.filter((name) => name.endsWith("reports.csv"));
  if (!names.includes("reports.jsonl") && table !== undefined) {
    let header: readonly string[] | null = null;
    for await (const row of readTableRows(join(folder, table), ",")) {
      if (row.kind === "bad") yield { value: null, line: row.line };
      else if (header === null) header = row.cells;
      else yield { value: Object.fromEntries(header.map((name, i) => [name, row.cells[i]])), line: row.line };
    }
    return;
  }
  for await (const line of readJsonLines(join(folder, "reports.jsonl")))
    yield { value: line.kind === "bad" ? null : line.value, line: line.line };
}

/** By the first four hex digits of the SHA-256 of the case. */
function drawPartition(id: string): string {
  const at = Number.parseInt(sha256Hex(id).slice(0, 4), 16) / 65_536;
  return at < 0.65 ? "train" : at < 0.8 ? "calibration" : "test";
}
