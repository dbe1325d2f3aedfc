import { extname } from "node:path";
import { AppError } from "../../core/errors.ts";
import type { SourceFormat, SourceRow } from "../contract.ts";
import type { ColumnMap } from "./column-map.ts";
import { readCsvSource } from "./csv-source.ts";
import { SourceEmptyError, SourceUnreadableError } from "./errors.ts";
import { readClassSource, readImageSource, readSingleImage } from "./folder-source.ts";
import { readManifestSource } from "./manifest-source.ts";
import { type KnownSource, recognise } from "./recognise.ts";

export interface SourceOptions {
  readonly format: SourceFormat;
  /** Columns of a CSV; absent: guessed from usual names. */
  readonly map?: ColumnMap;
  readonly signal?: AbortSignal;
}

/**
 * The rows of a source, in its order, one at a time.
 * @throws {SourceNotFoundError | SourceEmptyError | SourceFormatError | SourceUnreadableError | ColumnMissingError |
 *   MapInvalidError} none of which names the path; an abort as it is.
 */
export async function* readSource(path: string, { format, map, signal }: SourceOptions): AsyncGenerator<SourceRow> {
  let rows = 0;
  try {
    for await (const row of rowsOf(await recognise(path, format), map)) {
      signal?.throwIfAborted();
      rows++;
      yield row;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof AppError ? error : withoutPath(error);
  }
  if (rows === 0) throw new SourceEmptyError();
}

/** The file system's errors spell the path: only their code is kept. */
function withoutPath(error: unknown): unknown {
  return error instanceof Error && "syscall" in error && "code" in error
    ? new SourceUnreadableError(String(error.code))
    : error;
}

async function* rowsOf(source: KnownSource, map: ColumnMap | undefined): AsyncGenerator<SourceRow> {
  switch (source.kind) {
    case "manifest":
      for (const part of source.parts) yield* readManifestSource(part, "file");
      return;
    case "imagefolder":
      for (const part of source.parts) {
        yield* extname(part.path) === ".jsonl" ? readManifestSource(part, "file_name") : readCsvSource(part, map);
      }
      return;
    case "csv":
      for (const part of source.parts) yield* readCsvSource(part, map);
      return;
    case "classes":
      return yield* readClassSource(source.path);
    case "images":
      return yield* readImageSource(source.path);
    case "image":
      return yield* readSingleImage(source.path);
    default:
      return source satisfies never;
  }
}
