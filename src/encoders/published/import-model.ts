import { copyFile, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DiskFullError, isDiskFull } from "../../core/errors.ts";
import { faultInWords, fileFault } from "../../core/file-fault.ts";
import { removeLeftovers, stagingName } from "../../core/staging.ts";
import { writeWhole } from "../../core/write-whole.ts";
import type { InferenceEngine } from "../../inference/contract.ts";
import { needsFullContext } from "../architectures/clip-text.ts";
import { patchesAreEmbedded } from "../architectures/image-tower.ts";
import type { ArchitectureSpec } from "../architectures/spec.ts";
import { type WrittenTower, writeTowers } from "../architectures/write-towers.ts";
import { openCheckpoints } from "../checkpoints/join-checkpoints.ts";
import { createTextTokenizer } from "../tokenizers/create-text-tokenizer.ts";
import { VocabularyError } from "../tokenizers/errors.ts";
import type { PublishedCard } from "./card.ts";
import { ImportSourceError, ModelNotBuiltError, VocabularyFileError } from "./errors.ts";
import { demandSamePreprocess } from "./exported-preprocess.ts";
import { makeHomeFolder } from "./home-folder.ts";
import { checkedFile, type ImportSource, readImportSource } from "./import-source.ts";
import { type ImportedModel, type ImportedModelFile, importedEncoderId, importedModelFile } from "./imported-model.ts";
import { type OnnxFolder, type OnnxTower, towerFiles } from "./onnx-folder.ts";
import { replaceFolder } from "./replace-folder.ts";
import { tryGraphs } from "./try-graphs.ts";

