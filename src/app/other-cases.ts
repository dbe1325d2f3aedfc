import type { SimilarToScan } from "../chat/ask-parts.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { searchLibrary } from "../retrieval/find-similar.ts";
import type { Library } from "../retrieval/library.ts";
import { type MarksOfLibrary, noMarks } from "./marks.ts";

/**
 * The nearest pairs, without those of the case whose image the scan is: an answer must not read its own report. Without the cases
 * that were banned too, and with the pairs that were pinned, whatever their rank.
 */
export async function searchOtherCases(
  scan: EncodedScan,
  k: number,
  library: Library,
  rules: DecisionRules,
  { pinned, banned }: MarksOfLibrary = noMarks,
): Promise<SimilarToScan> {
  const { sha256 } = scan.scan;
  const [own] = await library.pairs.get([sha256.slice(0, 32)]);
  const bannedCases = banned.map((each) => each.case);
  const out = [own?.case ?? sha256, ...bannedCases];
  const { found, reason } = await searchLibrary(library, { scan, k, excludeCases: out }, rules);
  const ids = pinned.map(({ pairId }) => pairId);
  const wanted = await library.pairs.likenessOf(scan.chosen.embedding.values, ids);
  const read = wanted.filter(({ pair }) => !out.includes(pair.case)); // its case may have become the scan's own since
  return {
    found: found.filter(({ pair }) => !ids.includes(pair.id)),
    reason,
    ownCaseLeftOut: own !== undefined,
    pinned: read.map(({ pair, cosine }) => ({ pair, cosine, score: cosine, why: "you pinned it" })),
    pinsGone: ids.length - wanted.length,
    casesBanned: bannedCases.length,
  };
}
