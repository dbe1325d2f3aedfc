import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ColumnMissingError, MapInvalidError } from "./errors.ts";

const Column = z.string().min(1);

/** Which columns of a table hold what; `root` is the folder that its paths start from, relative to the table. */
const ColumnMap = z.strictObject({
  file: Column,
  caption: Column.optional(),
  label: Column.optional(),
  case: Column.optional(),
  modality: Column.optional(),
  anatomy: Column.optional(),
  source: Column.optional(),
  licence: Column.optional(),
  partition: Column.optional(),
  root: z.string().optional(),
});
export type ColumnMap = z.output<typeof ColumnMap>;

/** @throws {MapInvalidError} */
export async function readColumnMap(path: string): Promise<ColumnMap> {
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new MapInvalidError("cannot be read", { cause });
  });
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new MapInvalidError("is not JSON", { cause });
  }
  const parsed = ColumnMap.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw new MapInvalidError(
    `does not fit: ${parsed.error.issues.map(({ path: at, code }) => `${at.join(".") || "top level"} (${code})`).join(", ")}`,
  );
}

/** Usual names of each column, the first that stands wins. */
const usualNames = {
  file: ["file", "file_name", "filename", "image", "image_path", "path", "image_file", "filepath"],
  caption: ["caption", "text", "report", "findings", "description"],
  label: ["label", "class", "diagnosis", "category", "finding"],
  case: ["patient", "patient_id", "patientid", "subject_id", "subject", "case", "case_id", "group"],
  modality: ["modality"],
  anatomy: ["anatomy", "body_part", "organ"],
  source: ["source", "dataset"],
  licence: ["licence", "license"],
  partition: ["partition", "split"],
} as const;

/** The map of a table whose columns go by usual names, in any case. @throws {ColumnMissingError} without one for the file */
export function guessColumnMap(columns: readonly string[]): ColumnMap {
  const find = (names: readonly string[]) =>
    names.flatMap((name) => columns.filter((column) => column.trim().toLowerCase() === name)).at(0);
  const file = find(usualNames.file);
  if (file === undefined) throw new ColumnMissingError("file", columns);
  const { file: _, ...others } = usualNames;
  const found = Object.entries(others).flatMap(([field, names]) => {
    const column = find(names);
    return column === undefined ? [] : [[field, column] as const];
  });
  return ColumnMap.parse({ file, ...Object.fromEntries(found) });
}

/** @throws {ColumnMissingError} when the map names a column that the table has not */
export function checkColumns({ root: _, ...map }: ColumnMap, columns: readonly string[]): void {
  for (const column of Object.values(map))
    if (column !== undefined && !columns.includes(column)) throw new ColumnMissingError(column, columns);
}
