import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { SourceRow } from "../contract.ts";
import { openFolder } from "./source-folder.ts";
import { type RawRow, toSourceRow } from "./source-row.ts";

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

/**
 * Every scan file below a folder, in order of name. Paths are relative to it. A link to a file is among them, so that one leading
 * out is refused by name; links to folders are not followed.
 */
export async function* walkScans(folder: string, below = ""): AsyncGenerator<string> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walkScans(folder, path);
    else if ((entry.isFile() || entry.isSymbolicLink()) && scanEnding.test(entry.name)) yield path;
  }
}

/** A folder of class folders, at once or below folders named for splits: the class folder's name is the label. */
export async function* readClassSource(path: string): AsyncGenerator<SourceRow> {
  const folder = await openFolder(path);
  for await (const file of walkScans(folder.path)) {
    const { partition, classes } = classPath(file);
    yield await toSourceRow({ file, facts: { ...noFacts, label: classes[0] ?? null, partition } }, folder);
  }
}

/** The folders of a scan's path: a split, where the first is named for one, then the class and what is below it. */
function classPath(file: string): { readonly partition: string | null; readonly classes: readonly string[] } {
  const [first, ...below] = file.split("/").slice(0, -1);
  if (first === undefined) return { partition: null, classes: [] };
  return splitNames.includes(first.toLowerCase())
    ? { partition: first, classes: below }
    : { partition: null, classes: [first, ...below] };
}

/** Folders that say what kind of file is in them, not which class. */
const plainNames: readonly string[] = ["images", "image", "img", "imgs", "masks", "mask", "dicom", "data", "files"];

/**
 * What the scans below a folder look like. Class folders are two or more, and nothing but scans stands in them: a label that is the
 * name of a patient's or a series' folder would be a wrong fact about each image.
 */
export async function folderShape(path: string): Promise<"empty" | "classes" | "images"> {
  const names = new Set<string>();
  let scans = 0;
  for await (const file of walkScans(path)) {
    scans++;
    const { classes } = classPath(file);
    const name = classes[0];
    if (name === undefined || classes.length > 1 || plainNames.includes(name.toLowerCase())) return "images";
    names.add(name);
  }
  return scans === 0 ? "empty" : names.size > 1 ? "classes" : "images";
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
