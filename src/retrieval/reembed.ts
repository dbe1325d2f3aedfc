import { createProgressMeter, type Progress } from "../core/progress.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import { decodeView } from "../imaging/view.ts";
import { createTextVectors } from "./ingest/text-vectors.ts";
import type { Reembedding } from "./library.ts";
import type { PairRow } from "./pair-rows.ts";
import type { StoredPair } from "./pair-table.ts";

export interface ReembedOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export interface ReembedCounts {
  readonly pairs: number;
  /** Those that an interrupted run had already given their vectors. */
  readonly already: number;
}

/** Pairs of one commit. */
const batchSize = 64;

/**
 * Gives every pair of a library the vectors of another encoder, from the views that it keeps, and then puts them in the place of the old
 * ones. Interrupted, it goes on where it was when it is called again; the library is what it was until the end.
 * @throws {DiskFullError} and the errors of encoding; an abort as it is
 */
export async function reembed(
  library: Reembedding,
  encoder: DualEncoder,
  { signal, onProgress, now }: ReembedOptions,
): Promise<ReembedCounts> {
  const { from, to } = library;
  const [wanted, there] = await Promise.all([from.factsHashes(), to.factsHashes()]);
  const left = [...wanted].filter(([id, hash]) => there.get(id) !== hash).map(([id]) => id);
  const already = wanted.size - left.length;
  const textVectors = encoder.hasText ? createTextVectors(encoder.text) : null;
  const measure = createProgressMeter("pairs", wanted.size, now);
  measure(already);
  let done = already;
  for (let start = 0; start < left.length; start += batchSize) {
    const rows: PairRow[] = [];
    for (const stored of await from.stored(left.slice(start, start + batchSize))) {
      signal?.throwIfAborted();
      rows.push(await embedded(stored));
      onProgress?.(measure(++done));
    }
    await to.put(rows);
  }
  await to.compact();
  await library.finish();
  return { pairs: wanted.size, already };

  async function embedded(stored: StoredPair): Promise<PairRow> {
    const picture = await decodeView(stored.view);
    const [{ embedding }] = await encoder.image.encode([picture], signal && { signal });
    const { text } = stored.pair;
    const textVector = text === null || textVectors === null ? null : await textVectors(text);
    return { ...stored, imageVector: embedding.values, textVector };
  }
}
