import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The development data beside the checkout; it is never part of the project, so tests that need it skip without it. */
export const shared = fileURLToPath(new URL("../../../shared/", import.meta.url));

/** True where a path below ../shared exists; otherwise prints why the tests are skipped. */
export function hasShared(path: string): boolean {
  if (existsSync(join(shared, path))) return true;
  process.stderr.write(`skipped: ../shared/${path} is not here\n`);
  return false;
}

const Row = z.looseObject({
  file: z.string(),
  label: z.string().nullable().optional(),
  partition: z.string().nullable().optional(),
});
export type ManifestRow = z.output<typeof Row>;

/** Rows of one partition of a data folder. */
export function manifestRows(folder: string, partition: string): readonly ManifestRow[] {
  const lines = readFileSync(join(shared, "data", folder, "manifest.jsonl"), "utf8").split("\n");
  const rows = lines.filter((line) => line !== "").map((line) => Row.parse(JSON.parse(line)));
  return rows.filter((row) => row.partition === partition);
}
