import { mkdir, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256File } from "../../core/sha256.ts";
import type { PublishedCard } from "./card.ts";
import { type DownloadOptions, downloadFile } from "./download-file.ts";
import { ModelNotBuiltError, NotOnHubError } from "./errors.ts";

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
  readonly onProgress?: ((file: string, doneBytes: number, totalBytes: number | null) => void) | undefined;
}

/** A file that was downloaded. */
export interface PulledFile {
  readonly name: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Downloads what a model is imported from. A file that is there already is kept, if it is the one that the card knows or the card knows none.
 * @returns the folder and its files
 * @throws {ModelNotBuiltError | NotOnHubError} before anything is asked of a server; the errors of `downloadFile`
 */
export async function pullModel({ card, folder, vocabularies, hub, signal, onProgress }: PullModelRequest) {
  const { source } = card;
  if (card.architecture === null) throw new ModelNotBuiltError(card.name, card.notBuilt ?? "a network of another kind");
  if (source.kind !== "hub") throw new NotOnHubError(card.name, source.url);
  const place = join(folder, card.id);
  await mkdir(place, { recursive: true });
  const brought = await readdir(vocabularies);
  const files: PulledFile[] = [];
  const { weights, textWeights } = card;
  for (const { name, sha256 } of [weights, ...(textWeights ? [textWeights] : []), ...card.files]) {
    if (brought.includes(basename(name))) continue;
    const path = join(place, basename(name));
    const there = await sha256File(path).catch(() => null);
    const url = `${hub.endpoint}/${source.repository}/resolve/${source.revision ?? "main"}/${name}`;
    const report = (doneBytes: number, totalBytes: number | null) =>
      onProgress?.(basename(name), doneBytes, totalBytes);
    const found =
      there !== null && (sha256 === null || sha256 === there)
        ? there
        : await downloadFile(url, { path, sha256, token: hub.token, fetch: hub.fetch, signal, onProgress: report });
    files.push({ name: basename(name), sha256: found, sizeBytes: (await stat(path)).size });
  }
  return { folder: place, files };
}
