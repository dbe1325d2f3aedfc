import type { NamedCase } from "../chat/ask-parts.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Library } from "../retrieval/library.ts";
import type { MarksOfLibrary } from "./marks.ts";

/** Pairs of a case that are looked at. */
const mostPairs = 200;
/** A case without a name of its own is called by the first digits of its image's hash, and a pair has a longer id of them. */
const hashDigits = /^[0-9a-f]{8,64}$/;

/** A case by its name, by the id of one of its pairs, or by the digits that stand for its name. */
export async function findNamedCase(
  name: string,
  scan: EncodedScan,
  { pairs }: Library,
  { banned }: MarksOfLibrary,
): Promise<NamedCase> {
  const { sha256 } = scan.scan;
  const [[own], byName, byId] = await Promise.all([
    pairs.get([sha256.slice(0, 32)]),
    pairs.ofCase(name, mostPairs),
    pairs.get([name]),
  ]);
  const found =
    byName.length > 0
      ? byName
      : byId.length > 0
        ? await pairs.ofCase(byId[0].case, mostPairs)
        : hashDigits.test(name)
          ? (await pairs.page({ offset: 0, limit: mostPairs, where: `"case" LIKE '${name}%'` })).pairs
          : [];
  const [first] = found;
  if (!first) return { kind: "unknown" };
  if (first.case === (own?.case ?? sha256)) return { kind: "own" };
  if (banned.some((each) => each.case === first.case)) return { kind: "banned" };
  const ids = found.filter((pair) => pair.case === first.case).map(({ id }) => id);
  const alike = await pairs.likenessOf(scan.chosen.embedding.values, ids);
  return {
    kind: "found",
    pairs: alike
      .map(({ pair, cosine }) => ({ pair, cosine, score: cosine, why: "you named its case" }))
      .sort((a, b) => b.cosine - a.cosine),
  };
}
