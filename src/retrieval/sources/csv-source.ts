import { createReadStream } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { parse } from "csv-parse";
import { z } from "zod";
import type { SourceRow } from "../contract.ts";
import { type ColumnMap, checkColumns, guessColumnMap } from "./column-map.ts";
import { SourceEmptyError, SourceFormatError } from "./errors.ts";
import { bad, openFolder, toSourceRow } from "./source-row.ts";

const Cells = z.array(z.string());
const maxRecordBytes = 4_000_000;

/**
 * Rows of a table with a header line; image paths start from its folder, or from the map's `root` in it.
 * @throws {ColumnMissingError | SourceEmptyError | SourceFormatError}
 */
export async function* readCsvSource(
  path: string,
  map: ColumnMap | undefined,
  partition: string | null,
): AsyncGenerator<SourceRow> {
  const base = dirname(path);
  const delimiter = extname(path).toLowerCase() === ".tsv" ? "\t" : ",";
  const records = createReadStream(path).pipe(
    parse({ delimiter, bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: maxRecordBytes }),
  );
  let columns: readonly string[] | null = null;
  let columnMap = map;
  let folder = await openFolder(base);
  let line = 1;
  try {
    for await (const record of records) {
      const cells = Cells.parse(record);
      if (columns === null) {
        columns = cells.map((cell) => cell.trim());
        columnMap ??= guessColumnMap(columns);
        checkColumns(columnMap, columns);
        if (columnMap.root !== undefined) folder = await openFolder(resolve(base, columnMap.root));
        continue;
      }
      line++;
      const named = `${basename(base)}/${basename(path)}:${line}`;
      const header = columns;
      if (!columnMap) continue;
      if (cells.length !== header.length) {
        yield bad(named, "LINE_INVALID", `The row has ${cells.length} cells where the header has ${header.length}.`);
        continue;
      }
      const cell = (column: string | undefined) => (column === undefined ? null : cells[header.indexOf(column)]);
      const file = cell(columnMap.file) ?? "";
      if (file.trim() === "") {
        yield bad(named, "IMAGE_MISSING", "The row names no image file.");
        continue;
      }
      const { caption, label, modality, anatomy, source, licence } = columnMap;
      yield await toSourceRow(
        {
          file,
          facts: {
            caption: cell(caption),
            label: cell(label),
            modality: cell(modality),
            anatomy: cell(anatomy),
            source: cell(source),
            licence: cell(licence),
            case: cell(columnMap.case),
            partition: cell(columnMap.partition) ?? partition,
          },
        },
        folder,
      );
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("CSV_")) {
      throw new SourceFormatError(`is not a table that can be read from line ${line + 1} on`);
    }
    throw error;
  }
  if (columns === null) throw new SourceEmptyError();
}
