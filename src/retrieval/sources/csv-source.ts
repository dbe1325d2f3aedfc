import { basename, dirname, extname, resolve } from "node:path";
import type { SourceRow } from "../contract.ts";
import { type ColumnMap, checkColumns, guessColumnMap } from "./column-map.ts";
import { MapInvalidError, SourceFormatError } from "./errors.ts";
import { firstText } from "./first-text.ts";
import { openFolder, type SourceFolder, type SourcePart } from "./source-folder.ts";
import { bad, toSourceRow } from "./source-row.ts";
import { readTableRows } from "./table-rows.ts";

/**
 * Rows of a table with a header line; image paths start from its folder, or from the map's `root` in it.
 * @throws {ColumnMissingError | MapInvalidError | SourceFormatError}
 */
export async function* readCsvSource(part: SourcePart, map: ColumnMap | undefined): AsyncGenerator<SourceRow> {
  const { path } = part;
  const table = await openFolder(dirname(path), part.base);
  let header: Header | null = null;
  for await (const row of readTableRows(path, extname(path).toLowerCase() === ".tsv" ? "\t" : ",")) {
    if (header === null) {
      if (row.kind === "bad") throw new SourceFormatError("is a table whose header line cannot be read");
      header = await openHeader(row.cells, map, part);
      continue;
    }
    const named = `${table.prefix}/${basename(path)}:${row.line}`;
    if (row.kind === "bad") yield bad(named, "LINE_INVALID", row.reason);
    else yield await readCells(row.cells, header, { named, partition: part.partition });
  }
}

/** What a table's header line says of the rows below it. */
interface Header {
  readonly columns: readonly string[];
  readonly map: ColumnMap;
  /** Where image paths start from. */
  readonly folder: SourceFolder;
}

async function openHeader(
  cells: readonly string[],
  given: ColumnMap | undefined,
  { path, base }: SourcePart,
): Promise<Header> {
  const columns = cells.map((cell) => cell.trim());
  const map = given ?? guessColumnMap(columns);
  checkColumns(map, columns);
  const folder = await openFolder(resolve(dirname(path), map.root ?? ""), base).catch((cause) => {
    throw new MapInvalidError("names a root that is not there", { cause });
  });
  return { columns, map, folder };
}

async function readCells(
  cells: readonly string[],
  { columns, map, folder }: Header,
  { named, partition }: { readonly named: string; readonly partition: string | null },
): Promise<SourceRow> {
  if (cells.length !== columns.length)
    return bad(named, "LINE_INVALID", `The row has ${cells.length} cells where the header has ${columns.length}.`);
  const cell = (column: string | undefined) => (column === undefined ? null : cells[columns.indexOf(column)]);
  const file = cell(map.file) ?? "";
  if (file.trim() === "") return bad(named, "IMAGE_MISSING", "The row names no image file.");
  const facts = {
    caption: cell(map.caption),
    label: cell(map.label),
    modality: cell(map.modality),
    anatomy: cell(map.anatomy),
    source: cell(map.source),
    licence: cell(map.licence),
    case: cell(map.case),
    partition: firstText(cell(map.partition), partition),
  };
  const fields = { ...Object.fromEntries(columns.map((column, i) => [column, cells[i]])), ...facts };
  return toSourceRow({ file, facts, fields }, folder);
}
