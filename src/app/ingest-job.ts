import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Progress } from "../core/progress.ts";
import { writeWhole } from "../core/write-whole.ts";
import type { EncoderId } from "../encoders/contract.ts";
import { chosenOf, type Encoding } from "../encoders/encoding.ts";
import { decodeScanBytes } from "../imaging/decode.ts";
import { readScan } from "../imaging/read-scan.ts";
import { encodeView } from "../imaging/view.ts";
import type { SourceFormat, SourceRow } from "../retrieval/contract.ts";
import { type IngestCounts, ingest } from "../retrieval/ingest/ingest.ts";
import { type FailedRow, type PictureReader, readRow } from "../retrieval/ingest/prepare-row.ts";
import type { Libraries, Library } from "../retrieval/library.ts";
import { readColumnMap } from "../retrieval/sources/column-map.ts";
import { readSource } from "../retrieval/sources/read-source.ts";

export interface IngestRequest {
  readonly sources: readonly string[];
  readonly library: string;
  readonly format: SourceFormat;
  /** Path of a JSON file that names a CSV's columns. */
  readonly map?: string | undefined;
  readonly dryRun?: boolean;
  readonly retryFailed?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Told after every commit how many pairs this run has put into the library. */
  readonly onCommit?: (pairs: number) => void;
}

export interface IngestResult extends IngestCounts {
  readonly library: string;
  readonly encoder: EncoderId;
  /** Pairs in the library afterwards. */
  readonly total: number;
  readonly seconds: number;
}

/** Bytes of one image file. */
const maxFileBytes = 512 * 1024 * 1024;

/** Reads image files as an ingest keeps them. */
export const pictureReader: PictureReader = {
  read: (path) => readScan(path, maxFileBytes),
  async decode(bytes) {
    const { image } = await decodeScanBytes(bytes);
    return { image, view: await encodeView(image) };
  },
};

/** Takes sources into a library; see `ingest` for what is kept when it is interrupted. */
export async function ingestSources(
  request: IngestRequest,
  { libraries, ...encoding }: Encoding & { readonly libraries: Libraries },
): Promise<IngestResult> {
  const start = performance.now();
  const encoder = chosenOf(encoding);
  const map = request.map === undefined ? undefined : await readColumnMap(request.map);
  const read = () => readAll(request, map);
  const result = { library: request.library, encoder: encoder.id };
  if (request.dryRun) {
    const existing = (await libraries.exists(request.library))
      ? await libraries.open(request.library, encoder.id)
      : null;
    try {
      const counts = await checkOnly(read(), existing, request);
      return { ...result, ...counts, total: (await existing?.pairs.count()) ?? 0, seconds: secondsSince(start) };
    } finally {
      await existing?.[Symbol.asyncDispose]();
    }
  }
  const total = await count(read()); // before the library is made: a source that cannot be read makes none
  await using library = await libraries.openForWriting(request.library, encoder);
  const only = request.retryFailed ? await readFailed(library) : null;
  const rows = only ? among(read(), only) : read();
  const { signal, onProgress, onCommit } = request;
  const counts = await ingest(rows, library, encoding, {
    reader: pictureReader,
    total: only?.size ?? total,
    signal,
    onProgress,
    onCommit,
    now: () => performance.now(),
  });
  await writeWhole(join(library.folder, failedFile), `${JSON.stringify(counts.failed.map(({ source }) => source))}\n`);
  return { ...result, ...counts, total: await library.pairs.count(), seconds: secondsSince(start) };
}

async function* readAll(
  { sources, format, signal }: IngestRequest,
  map: Awaited<ReturnType<typeof readColumnMap>> | undefined,
): AsyncGenerator<SourceRow> {
  for (const source of sources) yield* readSource(source, { format, ...(map && { map }), ...(signal && { signal }) });
}

async function count(rows: AsyncIterable<SourceRow>): Promise<number> {
  let total = 0;
  for await (const _ of rows) total++;
  return total;
}

/** Reads and decodes every row as an ingest would, and stores nothing. */
async function checkOnly(
  rows: AsyncIterable<SourceRow>,
  library: Library | null,
  { signal }: IngestRequest,
): Promise<IngestCounts> {
  const stored = (await library?.pairs.factsHashes()) ?? new Map<string, string>();
  const counts = { added: 0, duplicates: 0, updated: 0, strippedCharacters: 0 };
  const failed: FailedRow[] = [];
  for await (const row of rows) {
    signal?.throwIfAborted();
    if (row.kind === "pair") counts.strippedCharacters += row.strippedCharacters;
    const found = await readRow(row, pictureReader, (id, factsHash) => stored.get(id) === factsHash);
    if (found.kind === "failed") {
      failed.push(found.failed);
      continue;
    }
    const known = stored.get(found.pair.id);
    counts[known === undefined ? "added" : known === found.factsHash ? "duplicates" : "updated"]++;
    stored.set(found.pair.id, found.factsHash);
  }
  return { ...counts, failed };
}

/** Names of the rows that the last ingest could not take, beside the library. */
const failedFile = "failed.json";

async function readFailed({ folder }: Library): Promise<ReadonlySet<string>> {
  const text = await readFile(join(folder, failedFile), "utf8").catch(() => "[]");
  return new Set(z.array(z.string()).parse(JSON.parse(text)));
}

async function* among(rows: AsyncIterable<SourceRow>, names: ReadonlySet<string>): AsyncGenerator<SourceRow> {
  for await (const row of rows) if (names.has(row.source)) yield row;
}

function secondsSince(startMs: number): number {
  return Math.round(performance.now() - startMs) / 1000;
}
