import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SourceRow } from "../contract.ts";
import { openFolder, type RawRow, toSourceRow } from "./source-row.ts";

/**
 * Endings of files that a folder walk takes for scans. Formats that are not read yet are among them: they are refused by name, not
 * passed over in silence.
 */
const scanEnding = /\.(png|jpe?g|tiff?|webp|gif|bmp|heic|dcm|dicom|nii|nii\.gz|svs|ndpi|mrxs|jp2)$/i;

/** Names of folders that say a split, not a class. */
export const splitNames: readonly string[] = [
  "train",
  "training",
  "val",
  "valid",
  "validation",
  "dev",
  "test",
  "testing",
  "calibration",
];

/** Every scan file below a folder, in order of name; links are not followed. Paths are relative to it. */
export async function* walkScans(folder: string, below = ""): AsyncGenerator<string> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walkScans(folder, path);
    else if (entry.isFile() && scanEnding.test(entry.name)) yield path;
  }
}

/** A folder of class folders, at once or below folders named for splits: the class folder's name is the label. */
export async function* readClassSource(path: string): AsyncGenerator<SourceRow> {
  const folder = await openFolder(path);
  for await (const file of walkScans(folder.path)) {
    const parents = file.split("/").slice(0, -1);
    const partition = splitNames.includes(parents[0]?.toLowerCase() ?? "") ? parents[0] : null;
    const label = (partition === null ? parents[0] : parents[1]) ?? null;
    yield await toSourceRow({ file, facts: { ...noFacts, label, partition } }, folder);
  }
}

/** A folder of images without any text. */
export async function* readImageSource(path: string): AsyncGenerator<SourceRow> {
  const folder = await openFolder(path);
  for await (const file of walkScans(folder.path)) yield await toSourceRow({ file, facts: noFacts }, folder);
}

/** One image file. */
export async function* readSingleImage(path: string): AsyncGenerator<SourceRow> {
  yield await toSourceRow({ file: basename(path), facts: noFacts }, await openFolder(join(path, "..")));
}

const noFacts: RawRow["facts"] = {
  caption: null,
  label: null,
  modality: null,
  anatomy: null,
  source: null,
  licence: null,
  case: null,
  partition: null,
};
