import { denies, tellingWords } from "./sentence-words.ts";
import { uncoveredWords } from "./word-cover.ts";

/** Share of a sentence's telling words that one sentence of another answer must have for saying the same. */
const sameWordsFrom = 0.8;
const sides = new Set(["left", "right", "bilateral", "both"]);

/**
 * In how many other answers to the same question one of the sentences says what this one says, by words: the same telling words, the same
 * side, and a denial in both or in neither. After RadFlag (Sambara et al. 2024), which lets a language model decide that.
 */
export function agreeingAnswers(
  sentence: string,
  answers: readonly (readonly string[])[],
  synonyms: readonly (readonly string[])[],
): number {
  return answers.filter((sentences) => sentences.some((other) => saysTheSame(sentence, other, synonyms))).length;
}

function saysTheSame(a: string, b: string, synonyms: readonly (readonly string[])[]): boolean {
  const telling = tellingWords(a);
  if (denies(a) !== denies(b)) return false;
  if (telling.size === 0) return tellingWords(b).size === 0;
  const missing = uncoveredWords(a, [{ text: b }], synonyms);
  return missing.length / telling.size <= 1 - sameWordsFrom && !missing.some((word) => sides.has(word));
}
