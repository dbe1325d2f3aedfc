import { readdir, rm, rmdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileFault } from "../../core/file-fault.ts";
import { lockFile } from "../../core/file-lock.ts";
import { sha256File } from "../../core/sha256.ts";
import { CheckpointError } from "../checkpoints/errors.ts";
import type { PublishedCard } from "./card.ts";
import { type DownloadOptions, downloadFile } from "./download-file.ts";
import { HomeFolderError, ModelNotBuiltError, NotOnHubError, PullRunningError, VocabularyFileError } from "./errors.ts";
import { makeHomeFolder } from "./home-folder.ts";

export interface Hub {
  /** @default "https://huggingface.co" */
  readonly endpoint: string;
  /** For what is given to those who agreed to its terms. */
  readonly token: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

export interface PullModelRequest extends Pick<DownloadOptions, "signal"> {
  readonly card: PublishedCard;
  /** `<home>/downloads`: a folder each. */
  readonly folder: string;
  /** Vocabularies that the program brings along: they are not downloaded. */
  readonly vocabularies: string;
  readonly hub: Hub;
  /** Downloads what is there already, too. @default false */
  readonly again?: boolean | undefined;
  readonly onProgress?: ((file: string, doneBytes: number, totalBytes: number | null) => void) | undefined;
}

/** A file that was downloaded. */
export interface PulledFile {
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What a model can be imported from. */
export interface PulledModel {
  readonly folder: string;
  readonly files: readonly PulledFile[];
}

/**
 * Downloads what a model is imported from. A file that is there already is kept, if it is the one that the card knows or the card knows none.
 * No other process downloads the same model meanwhile.
 * @throws {ModelNotBuiltError | NotOnHubError} before anything is asked of a server; {PullRunningError | HomeFolderError}; the errors of `downloadFile`
 */
export async function pullModel(request: PullModelRequest): Promise<PulledModel> {
  const { card, folder } = request;
  const { source } = card;
  if (card.architecture === null) throw new ModelNotBuiltError(card.name, card.notBuilt ?? "a network of another kind");
  if (source.kind !== "hub") throw new NotOnHubError(card.name, source.url);
  await makeHomeFolder(folder);
  await using _lock = await lockPull(folder, card.id);
  const place = join(folder, card.id);
  await makeHomeFolder(place);
  try {
    const url = (name: string) =>
      `${request.hub.endpoint}/${source.repository}/resolve/${source.revision ?? "main"}/${name}`;
    return { folder: place, files: await download(place, url, request) };
  } finally {
    await rmdir(place).catch(() => undefined); // where nothing came; it stays where anything did
  }
}

async function lockPull(folder: string, id: string): Promise<AsyncDisposable> {
  const lock = await lockFile(join(folder, `.${id}.lock`)).catch((cause: unknown) => {
    throw new HomeFolderError({ cause });
  });
  if (!lock) throw new PullRunningError();
  return lock;
}

type Weights = PublishedCard["weights"] | PublishedCard["files"][number];

function weightsOf({ weights, textWeights }: PublishedCard): readonly Weights[] {
  return textWeights ? [weights, textWeights] : [weights];
}

async function download(
  place: string,
  url: (name: string) => string,
  { card, vocabularies, hub, again = false, signal, onProgress }: PullModelRequest,
): Promise<readonly PulledFile[]> {
  const brought = await readdir(vocabularies);
  const files: PulledFile[] = [];
  for (const { name, sha256 } of [...weightsOf(card), ...card.files]) {
    const file = basename(name);
    if (brought.includes(file)) continue;
    const path = join(place, file);
    const there = again || (await fileFault(path)) !== null ? null : await sha256File(path, { signal });
    const report = (doneBytes: number, totalBytes: number | null) => onProgress?.(file, doneBytes, totalBytes);
    const found =
      there !== null && (sha256 === null || sha256 === there)
        ? there
        : await downloadFile(url(name), {
            path,
            sha256,
            token: hub.token,
            fetch: hub.fetch,
            signal,
            onProgress: report,
          });
    files.push({ name: file, sha256: found, sizeBytes: (await stat(path)).size });
  }
  return files;
}

/**
 * Removes the downloads that an import found damaged, so that the next call brings them anew: all but those of which the card knows
 * the checksum.
 * @param error of the import
 * @param place folder of the downloads
 * @returns the error to tell
 */
export async function removeDamaged(error: unknown, place: string, card: PublishedCard): Promise<unknown> {
  const isDamaged =
    error instanceof CheckpointError
      ? weightsOf(card)
      : error instanceof VocabularyFileError
        ? card.files.filter(({ name }) => basename(name) === error.file)
        : [];
  const unknown = isDamaged.filter(({ sha256 }) => sha256 === null);
  for (const { name } of unknown) await rm(join(place, basename(name)), { force: true });
  await rmdir(place).catch(() => undefined);
  if (!(error instanceof CheckpointError) || unknown.length === 0) return error;
  return new CheckpointError(error.reason, `that was downloaded ${error.found}; it was removed`, {
    remedy: `Run the same command again: it downloads anew. If that ends so too, the publisher's file is like this: ${error.remedy}`,
    cause: error,
  });
}
