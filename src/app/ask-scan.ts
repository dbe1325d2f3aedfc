import { answerFromEvidence, checkQuestion } from "../chat/ask.ts";
import type { SimilarToScan } from "../chat/ask-parts.ts";
import type { Answer } from "../chat/contract.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import { sha256Hex } from "../core/sha256.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import type { DecisionRules } from "../encoders/decision-rules.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { searchLibrary } from "../retrieval/find-similar.ts";
import type { Library } from "../retrieval/library.ts";
import type { PromptSet } from "../zeroshot/contract.ts";

/** An answer with what it takes to check it. */
export interface AskResult extends Answer {
  readonly provenance: {
    readonly backend: "evidence-writer";
    readonly encoder: string;
    readonly library: string;
    readonly questionSha256: string;
    readonly scanSha256: string;
    readonly region: EncodedScan["region"];
    readonly imageKind: EncodedScan["kind"];
    readonly familiarity: EncodedScan["familiarity"];
    readonly seenInTraining: boolean | null;
    readonly retrieved: readonly { readonly pairId: string; readonly cosine: number }[];
  };
}

export interface AskScanParts {
  readonly encoder: DualEncoder;
  readonly rules: DecisionRules;
  readonly terms: QuestionTerms;
  readonly promptSets: readonly PromptSet[];
  readonly library: Library;
}

/** Asks about a scan, reading at most `k` similar pairs of the library. @throws {QuestionInvalidError} and what a search throws */
export async function askScan(
  question: string,
  scan: EncodedScan,
  k: number,
  { library, ...parts }: AskScanParts,
): Promise<AskResult> {
  const text = checkQuestion(question);
  let similar: SimilarToScan | null = null;
  const findSimilar = async () => {
    similar = await searchOtherCases(scan, k, library, parts.rules);
    return similar;
  };
  const answer = await answerFromEvidence(text, scan, { ...parts, findSimilar });
  const retrieved = answer.evidence.flatMap((each) =>
    each.kind === "pair" ? [{ pairId: each.pairId, cosine: each.cosine }] : [],
  );
  return {
    ...answer,
    provenance: {
      backend: "evidence-writer",
      encoder: parts.encoder.id,
      library: library.manifest.name,
      questionSha256: sha256Hex(text),
      scanSha256: scan.scan.sha256,
      region: scan.region,
      imageKind: scan.kind,
      familiarity: scan.familiarity,
      seenInTraining: scan.seenInTraining,
      retrieved,
    },
  };
}

/** The nearest pairs, without those of the case whose image the scan is: an answer must not read its own report. */
async function searchOtherCases(
  scan: EncodedScan,
  k: number,
  library: Library,
  rules: DecisionRules,
): Promise<SimilarToScan> {
  const [own] = await library.pairs.get([scan.scan.sha256.slice(0, 32)]);
  const query = { scan, k, ...(own && { excludeCase: own.case }) };
  return { ...(await searchLibrary(library, query, rules)), ownCaseLeftOut: own !== undefined };
}