export interface ImportModelRequest {
  /** The checkpoint, or the folder that it was downloaded to; of a model in two files the folder, or either of them. */
  readonly source: string;
  readonly card: PublishedCard;
  /** `<home>/models` */
  readonly folder: string;
  /** Vocabularies that the program brings along. */
  readonly vocabularies: string;
  readonly producer: string;
  readonly clock: () => Date;
  /** Runs graphs that somebody exported before they are kept; disposed of afterwards. */
  readonly createEngine: () => InferenceEngine;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of weights: written so far, and in all. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * Builds a model's graphs from its published checkpoint, or takes graphs that somebody exported (the layout of transformers.js), and keeps
 * them in the home, whole or not at all; one of the same id is replaced.
 * @throws {ModelNotBuiltError | ImportSourceError | CheckpointError | WeightsMismatchError | DiskFullError}
 */
export async function importModel(request: ImportModelRequest): Promise<ImportedModel> {
  const { card, folder, signal } = request;
  const { architecture } = card;
  if (!architecture) throw new ModelNotBuiltError(card.name, card.notBuilt ?? "a network of another kind");
  const source = await readImportSource(request.source, card, { signal });
  signal?.throwIfAborted();
  try {
    await makeHomeFolder(folder);
    await removeLeftovers(folder);
    const staging = join(folder, stagingName());
    await makeHomeFolder(staging);
    try {
      const model = await fill(staging, request, { architecture, source });
      await writeWhole(join(staging, importedModelFile), `${JSON.stringify(model, null, 2)}\n`);
      if (source.kind === "onnx") {
        await using engine = request.createEngine();
        await tryGraphs({ folder: staging, model, encoderId: importedEncoderId(model) }, engine);
      }
      signal?.throwIfAborted();
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

/** What a staging folder then holds of the towers. */
interface StagedTowers extends Pick<ImportedModelFile, "dimensions" | "logits" | "files"> {
  readonly image: OnnxTower & { readonly patches: boolean };
  readonly text: OnnxTower | null;
}

/** Puts the vocabularies, which are soon looked at, and the graphs into the staging folder. */
async function fill(
  staging: string,
  request: ImportModelRequest,
  { architecture, source }: { readonly architecture: ArchitectureSpec; readonly source: ImportSource },
): Promise<ImportedModelFile> {
  const { card, clock } = request;
  const vocabularies = await copyVocabularies(request, source.beside, staging);
  if (architecture.text) await demandVocabulary(card, staging);
  const { image, text, dimensions, logits, files } =
    source.kind === "onnx"
      ? await copyTowers(source.onnx, staging, request)
      : await buildTowers(source.files, architecture, { ...request, folder: staging });
  return {
    format: 1,
    card,
    checkpoint: source.checkpoint,
    importedAt: clock().toISOString(),
    dimensions,
    logits,
    image,
    text: text && architecture.text && { ...text, fullContext: needsFullContext(architecture.text) },
    files: { ...files, ...vocabularies },
  };
}

async function buildTowers(
  checkpoints: Extract<ImportSource, { readonly kind: "checkpoint" }>["files"],
  architecture: ArchitectureSpec,
  request: Omit<ImportModelRequest, "source">,
): Promise<StagedTowers> {
  await using checkpoint = await openCheckpoints(checkpoints);
  const { image, text, dimensions, logits } = await writeTowers(checkpoint, architecture, request);
  const names = ({ graph, weights }: WrittenTower) => ({ graph: graph.name, weights: weights.name });
  const written = [image, ...(text ? [text] : [])].flatMap(({ graph, weights }) => [graph, weights]);
  return {
    image: { ...names(image), patches: patchesAreEmbedded(architecture.image) },
    text: text && names(text),
    dimensions,
    logits,
    files: Object.fromEntries(written.map(({ name, sha256, bytes }) => [name, { sha256, sizeBytes: bytes }])),
  };
}

/** Exported graphs give no patches and no scale: what a cosine is multiplied with stands in the checkpoint. */
async function copyTowers(
  { folder, image, text }: OnnxFolder,
  staging: string,
  { card, signal }: ImportModelRequest,
): Promise<StagedTowers> {
  const { dimensions, preprocess } = card;
  if (dimensions === null) throw new ImportSourceError("has a card without dimensions", "State them in the card.");
  if (preprocess) await demandSamePreprocess(dirname(folder), preprocess);
  const files: Files = {};
  for (const name of towerFiles([image, text])) {
    signal?.throwIfAborted();
    if (card.files.some((kept) => basename(kept.name) === name))
      throw new ImportSourceError(
        "has weights under the name of the vocabulary",
        "Export the graphs again, with other names.",
      );
    await copyFile(join(folder, name), join(staging, name));
    const { sha256, sizeBytes } = await checkedFile(join(staging, name), null, { signal });
    files[name] = { sha256, sizeBytes };
  }
  return { image: { ...image, patches: false }, text, dimensions, logits: { scale: null, bias: null }, files };
}

/** The vocabulary and the like, from beside the weights or from the program. @throws {ImportSourceError} */
async function copyVocabularies(
  { card, vocabularies, signal }: ImportModelRequest,
  beside: readonly string[],
  staging: string,
): Promise<Files> {
  const copied: Files = {};
  for (const { name, sha256 } of card.files) {
    const file = basename(name);
    const to = join(staging, file);
    const places = beside.flatMap((folder) => [join(folder, file), join(folder, name)]);
    await copyFile(await firstThere(file, [...places, join(vocabularies, file)]), to);
    const { sha256: actual, sizeBytes } = await checkedFile(to, sha256, { signal });
    copied[file] = { sha256: actual, sizeBytes };
  }
  return copied;
}

/** A page of HTML under the name of a vocabulary is found now and not when a text is asked about. @throws {ImportSourceError} */
async function demandVocabulary({ tokenizer }: PublishedCard, staging: string): Promise<void> {
  if (tokenizer === null) return;
  try {
    createTextTokenizer(tokenizer, await readFile(join(staging, tokenizer.file)));
  } catch (cause) {
    if (!(cause instanceof VocabularyError)) throw cause;
    throw new VocabularyFileError(tokenizer.file, { cause });
  }
}

/** @returns the first place where something is @throws {ImportSourceError} where it cannot be read, or nothing is anywhere */
async function firstThere(file: string, places: readonly string[]): Promise<string> {
  for (const place of places) {
    const fault = await fileFault(place);
    if (fault === null) return place;
    if (fault !== "missing")
      throw new ImportSourceError(
        `has a ${file} that ${faultInWords[fault]}`,
        "Put the vocabulary itself beside the weights, a plain file that you may read.",
      );
  }
  throw new ImportSourceError(
    `lacks ${file}, which the model's tokenizer needs`,
    "Put it beside the weights; it is published with them (`caselens models show ID` says where).",
  );
}
