import { dot } from "../core/vector.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { AskParts } from "./ask-parts.ts";
import { synonymsOf } from "./claim-names.ts";
import { claimText } from "./claim-text.ts";
import type { AnswerSentence, CheckedAnswerSentence, Evidence, SentenceChecks } from "./contract.ts";
import { entailments } from "./entailment.ts";
import { imageSupport, measureScan } from "./image-support.ts";
import { quotesOf, spanOf } from "./quotes.ts";

/**
 * Checks every sentence of an answer in three ways, each apart: whether its quotes stand, whether its evidence says so, and whether this
 * scan's own image does. None of them hides a sentence.
 */
export async function checkSentences(
  sentences: readonly AnswerSentence[],
  evidence: readonly Evidence[],
  scan: EncodedScan,
  parts: Pick<AskParts, "encoder" | "rules" | "terms" | "promptSets">,
): Promise<readonly CheckedAnswerSentence[]> {
  if (sentences.length === 0) return [];
  const { encoder, terms } = parts;
  const measured = await measureScan(scan, parts);
  const entailed = await entailments(sentences, evidence, { encoder: encoder.text, synonyms: synonymsOf(terms) });
  const claims = sentences.map(({ text }) => claimText(text, evidence));
  const encoded = await encoder.text.encode(claims);
  const { values } = scan.encoded.embedding;
  return sentences.map((sentence, i) => ({
    ...sentence,
    checks: {
      quoted: quotedIn(sentence, evidence),
      entailed: entailed[i],
      image: { ...imageSupport(claims[i], measured), likeness: dot(values, encoded[i].embedding.values) },
    },
  }));
}

function quotedIn({ text, citations }: AnswerSentence, evidence: readonly Evidence[]): SentenceChecks["quoted"] {
  const quotes = quotesOf(text);
  if (quotes.length === 0) return "nothing quoted";
  const cited = evidence.filter(({ id }) => citations.some(({ evidenceId }) => evidenceId === id));
  return quotes.every((quote) => cited.some((each) => spanOf(each, quote) !== null)) ? "stands" : "does not stand";
}
