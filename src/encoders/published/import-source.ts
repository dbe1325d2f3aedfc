import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { sha256File } from "../../core/sha256.ts";
import type { CheckpointFile } from "../checkpoints/join-checkpoints.ts";
import type { PublishedCard } from "./card.ts";
import { ImportSourceError } from "./errors.ts";
import type { ImportedModelFile } from "./imported-model.ts";
import { findOnnxFolder, type OnnxFolder } from "./onnx-folder.ts";

/** What a model is made of: a checkpoint, or graphs that somebody exported. */
export type ImportSource = {
  readonly checkpoint: ImportedModelFile["checkpoint"];
  /** Folder that may hold the vocabulary. */
  readonly beside: string;
} & (
  | { readonly kind: "checkpoint"; readonly files: readonly [CheckpointFile, ...CheckpointFile[]] }
  | { readonly kind: "onnx"; readonly onnx: OnnxFolder }
);

/** What publishers call their weights. */
const weightNames = [
  "model.safetensors",
  "open_clip_model.safetensors",
  "open_clip_pytorch_model.bin",
  "pytorch_model.bin",
];

/**
 * @param source a file, or a folder that holds it under a known name; of two files either one, the other beside it
 * @throws {ImportSourceError} when there is none, or its checksum is not the card's
 */
export async function readImportSource(source: string, card: PublishedCard): Promise<ImportSource> {
  const onnx = await findOnnxFolder(source, card.architecture?.text !== null);
  if (onnx) {
    const checkpoint = await checkedFile(join(onnx.folder, onnx.image.graph), null);
    return { kind: "onnx", onnx, checkpoint, beside: source };
  }
  const given = await stat(source).catch((cause: unknown) => {
    throw new ImportSourceError("cannot be read", "Give the checkpoint, or the folder that holds it.", { cause });
  });
  const { weights, textWeights } = card;
  if (textWeights) return readTwoFiles({ source, isFolder: given.isDirectory() }, { weights, textWeights });
  const path = given.isDirectory() ? await findWeights(source, weights.name) : source;
  return {
    kind: "checkpoint",
    files: [{ path, prefix: weights.prefix }],
    checkpoint: await checkedFile(path, weights.sha256),
    beside: dirname(path),
  };
}

type Weights = PublishedCard["weights"];

/** A file that is given is that of the image side, unless it has the name of the other. */
async function readTwoFiles(
  { source, isFolder }: { readonly source: string; readonly isFolder: boolean },
  { weights, textWeights }: { readonly weights: Weights; readonly textWeights: Weights },
): Promise<ImportSource> {
  const beside = isFolder ? source : dirname(source);
  const there = await readdir(beside);
  const place = ({ name }: Weights) => {
    const wanted = basename(name);
    if (there.includes(wanted)) return join(beside, wanted);
    throw new ImportSourceError(
      `lacks ${wanted}, one of the two files that the model is published in`,
      `Put ${basename(weights.name)} and ${basename(textWeights.name)} into one folder and give that.`,
    );
  };
  const isImage = !isFolder && basename(source) !== basename(textWeights.name);
  const paths = { image: isImage ? source : place(weights), text: place(textWeights) };
  const [image, { verified, ...text }] = await Promise.all([
    checkedFile(paths.image, weights.sha256),
    checkedFile(paths.text, textWeights.sha256),
  ]);
  return {
    kind: "checkpoint",
    files: [
      { path: paths.image, prefix: weights.prefix },
      { path: paths.text, prefix: textWeights.prefix },
    ],
    checkpoint: { ...image, text, verified: image.verified && verified },
    beside,
  };
}

async function findWeights(folder: string, wanted: string): Promise<string> {
  const there = await readdir(folder);
  const name = [basename(wanted), ...weightNames].find((each) => there.includes(each));
  if (name === undefined)
    throw new ImportSourceError(
      "holds no weights by a name that is known",
      `Give the file itself; the card expects ${basename(wanted)}.`,
    );
  return join(folder, name);
}

/** @param known the checksum that it must have; null: any @throws {ImportSourceError} */
export async function checkedFile(path: string, known: string | null): Promise<ImportedModelFile["checkpoint"]> {
  const [sha256, { size }] = await Promise.all([sha256File(path), stat(path)]);
  if (known !== null && known !== sha256)
    throw new ImportSourceError(
      "is another file than the card was made for",
      "Download it again, from where the card says.",
    );
  return { name: basename(path), sha256, sizeBytes: size, verified: known !== null };
}
