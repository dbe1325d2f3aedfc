import { dot } from "../core/vector.ts";
import type { TextEncoder } from "../encoders/contract.ts";
import type { SimilarPair } from "../retrieval/contract.ts";
import { caseInWords } from "./case-in-words.ts";
import type { Evidence } from "./contract.ts";
import { cite, type Sentence } from "./evidence-list.ts";

/** Sentences quoted at most, and characters of one. */
const quotedSentences = 3;
const quoteCharacters = 400;

/** Answered by a number: a sentence without one does not speak of it. */
const asksMeasure =
  /\b(?:how (?:large|big|small|long|wide|thick|deep|tall|high|many|much)|sizes?|diameter|dimensions?|measures?|measurements?|volume)\b/i;

export interface QuotableEvidence {
  readonly evidence: Evidence;
  readonly similar: SimilarPair;
  /** The user pinned it: it is quoted before others. */
  readonly isPinned: boolean;
}

/**
 * What similar cases say to a question, in their reporters' words: the sentences nearest to it, pinned cases' first, then best first,
 * at most one per case. They are other patients' facts and are only ever quoted.
 */
export async function quoteSimilarCases(
  question: string,
  found: readonly QuotableEvidence[],
  { encoder, sentenceAtLeast }: { readonly encoder: TextEncoder; readonly sentenceAtLeast: number },
): Promise<readonly Sentence[]> {
  const measured = asksMeasure.test(question);
  const candidates = found.flatMap((each) =>
    sentencesOf(each)
      .filter((sentence) => !measured || /\d/.test(sentence))
      .map((sentence) => ({ ...each, sentence })),
  );
  if (candidates.length === 0) return [];
  const [asked, ...encoded] = await encoder.encode([question, ...candidates.map(({ sentence }) => sentence)]);
  const ranked = candidates
    .map((candidate, i) => ({ ...candidate, likeness: dot(asked.sentence, encoded[i].sentence) }))
    .filter(({ likeness }) => likeness >= sentenceAtLeast)
    .sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.likeness - a.likeness);
  const chosen = ranked.filter(
    ({ similar }, i) => ranked.findIndex((other) => other.similar.pair.case === similar.pair.case) === i,
  );
  return chosen
    .slice(0, quotedSentences)
    .map(({ similar, evidence, sentence }) => quoteOf(similar, evidence, sentence));
}

/** The nearest cases' own words, whatever was asked: a caption's first sentence, or the label. */
export function introduceSimilarCases(found: readonly QuotableEvidence[], count: number): readonly Sentence[] {
  const cases = found.filter(
    ({ similar }, i) => found.findIndex((other) => other.similar.pair.case === similar.pair.case) === i,
  );
  return cases.slice(0, count).flatMap((each) =>
    sentencesOf(each)
      .slice(0, 1)
      .map((sentence) => quoteOf(each.similar, each.evidence, sentence)),
  );
}

function quoteOf({ pair }: SimilarPair, evidence: Evidence, sentence: string): Sentence {
  const name = caseInWords(pair.case);
  const text =
    pair.caption === null
      ? `Case ${name} is labelled "${sentence}".`
      : `In case ${name} the reporter wrote: "${sentence}"`;
  return { text, citations: [cite(evidence, sentence)] };
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** The first sentence of a pair's text that can be quoted whole. */
export function firstSentenceOf(pair: SimilarPair["pair"]): string | undefined {
  return sentencesOf({ similar: { pair } })[0];
}

function sentencesOf({ similar: { pair } }: { readonly similar: Pick<SimilarPair, "pair"> }): string[] {
  if (pair.text === null) return [];
  if (pair.caption === null) return [pair.text];
  return [...segmenter.segment(pair.text)]
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence.length >= 8 && sentence.length <= quoteCharacters);
}
