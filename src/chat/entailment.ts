import { dot } from "../core/vector.ts";
import type { TextEncoder } from "../encoders/contract.ts";
import { claimText } from "./claim-text.ts";
import type { AnswerSentence, Entailment, Evidence } from "./contract.ts";
import { denies, numbersOf, tellingWords } from "./sentence-words.ts";
import { uncoveredWords } from "./word-cover.ts";

/** Chosen, not fitted: the words decide, the vectors only keep a sentence of other words from being called one that nothing says. */
const wordsFrom = 0.8;
const fewWords = 0.5;
const nearFrom = 0.5;

const sides = new Set(["left", "right", "bilateral", "bilaterally", "both"]);

/**
 * Whether the evidence that sentences cite says what they say: by the share of their telling words that stand in it, by a denial that
 * only one of both has, by a side or a number that stands in none of it, and, where the evidence is prose, by the cosine of the two in the text tower's own space.
 */
export async function entailments(
  sentences: readonly AnswerSentence[],
  evidence: readonly Evidence[],
  { encoder, synonyms }: { readonly encoder: TextEncoder; readonly synonyms: readonly (readonly string[])[] },
): Promise<readonly Entailment[]> {
  const subjects = sentences.map(({ text, citations }) => {
    const cited = evidence.filter(({ id }) => citations.some(({ evidenceId }) => evidenceId === id));
    const prose = citations.filter(({ evidenceId }) =>
      cited.some(({ id, kind }) => id === evidenceId && (kind === "pair" || kind === "user" || kind === "metadata")),
    );
    return { text: claimText(text, cited), cited, spans: prose.map(({ quote }) => quote) };
  });
  const texts = [...new Set(subjects.flatMap(({ text, spans }) => (spans.length > 0 ? [text, ...spans] : [])))];
  const encoded = texts.length > 0 ? await encoder.encode(texts) : [];
  const vectors = new Map(texts.map((text, i) => [text, encoded[i].sentence]));
  const cosineOf = (a: string, b: string) => {
    const [x, y] = [vectors.get(a), vectors.get(b)];
    return x && y ? dot(x, y) : 0;
  };
  return subjects.map(({ text, cited, spans }): Entailment => {
    if (cited.length === 0) return { verdict: "no", words: 0, cosine: null, by: "words" };
    const telling = tellingWords(text);
    const missing = uncoveredWords(text, cited, synonyms);
    const words = telling.size === 0 ? 1 : 1 - missing.length / telling.size;
    const cosine = spans.length === 0 ? null : Math.max(...spans.map((span) => cosineOf(text, span)));
    return { verdict: verdictOf({ text, cited, spans, missing, words, cosine }), words, cosine, by: "words" };
  });
}

function verdictOf({
  text,
  cited,
  spans,
  missing,
  words,
  cosine,
}: {
  readonly text: string;
  readonly cited: readonly Evidence[];
  readonly spans: readonly string[];
  readonly missing: readonly string[];
  readonly words: number;
  readonly cosine: number | null;
}): Entailment["verdict"] {
  const onlyProse = cited.every(({ kind }) => kind === "pair" || kind === "user" || kind === "metadata");
  if (onlyProse && spans.length > 0 && spans.every((span) => denies(span) !== denies(text))) return "no";
  if (missing.some((word) => sides.has(word)) || (onlyProse && !numbersStand(text, cited))) return "no";
  if (words >= wordsFrom && (cosine === null || cosine >= nearFrom)) return "yes";
  return words < fewWords && (cosine === null || cosine < nearFrom) ? "no" : "unclear";
}

function numbersStand(text: string, cited: readonly Evidence[]): boolean {
  const known = new Set(cited.flatMap((each) => numbersOf(each.text)));
  return numbersOf(text).every((value) => known.has(value));
}
