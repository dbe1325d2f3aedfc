import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { sha256File } from "../../core/sha256.ts";
import type { PublishedCard } from "./card.ts";
import { ImportSourceError } from "./errors.ts";
import type { ImportedModelFile } from "./imported-model.ts";
import { findOnnxFolder, type OnnxFolder } from "./onnx-folder.ts";

/** What a model is made of: a checkpoint, or graphs that somebody exported. */
export type ImportSource = {
  readonly checkpoint: ImportedModelFile["checkpoint"];
  /** Folder that may hold the vocabulary. */
  readonly beside: string;
} & ({ readonly kind: "checkpoint"; readonly path: string } | { readonly kind: "onnx"; readonly onnx: OnnxFolder });

/** What publishers call their weights. */
const weightNames = [
  "model.safetensors",
  "open_clip_model.safetensors",
  "open_clip_pytorch_model.bin",
  "pytorch_model.bin",
];

/**
 * @param source a file, or a folder that holds it under a known name
 * @throws {ImportSourceError} when there is none, or its checksum is not the card's
 */
export async function readImportSource(
  source: string,
  { weights, architecture }: PublishedCard,
): Promise<ImportSource> {
  const onnx = await findOnnxFolder(source, architecture?.text !== null);
  if (onnx) {
    const checkpoint = await checkedFile(join(onnx.folder, onnx.image.graph), null);
    return { kind: "onnx", onnx, checkpoint, beside: source };
  }
  const path = await findFile(source, weights.name);
  return { kind: "checkpoint", path, checkpoint: await checkedFile(path, weights.sha256), beside: dirname(path) };
}

async function findFile(source: string, wanted: string): Promise<string> {
  const facts = await stat(source).catch((cause: unknown) => {
    throw new ImportSourceError("cannot be read", "Give the checkpoint, or the folder that holds it.", { cause });
  });
  if (!facts.isDirectory()) return source;
  const there = await readdir(source);
  const name = [basename(wanted), ...weightNames].find((each) => there.includes(each));
  if (name === undefined)
    throw new ImportSourceError(
      "holds no weights by a name that is known",
      `Give the file itself; the card expects ${basename(wanted)}.`,
    );
  return join(source, name);
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
