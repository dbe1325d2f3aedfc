import type { Evidence } from "./contract.ts";
import { headAnswerInWords } from "./head-part.ts";
import { scoreInWords } from "./scan-scores.ts";
import { tellingWords } from "./sentence-words.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** The span of evidence that a sentence fits best: a named score, else the greatest; elsewhere the sentence with most words in common. */
export function supportingSpan(evidence: Evidence, text: string): string {
  if (evidence.kind === "score") {
    const plain = text.toLowerCase();
    const named = evidence.scores.filter(({ name }) => plain.includes(name.toLowerCase()));
    const [best] = [...(named.length > 0 ? named : evidence.scores)].sort((a, b) => b.share - a.share);
    const span = best ? scoreInWords(best) : "";
    return span !== "" && evidence.text.includes(span) ? span : evidence.text;
  }
  if (evidence.kind === "vqa") return headAnswerInWords(evidence);
  const words = tellingWords(text);
  const ranked = [...segmenter.segment(evidence.text)]
    .map(({ segment }) => segment.trim())
    .filter((segment) => segment !== "")
    .map((segment) => ({ segment, shared: [...tellingWords(segment)].filter((word) => words.has(word)).length }))
    .sort((a, b) => b.shared - a.shared);
  return ranked[0]?.segment ?? evidence.text;
}
