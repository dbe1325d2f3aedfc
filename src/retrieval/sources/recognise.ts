import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { SourceFormat } from "../contract.ts";
import { SourceEmptyError, SourceFormatError, SourceNotFoundError } from "./errors.ts";
import { folderShape, splitNames } from "./folder-source.ts";
import type { SourcePart } from "./source-folder.ts";

/** A source whose format is known. */
export type KnownSource =
  | { readonly kind: "manifest" | "imagefolder" | "csv"; readonly parts: readonly SourcePart[] }
  | { readonly kind: "classes" | "images" | "image"; readonly path: string };

/**
 * What a source is: what it is said to be, where it can be that; for `auto` the first that fits of a manifest, a Hugging Face image
 * folder, a table, class folders, images.
 * @throws {SourceNotFoundError | SourceEmptyError | SourceFormatError}
 */
export async function recognise(path: string, format: SourceFormat): Promise<KnownSource> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new SourceNotFoundError();
  const source = found.isDirectory() ? await recogniseFolder(path, format) : recogniseFile(path, format);
  const is = source.kind === "image" ? "images" : source.kind;
  if (format !== "auto" && format !== is) throw new SourceFormatError(`looks like ${is}, not ${format}`);
  return source;
}

const metadataNames: readonly string[] = ["metadata.jsonl", "metadata.csv"];

function recogniseFile(path: string, format: SourceFormat): KnownSource {
  const parts = [{ path, base: dirname(path), partition: null }];
  const ending = extname(path).toLowerCase();
  if (metadataNames.includes(basename(path)) && (format === "auto" || format === "imagefolder"))
    return { kind: "imagefolder", parts };
  if (ending === ".jsonl") return { kind: "manifest", parts };
  return ending === ".csv" || ending === ".tsv" ? { kind: "csv", parts } : { kind: "image", path };
}

async function recogniseFolder(path: string, format: SourceFormat): Promise<KnownSource> {
  const names = await fileNames(path);
  const wants = (kind: SourceFormat) => format === "auto" || format === kind;
  const part = (name: string) => ({ path: join(path, name), base: path, partition: null });
  if (wants("manifest") && names.includes("manifest.jsonl")) {
    return { kind: "manifest", parts: [part("manifest.jsonl")] };
  }
  if (wants("imagefolder")) {
    const parts = await metadataFiles(path);
    if (parts.length > 0) return { kind: "imagefolder", parts };
  }
  if (wants("csv")) {
    const tables = names.filter((name) => /\.(csv|tsv)$/i.test(name));
    if (tables.length > 1) throw new SourceFormatError(`holds ${tables.length} tables`);
    if (tables.length === 1) return { kind: "csv", parts: tables.map(part) };
  }
  const shape = await folderShape(path);
  if (shape === "empty") throw new SourceEmptyError();
  if (format === "images" || format === "classes") return { kind: format, path };
  return { kind: shape, path };
}

/** `metadata.jsonl` or `metadata.csv` of a Hugging Face image folder, in it or in its folders of splits. */
async function metadataFiles(base: string): Promise<readonly SourcePart[]> {
  const entries = await readdir(base, { withFileTypes: true });
  const splits = entries.filter((each) => each.isDirectory() && splitNames.includes(each.name.toLowerCase()));
  const folders: readonly { readonly folder: string; readonly partition: string | null }[] = [
    { folder: base, partition: null },
    ...splits
      .map(({ name }) => name)
      .sort()
      .map((name) => ({ folder: join(base, name), partition: name })),
  ];
  const found = await Promise.all(
    folders.map(async ({ folder, partition }) => {
      const inside = await fileNames(folder);
      const file = metadataNames.find((name) => inside.includes(name));
      return file === undefined ? [] : [{ path: join(folder, file), base, partition }];
    }),
  );
  return found.flat();
}

/** Names of what a folder holds and is not a folder itself. */
async function fileNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith(".")).map(({ name }) => name);
}
