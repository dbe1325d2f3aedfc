import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError, isMissing } from "../core/errors.ts";
import type { EncoderId } from "../encoders/contract.ts";
import { LibraryUnknownError } from "../retrieval/errors.ts";
import type { Libraries, Library } from "../retrieval/library.ts";

export interface LibrarySummary {
  readonly name: string;
  readonly pairs: number | null;
  readonly encoder: EncoderId | null;
  readonly createdAt: string | null;
  /** Why it cannot be used, where it cannot. */
  readonly problem?: string;
}

export interface LibraryDetails {
  readonly name: string;
  readonly encoder: EncoderId;
  readonly dimensions: number;
  readonly createdAt: string;
  readonly pairs: number;
  readonly withText: number;
  readonly cases: number;
  readonly sizeBytes: number;
  readonly sources: readonly { readonly value: string | null; readonly pairs: number }[];
  readonly modalities: readonly { readonly value: string | null; readonly pairs: number }[];
  readonly labels: readonly { readonly value: string | null; readonly pairs: number }[];
}

export async function listLibraries(libraries: Libraries): Promise<readonly LibrarySummary[]> {
  const summaries = await Promise.all(
    (await libraries.names()).map(async (name): Promise<LibrarySummary | null> => {
      try {
        await using library = await libraries.open(name);
        const { encoder, createdAt } = library.manifest;
        return { name, pairs: await library.pairs.count(), encoder, createdAt };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error instanceof LibraryUnknownError) return null; // deleted meanwhile
        return { name, pairs: null, encoder: null, createdAt: null, problem: error.code };
      }
    }),
  );
  return summaries.filter((summary) => summary !== null);
}

export async function describeLibrary({ manifest, pairs, folder }: Library): Promise<LibraryDetails> {
  const { name, encoder, dimensions, createdAt } = manifest;
  const [count, withText, sources, modalities, labels, cases, sizeBytes] = await Promise.all([
    pairs.count(),
    pairs.count("text IS NOT NULL"),
    pairs.countBy("source"),
    pairs.countBy("modality"),
    pairs.countBy("label"),
    pairs.countBy("case"),
    folderBytes(folder),
  ]);
  return {
    name,
    encoder,
    dimensions,
    createdAt,
    pairs: count,
    withText,
    cases: cases.length,
    sizeBytes,
    sources,
    modalities,
    labels,
  };
}

/** Bytes of all files below a folder. */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return []; // a library that is being deleted: its pairs say so
    throw error;
  });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => stat(join(parentPath, name)).then(({ size }) => size, noneOfAGoneFile)),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A library that is being written replaces its files. */
function noneOfAGoneFile(error: unknown): number {
  if (isMissing(error)) return 0;
  throw error;
}
