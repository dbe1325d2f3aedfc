import { AppError, DiskFullError, isDiskFull } from "../../core/errors.ts";
import { inBatches, mapConcurrent } from "../../core/pipeline.ts";
import { createProgressMeter, type Progress } from "../../core/progress.ts";
import { chosenOf, type Encoding } from "../../encoders/encoding.ts";
import { knownKind } from "../../encoders/known-kind.ts";
import type { RgbImage } from "../../imaging/contract.ts";
import type { SourceRow } from "../contract.ts";
import type { Library } from "../library.ts";
import type { PairRow } from "../pair-rows.ts";
import { type FailedRow, type PairWithoutKind, type PictureReader, readRow } from "./prepare-row.ts";
import { createTextVectors } from "./text-vectors.ts";

export interface IngestOptions {
  readonly reader: PictureReader;
  /** Rows in all, for the time left; null while nobody has counted. */
  readonly total: number | null;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told after every commit how many pairs this run has put into the library. */
  readonly onCommit?: ((pairs: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export interface IngestCounts {
  readonly added: number;
  readonly duplicates: number;
  readonly updated: number;
  readonly failed: readonly FailedRow[];
  /** Control, bidi and other hidden characters that were taken out of texts. */
  readonly strippedCharacters: number;
}

/** Files that are read, decoded and turned into views ahead of the tower. */
const filesAhead = 4;
/** Images of one encoder call; two calls are under way, so that the tower does not wait for a decode. */
const encodeBatch = 4;
const encodesAhead = 2;
/** Pairs of one commit, or the pairs of so many milliseconds: what a kill can cost. */
const commitPairs = 256;
const commitMs = 5_000;

/** A row whose fate is known, in the order of the source. */
type SettledRow = { readonly kind: "failed" } | { readonly kind: "duplicates" } | FreshRow;

interface FreshRow {
  readonly kind: "added" | "updated";
  readonly pair: PairWithoutKind;
  readonly factsHash: string;
  readonly image: RgbImage;
  readonly view: Uint8Array;
}

/**
 * Takes rows into a library opened for writing. Every commit is whole; what was committed stays, whatever happens later,
 * and is recognised when the same source is ingested again.
 * @throws {DiskFullError} and an abort as it is, after committing what was ready.
 */
export async function ingest(
  rows: AsyncIterable<SourceRow>,
  library: Library,
  encoding: Encoding,
  options: IngestOptions,
): Promise<IngestCounts> {
  const { reader, signal, now } = options;
  const counts = { added: 0, duplicates: 0, updated: 0, strippedCharacters: 0 };
  const failed: FailedRow[] = [];
  const stored = await library.pairs.factsHashes();
  const { encoder } = encoding;
  const chosen = chosenOf(encoding);
  const textVectors = chosen.hasText ? createTextVectors(chosen.text) : null;

  async function* taken(): AsyncGenerator<SourceRow> {
    try {
      for await (const row of rows) {
        if (signal?.aborted) return;
        yield row;
      }
    } catch (error) {
      if (!signal?.aborted) throw error; // a source that stops too: what it gave is committed
    }
  }
  const read = async (row: SourceRow) => ({
    row,
    read: await readRow(row, reader, (id, factsHash) => stored.get(id) === factsHash),
  });

  /** Decides in the order of the source, so that of two rows with the same image the later one wins. */
  async function* settled(): AsyncGenerator<SettledRow> {
    for await (const { row, read: first } of mapConcurrent(taken(), filesAhead, read)) {
      let found = first;
      if (row.kind === "pair") counts.strippedCharacters += row.strippedCharacters;
      // Stored when the file was read, but replaced by a row in between: its picture is needed after all.
      if (found.kind === "read" && !found.picture && stored.get(found.pair.id) !== found.factsHash)
        found = await readRow(row, reader, () => false);
      if (found.kind === "failed") {
        failed.push(found.failed);
        yield { kind: "failed" };
        continue;
      }
      const known = stored.get(found.pair.id);
      if (known === found.factsHash || !found.picture) {
        yield { kind: "duplicates" };
        continue;
      }
      stored.set(found.pair.id, found.factsHash);
      const { pair, factsHash, picture } = found;
      yield { kind: known === undefined ? "added" : "updated", pair, factsHash, ...picture };
    }
  }

  const encode = async (batch: readonly SettledRow[]) => {
    const fresh = batch.filter((row): row is FreshRow => row.kind === "added" || row.kind === "updated");
    const images = fresh.length === 0 ? [] : await chosen.image.encode(fresh.map(({ image }) => image));
    const known =
      chosen.id === encoder.id || fresh.length === 0
        ? images
        : await encoder.image.encode(fresh.map(({ image }) => image));
    const encoded = await Promise.all(
      fresh.map(async ({ pair, factsHash, view }, i): Promise<PairRow> => {
        const { embedding } = images[i];
        const kind = await knownKind(known[i].features, encoding);
        const textVector = pair.text === null || textVectors === null ? null : await textVectors(pair.text);
        return { pair: { ...pair, kind }, factsHash, view, imageVector: embedding.values, textVector };
      }),
    );
    return { batch, encoded };
  };

  const meter = createProgressMeter("images", options.total, now);
  let pending: PairRow[] = [];
  const committed = new Set<string>();
  let lastCommit = now();
  let done = 0;
  const commit = async () => {
    await library.pairs.put(lastOfEach(pending));
    for (const { pair } of pending) committed.add(pair.id);
    pending = [];
    lastCommit = now();
    options.onCommit?.(committed.size);
  };
  try {
    for await (const { batch, encoded } of mapConcurrent(inBatches(settled(), encodeBatch), encodesAhead, encode)) {
      pending.push(...encoded);
      for (const { kind } of batch) if (kind !== "failed") counts[kind]++;
      done += batch.length;
      if (pending.length >= commitPairs || now() - lastCommit > commitMs) await commit();
      options.onProgress?.(meter(done));
    }
    await commit();
    signal?.throwIfAborted();
    if (counts.added + counts.updated > 0) await library.pairs.compact();
  } catch (cause) {
    if (cause instanceof AppError || !isDiskFull(cause)) throw cause;
    throw new DiskFullError({ cause });
  }
  return { ...counts, failed };
}

/** One row per id, the last one given: a commit must not hold an id twice. */
function lastOfEach(rows: readonly PairRow[]): readonly PairRow[] {
  return [...new Map(rows.map((row) => [row.pair.id, row])).values()];
}
