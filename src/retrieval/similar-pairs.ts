import type { Pair, SimilarPair } from "./contract.ts";
import { QueryEmptyError } from "./errors.ts";
import type { PairTable } from "./pair-table.ts";
import { fuseRanks } from "./rank-fusion.ts";

/** What to search for: unit vectors of the library's encoder. */
export interface SimilarQuery {
  readonly image?: Float32Array;
  readonly text?: Float32Array;
  /** Results wanted. */
  readonly k: number;
  /** Results beyond those, the next best. @default 0 */
  readonly spare?: number;
  /** SQL condition on the fields of a pair. */
  readonly where?: string | undefined;
  /** Leaves out every pair of these cases. @default none */
  readonly excludeCases?: readonly string[] | undefined;
}

interface Ranking {
  readonly words: string;
  readonly hits: readonly { readonly pair: Pair; readonly cosine: number }[];
}

/** Depth of each ranking that is fused, as a multiple of k. */
const fusionDepth = 5;
/** As many as the table can be asked for. */
const mostResults = 2 ** 32 - 1;

/**
 * The pairs nearest to a scan, a text, or both. A scan alone is compared with the images. A text is compared with the images and
 * with the texts; a scan and a text with all three; several rankings are fused by rank.
 * @throws {QueryEmptyError | WhereInvalidError | VectorInvalidError}
 */
export async function similarPairs(table: PairTable, query: SimilarQuery): Promise<readonly SimilarPair[]> {
  const { image, text, k, spare = 0, where, excludeCases } = query;
  const fused = text !== undefined;
  const limit = Math.min(fused ? k * fusionDepth : k + spare, mostResults);
  const rank = async (
    words: string,
    vector: Float32Array,
    column: "image_vector" | "text_vector",
  ): Promise<Ranking> => ({
    words,
    hits: await table.nearest(vector, { column, limit, where, excludeCases }),
  });

  const rankings = await Promise.all([
    ...(image ? [rank("its image is like this scan", image, "image_vector")] : []),
    ...(text
      ? [rank("its image fits the text", text, "image_vector"), rank("its text is like the text", text, "text_vector")]
      : []),
  ]);
  if (rankings.length === 0) throw new QueryEmptyError();
  return fused ? fuse(rankings, k + spare) : single(rankings[0]);
}

function single({ words, hits }: Ranking): readonly SimilarPair[] {
  return hits.map(({ pair, cosine }, i) => ({ pair, cosine, score: cosine, why: `${words} (rank ${i + 1})` }));
}

/** The cosine of a fused result is that of the first ranking that holds it: by image where the query has one. */
function fuse(rankings: readonly Ranking[], k: number): readonly SimilarPair[] {
  const order = fuseRanks(rankings.map(({ hits }) => hits.map(({ pair }) => pair.id)));
  return order.slice(0, k).flatMap(({ id, score }) => {
    const found = rankings.flatMap(({ words, hits }) => {
      const i = hits.findIndex(({ pair }) => pair.id === id);
      return i < 0 ? [] : [{ ...hits[i], why: `${words} (rank ${i + 1})` }];
    });
    return { pair: found[0].pair, cosine: found[0].cosine, score, why: found.map(({ why }) => why).join("; ") };
  });
}
