import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { SourceFormat, SourceRow } from "../contract.ts";
import type { ColumnMap } from "./column-map.ts";
import { readCsvSource } from "./csv-source.ts";
import { SourceEmptyError, SourceFormatError, SourceNotFoundError } from "./errors.ts";
import { readClassSource, readImageSource, readSingleImage, splitNames, walkScans } from "./folder-source.ts";
import { readManifestSource } from "./manifest-source.ts";

export interface SourceOptions {
  readonly format: SourceFormat;
  /** Columns of a CSV; absent: guessed from usual names. */
  readonly map?: ColumnMap;
  readonly signal?: AbortSignal;
}

/** A source whose format is known; `parts` are its files, each with the split that its folder names. */
type KnownSource =
  | {
      readonly kind: "manifest" | "imagefolder" | "csv";
      readonly parts: readonly { readonly path: string; readonly partition: string | null }[];
    }
  | { readonly kind: "classes" | "images" | "image"; readonly path: string };

/**
 * The rows of a source, in its order, one at a time.
 * @throws {SourceNotFoundError | SourceEmptyError | SourceFormatError | ColumnMissingError}
 */
export async function* readSource(path: string, { format, map, signal }: SourceOptions): AsyncGenerator<SourceRow> {
  for await (const row of rowsOf(await recognise(path, format), map)) {
    signal?.throwIfAborted();
    yield row;
  }
}

async function* rowsOf(source: KnownSource, map: ColumnMap | undefined): AsyncGenerator<SourceRow> {
  switch (source.kind) {
    case "manifest":
      for (const { path, partition } of source.parts) yield* readManifestSource(path, "file", partition);
      return;
    case "imagefolder":
      for (const { path, partition } of source.parts) {
        yield* extname(path) === ".jsonl"
          ? readManifestSource(path, "file_name", partition)
          : readCsvSource(path, map, partition);
      }
      return;
    case "csv":
      for (const { path, partition } of source.parts) yield* readCsvSource(path, map, partition);
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

async function recognise(path: string, format: SourceFormat): Promise<KnownSource> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new SourceNotFoundError();
  const source = found.isDirectory() ? await recogniseFolder(path, format) : recogniseFile(path);
  const is = source.kind === "image" ? "images" : source.kind;
  if (format !== "auto" && format !== is) throw new SourceFormatError(`looks like ${is}, not ${format}`);
  return source;
}

function recogniseFile(path: string): KnownSource {
  const parts = [{ path, partition: null }];
  switch (extname(path).toLowerCase()) {
    case ".jsonl":
      return { kind: path.endsWith("metadata.jsonl") ? "imagefolder" : "manifest", parts };
    case ".csv":
    case ".tsv":
      return { kind: "csv", parts };
    default:
      return { kind: "image", path };
  }
}

async function recogniseFolder(path: string, format: SourceFormat): Promise<KnownSource> {
  const names = await readdir(path);
  const wants = (kind: SourceFormat) => format === "auto" || format === kind;
  if (wants("manifest") && names.includes("manifest.jsonl")) {
    return { kind: "manifest", parts: [{ path: join(path, "manifest.jsonl"), partition: null }] };
  }
  if (wants("imagefolder")) {
    const parts = await metadataFiles(path, names);
    if (parts.length > 0) return { kind: "imagefolder", parts };
  }
  if (wants("csv")) {
    const tables = names.filter((name) => /\.(csv|tsv)$/i.test(name)).sort();
    if (tables.length > 1) throw new SourceFormatError(`holds ${tables.length} tables`);
    if (tables.length === 1) return { kind: "csv", parts: [{ path: join(path, tables[0]), partition: null }] };
  }
  let top = false;
  let below = false;
  for await (const file of walkScans(path)) {
    if (file.includes("/")) below = true;
    else top = true;
    if (top && below) break;
  }
  if (!top && !below) throw new SourceEmptyError();
  return { kind: wants("classes") && below && !top ? "classes" : "images", path };
}

/** `metadata.jsonl` or `metadata.csv` of a Hugging Face image folder, in it or in its folders of splits. */
async function metadataFiles(path: string, names: readonly string[]) {
  const splits = names.filter((each) => splitNames.includes(each.toLowerCase())).sort();
  const folders: readonly { readonly folder: string; readonly partition: string | null }[] = [
    { folder: path, partition: null },
    ...splits.map((name) => ({ folder: join(path, name), partition: name })),
  ];
  const found = await Promise.all(
    folders.map(async ({ folder, partition }) => {
      const inside = await readdir(folder).catch(() => []);
      const file = ["metadata.jsonl", "metadata.csv"].find((name) => inside.some((each) => each === name));
      return file === undefined ? [] : [{ path: join(folder, file), partition }];
    }),
  );
  return found.flat();
}
