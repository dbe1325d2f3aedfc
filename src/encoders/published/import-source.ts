import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type FileFault, faultInWords, fileFault } from "../../core/file-fault.ts";
import { type Sha256FileOptions, sha256File } from "../../core/sha256.ts";
import type { CheckpointFile } from "../checkpoints/join-checkpoints.ts";
import type { PublishedCard } from "./card.ts";
import { ImportSourceError } from "./errors.ts";
import { findWeights } from "./find-weights.ts";
import type { ImportedModelFile } from "./imported-model.ts";
import { findOnnxFolder, type OnnxFolder } from "./onnx-folder.ts";
import { demandNoShard, isShardIndex, readShards } from "./weight-shards.ts";

/** What a model is made of: a checkpoint, or graphs that somebody exported. */
export type ImportSource = {
  readonly checkpoint: ImportedModelFile["checkpoint"];
  /** Folders that may hold the vocabulary, the likelier first. */
  readonly beside: readonly string[];
} & (
  | { readonly kind: "checkpoint"; readonly files: readonly [CheckpointFile, ...CheckpointFile[]] }
  | { readonly kind: "onnx"; readonly onnx: OnnxFolder }
);

/**
 * @param source a file, or a folder that holds it under a known name (a folder of the hub's cache too); of two files either one, the other beside it
 * @throws {ImportSourceError} when there is none, it cannot be read, or its checksum is not the card's
 */
export async function readImportSource(
  source: string,
  card: PublishedCard,
  options: Sha256FileOptions = {},
): Promise<ImportSource> {
  const fault = await fileFault(source);
  if (fault !== null && fault !== "folder") throw faultError(fault);
  const { weights, textWeights } = card;
  if (fault === null) {
    demandNoShard(source);
    if (textWeights) return readTwoFiles({ given: source, beside: dirname(source) }, { weights, textWeights }, options);
    return readOneFile(source, [dirname(source)], weights, options);
  }
  const found = await findWeights(source, card);
  if (found.kind === "onnx") return readGraphs(found.folder, card, options);
  if (textWeights) return readTwoFiles({ given: null, beside: found.folder }, { weights, textWeights }, options);
  return readOneFile(found.path, [dirname(found.path), found.folder], weights, options);
}

type Weights = PublishedCard["weights"];

async function readOneFile(
  path: string,
  beside: readonly string[],
  { prefix, sha256 }: Weights,
  options: Sha256FileOptions,
): Promise<ImportSource> {
  const checkpoint = await checkedFile(path, sha256, options);
  if (!isShardIndex(path)) return { kind: "checkpoint", files: [{ path, prefix }], checkpoint, beside };
  const [first, ...rest] = await readShards(path);
  const shards = [];
  for (const shard of [first, ...rest]) {
    const { verified: _, ...facts } = await checkedFile(shard, null, options);
    shards.push(facts);
  }
  const file = (shard: string): CheckpointFile => ({ path: shard, prefix });
  return {
    kind: "checkpoint",
    files: [file(first), ...rest.map(file)],
    checkpoint: { ...checkpoint, shards, verified: false }, // the index names the shards and no checksum of theirs
    beside,
  };
}

/** A file that is given is that of the image side, unless it has the name of the other. */
async function readTwoFiles(
  { given, beside }: { readonly given: string | null; readonly beside: string },
  { weights, textWeights }: { readonly weights: Weights; readonly textWeights: Weights },
  options: Sha256FileOptions,
): Promise<ImportSource> {
  const place = async ({ name }: Weights) => {
    for (const path of [join(beside, name), join(beside, basename(name))])
      if ((await fileFault(path)) !== "missing") return path;
    throw new ImportSourceError(
      `lacks ${basename(name)}, one of the two files that the model is published in`,
      `Put ${basename(weights.name)} and ${basename(textWeights.name)} into one folder and give that.`,
    );
  };
  const isImage = given !== null && basename(given) !== basename(textWeights.name);
  const paths = { image: isImage ? given : await place(weights), text: await place(textWeights) };
  const image = await checkedFile(paths.image, weights.sha256, options);
  const { verified, ...text } = await checkedFile(paths.text, textWeights.sha256, options);
  return {
    kind: "checkpoint",
    files: [
      { path: paths.image, prefix: weights.prefix },
      { path: paths.text, prefix: textWeights.prefix },
    ],
    checkpoint: { ...image, text, verified: image.verified && verified },
    beside: [...new Set([beside, dirname(paths.text)])],
  };
}

/** A card that knows a checksum was made for one file, and takes graphs in its place only where they are that file. */
async function readGraphs(source: string, card: PublishedCard, options: Sha256FileOptions): Promise<ImportSource> {
  const onnx = await findOnnxFolder(source, card.architecture?.text !== null);
  const { weights, textWeights } = card;
  const image = await checkedFile(join(onnx.folder, onnx.image.graph), weights.sha256, options);
  const known = textWeights?.sha256 ?? null;
  const text = onnx.text && (await checkedFile(join(onnx.folder, onnx.text.graph), known, options));
  const { verified, ...facts } = text ?? { verified: true };
  return {
    kind: "onnx",
    onnx,
    checkpoint: {
      ...image,
      ...("name" in facts && { text: facts }),
      // Weights that stand beside a graph have a checksum that no card states.
      verified: image.verified && verified && onnx.image.weights === null && (onnx.text?.weights ?? null) === null,
    },
    beside: [source, onnx.folder],
  };
}

/** @param known the checksum that it must have; null: any @throws {ImportSourceError}; an abort as it is */
export async function checkedFile(
  path: string,
  known: string | null,
  { signal }: Sha256FileOptions = {},
): Promise<Omit<ImportedModelFile["checkpoint"], "text" | "shards">> {
  const fault = await fileFault(path);
  if (fault !== null) throw faultError(fault);
  const [sha256, { size }] = await Promise.all([sha256File(path, { signal }), stat(path)]).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw faultError("unreadable", { cause });
  });
  if (known !== null && known !== sha256)
    throw new ImportSourceError(
      "is another file than the card was made for",
      "Download it again, from where the card says.",
    );
  return { name: basename(path), sha256, sizeBytes: size, verified: known !== null };
}

function faultError(fault: FileFault, options?: ErrorOptions): ImportSourceError {
  return new ImportSourceError(
    faultInWords[fault],
    "Give the checkpoint, a plain file that you may read, or the folder that holds it.",
    options,
  );
}
