import type { SimilarToScan } from "../chat/ask-parts.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { searchLibrary } from "../retrieval/find-similar.ts";
import type { Library } from "../retrieval/library.ts";

/** The nearest pairs, without those of the case whose image the scan is: an answer must not read its own report. */
export async function searchOtherCases(
  scan: EncodedScan,
  k: number,
  library: Library,
  rules: DecisionRules,
): Promise<SimilarToScan> {
  const [own] = await library.pairs.get([scan.scan.sha256.slice(0, 32)]);
  const query = { scan, k, ...(own && { excludeCase: own.case }) };
  return { ...(await searchLibrary(library, query, rules)), ownCaseLeftOut: own !== undefined };
}
