import { sentencesOf } from "../chat/claims/sentences-of.ts";
import { dot } from "../core/vector.ts";
import type { TextEncoder } from "../encoders/contract.ts";
import type { SimilarPair } from "../retrieval/contract.ts";
import type { ContradictionCheck } from "./contradiction.ts";
import type { SentenceWords } from "./sentence-words.ts";

/** A sentence of a retrieved pair's report, with how well it may be quoted. */
export interface CaseSentence {
  readonly similar: SimilarPair;
  readonly text: string;
  /** Cosine of the scan's image with the sentence. */
  readonly imageText: number;
  readonly score: number;
}

export interface CaseSentenceChoice {
  readonly chosen: readonly CaseSentence[];
  /** Sentences of reports that were found at all. */
  readonly found: number;
  /** Left out because they contradict this scan's scores. */
  readonly contradicting: number;
}

export interface CaseSentenceParts {
  /** Unit vector of the scan. */
  readonly image: Float32Array;
  readonly encoder: TextEncoder;
  readonly words: SentenceWords;
  readonly contradiction: ContradictionCheck;
}

/** Sentences quoted at most, of one case at most, and characters of one. */
const quoted = 5;
const quotedOfOneCase = 2;
const sentenceCharacters = { least: 20, most: 320 };
/**
 * Words quoted at most, or as many as half the similar cases' texts have where that is more: a draft is no longer than such reports are. Chosen
 * on partition calibration of medpix2 (docs/evaluation.md, "Report drafts").
 */
const quotedWords = 40;
/** Two sentences are one when their own vectors are at least so alike. */
const sameFrom = 0.8;
/** What a group of less wanted things costs, in standard deviations of the blend. */
const lessWantedCosts = 0.5;

/**
 * Chooses report sentences as CXR-RePaiR does, from the retrieved cases only: by the cosine of the image with the sentence,
 * blended with that of the image with the case's image (each in standard deviations over the candidates); without those that
 * contradict this scan's scores, and without those that say again what is already chosen (as X-REM filters). One that would make the whole too
 * long is passed over, unless it is the first.
 */
export async function chooseCaseSentences(
  found: readonly SimilarPair[],
  { image, encoder, words, contradiction }: CaseSentenceParts,
): Promise<CaseSentenceChoice> {
  const all = distinct(found.flatMap((similar) => quotableSentencesOf(similar).map((text) => ({ similar, text }))));
  const otherCases = new Set(
    found
      .filter((similar) => contradiction.findings(similar.pair, allSentencesOf(similar)))
      .map(({ pair }) => pair.case),
  );
  const agreeing = all.filter(
    ({ similar: { pair }, text }) =>
      !otherCases.has(pair.case) && !contradiction.image(pair) && !contradiction.sentence(text),
  );
  const candidates = agreeing.filter(({ text }) => words.whyLeftOut(text) === null);
  const counts = { found: all.length, contradicting: all.length - agreeing.length };
  if (candidates.length === 0) return { chosen: [], ...counts };

  const encoded = await encoder.encode(candidates.map(({ text }) => text));
  const imageText = encoded.map(({ embedding }) => dot(image, embedding.values));
  const byText = standardised(imageText);
  const byCase = standardised(candidates.map(({ similar }) => similar.cosine));
  const ranked = candidates
    .map((candidate, i) => ({
      ...candidate,
      imageText: imageText[i],
      score: (byText[i] + byCase[i]) / 2 - lessWantedCosts * words.lessWanted(candidate.text),
      sentence: encoded[i].sentence,
    }))
    .sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1));

  const chosen: typeof ranked = [];
  const mostWords = Math.max(quotedWords, medianWords(found));
  let written = 0;
  for (const candidate of ranked) {
    if (chosen.length === quoted) break;
    const ofItsCase = chosen.filter(({ similar }) => similar.pair.case === candidate.similar.pair.case);
    const said = chosen.some(({ sentence }) => dot(sentence, candidate.sentence) >= sameFrom);
    const length = wordsIn(candidate.text);
    const fits = chosen.length === 0 || written + length <= mostWords;
    if (said || ofItsCase.length >= quotedOfOneCase || !fits) continue;
    chosen.push(candidate);
    written += length;
  }
  return { chosen: chosen.map(({ sentence: _, ...each }) => each), ...counts };
}

/** A caption's sentences; a label is no report. */
function allSentencesOf({ pair: { caption, text } }: SimilarPair): readonly string[] {
  if (caption === null || text === null) return [];
  return sentencesOf(text);
}

/** Those of them that can be quoted. */
function quotableSentencesOf(similar: SimilarPair): readonly string[] {
  return allSentencesOf(similar).filter(
    (sentence, i) =>
      sentence.length >= sentenceCharacters.least &&
      sentence.length <= sentenceCharacters.most &&
      isWhole(sentence, i === 0 ? "first" : "later"),
  );
}

/**
 * False for what is left when a text is cut at "37.5 °C)", at an abbreviation or at a line's end: it says something else than its reporter
 * did. Only a text's first sentence may begin with a small letter.
 */
function isWhole(sentence: string, place: "first" | "later"): boolean {
  const count = (sign: string) => sentence.split(sign).length - 1;
  const begins =
    place === "first" ? !/^\p{L}?[),.;:]/u.test(sentence) : /^["“(]?(?:\p{Lu}(?![),.;:])|\p{N})/u.test(sentence);
  return begins && count("(") === count(")") && count('"') % 2 === 0;
}

/** The images of one case often share one text: it is kept with the nearest. */
function distinct<T extends { readonly similar: SimilarPair; readonly text: string }>(all: readonly T[]): readonly T[] {
  return all.filter(
    (each, i) =>
      all.findIndex(({ similar, text }) => text === each.text && similar.pair.case === each.similar.pair.case) === i,
  );
}

function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

/** Of the captions found; 0 where there is none. */
function medianWords(found: readonly SimilarPair[]): number {
  const lengths = found.flatMap(({ pair: { caption } }) => (caption === null ? [] : [wordsIn(caption)]));
  return [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
}

function standardised(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (deviation > 1e-9 ? (value - mean) / deviation : 0));
}
