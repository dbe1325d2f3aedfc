import { copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DiskFullError, isDiskFull, isMissing } from "../../core/errors.ts";
import { sha256File } from "../../core/sha256.ts";
import { removeLeftovers, stagingName } from "../../core/staging.ts";
import { writeWhole } from "../../core/write-whole.ts";
import { needsFullContext } from "../architectures/clip-text.ts";
import type { ArchitectureSpec } from "../architectures/spec.ts";
import { patchesAreEmbedded } from "../architectures/vit-pooling.ts";
import { type WrittenTower, type WrittenTowers, writeTowers } from "../architectures/write-towers.ts";
import { openCheckpoint } from "../checkpoints/open-checkpoint.ts";
import type { PublishedCard } from "./card.ts";
import { ImportSourceError, ModelNotBuiltError } from "./errors.ts";
import { type ImportedModel, type ImportedModelFile, importedEncoderId, importedModelFile } from "./imported-model.ts";

export interface ImportModelRequest {
  /** The checkpoint, or the folder that it was downloaded to. */
  readonly source: string;
  readonly card: PublishedCard;
  /** `<home>/models` */
  readonly folder: string;
  /** Vocabularies that the program brings along. */
  readonly vocabularies: string;
  readonly producer: string;
  readonly clock: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of weights: written so far, and in all. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * Builds a model's graphs from its published checkpoint and keeps them in the home, whole or not at all; one of the same id is replaced.
 * @throws {ModelNotBuiltError | ImportSourceError | CheckpointError | WeightsMismatchError | DiskFullError}
 */
export async function importModel(request: ImportModelRequest): Promise<ImportedModel> {
  const { source, card, folder, signal } = request;
  const { architecture } = card;
  if (!architecture) throw new ModelNotBuiltError(card.name, card.notBuilt ?? "a network of another kind");
  const weights = await findFile(source, card.weights.name, weightNames);
  const checkpoint = await checkFile(weights, card.weights.sha256);
  signal?.throwIfAborted();
  try {
    await mkdir(folder, { recursive: true });
    await removeLeftovers(folder);
    const staging = join(folder, stagingName());
    await mkdir(staging);
    try {
      await using opened = await openCheckpoint(weights);
      const towers = await writeTowers(opened, architecture, { ...request, folder: staging });
      const vocabularies = await copyFiles(request, weights, staging);
      const model = recordOf(request, towers, { architecture, vocabularies, checkpoint });
      await writeWhole(join(staging, importedModelFile), `${JSON.stringify(model, null, 2)}\n`);
      const place = join(folder, card.id);
      await replaceFolder(staging, place);
      return { folder: place, model, encoderId: importedEncoderId(model) };
    } catch (error) {
      await rm(staging, { recursive: true, force: true });
      throw error;
    }
  } catch (cause) {
    throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
  }
}

type Files = ImportedModelFile["files"];

function recordOf(
  { card, clock }: ImportModelRequest,
  towers: WrittenTowers,
  more: {
    readonly architecture: ArchitectureSpec;
    readonly vocabularies: Files;
    readonly checkpoint: ImportedModelFile["checkpoint"];
  },
): ImportedModelFile {
  const { image, text } = more.architecture;
  const names = ({ graph, weights }: WrittenTower) => ({ graph: graph.name, weights: weights.name });
  const written = [towers.image, ...(towers.text ? [towers.text] : [])].flatMap(({ graph, weights }) => [
    graph,
    weights,
  ]);
  return {
    format: 1,
    card,
    checkpoint: more.checkpoint,
    importedAt: clock().toISOString(),
    dimensions: towers.dimensions,
    logits: towers.logits,
    image: { ...names(towers.image), patches: patchesAreEmbedded(image) },
    text: towers.text && text ? { ...names(towers.text), fullContext: needsFullContext(text) } : null,
    files: {
      ...Object.fromEntries(written.map(({ name, sha256, bytes }) => [name, { sha256, sizeBytes: bytes }])),
      ...more.vocabularies,
    },
  };
}

/** What publishers call their weights. */
const weightNames = [
  "model.safetensors",
  "open_clip_model.safetensors",
  "open_clip_pytorch_model.bin",
  "pytorch_model.bin",
];

/** The file itself, or the one of those names in a folder. @throws {ImportSourceError} */
async function findFile(source: string, wanted: string, others: readonly string[]): Promise<string> {
  const facts = await stat(source).catch((cause: unknown) => {
    throw new ImportSourceError("cannot be read", "Give the checkpoint, or the folder that holds it.", { cause });
  });
  if (!facts.isDirectory()) return source;
  const there = await readdir(source);
  const name = [basename(wanted), ...others].find((each) => there.includes(each));
  if (name === undefined)
    throw new ImportSourceError(
      "holds no weights by a name that is known",
      `Give the file itself; the card expects ${basename(wanted)}.`,
    );
  return join(source, name);
}

/** @throws {ImportSourceError} when the card knows another checksum */
async function checkFile(path: string, known: string | null): Promise<ImportedModelFile["checkpoint"]> {
  const [sha256, { size }] = await Promise.all([sha256File(path), stat(path)]);
  if (known !== null && known !== sha256)
    throw new ImportSourceError(
      "is another file than the card was made for",
      "Download it again, from where the card says.",
    );
  return { name: basename(path), sha256, sizeBytes: size, verified: known !== null };
}

/** The vocabulary and the like, from beside the weights or from the program. @throws {ImportSourceError} */
async function copyFiles({ card, vocabularies }: ImportModelRequest, weights: string, staging: string): Promise<Files> {
  const copied: Files = {};
  for (const { name, sha256 } of card.files) {
    const file = basename(name);
    const to = join(staging, file);
    const found = await firstCopied([join(dirname(weights), file), join(vocabularies, file)], to);
    if (!found)
      throw new ImportSourceError(
        `lacks ${file}, which the model's tokenizer needs`,
        "Put it beside the weights: the card says where it is from.",
      );
    const { sha256: actual, sizeBytes } = await checkFile(to, sha256);
    copied[file] = { sha256: actual, sizeBytes };
  }
  return copied;
}

async function firstCopied(sources: readonly string[], to: string): Promise<boolean> {
  for (const source of sources) {
    try {
      await copyFile(source, to);
      return true;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return false;
}

/** Puts a folder in the place of another, which is away only in between. */
async function replaceFolder(staging: string, place: string): Promise<void> {
  const gone = join(dirname(place), stagingName());
  const had = await rename(place, gone).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
  await rename(staging, place);
  if (had) await rm(gone, { recursive: true, force: true });
}
