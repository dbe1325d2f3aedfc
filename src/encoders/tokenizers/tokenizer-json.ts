import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { spaceIdeographs } from "./bert-text.ts";
import { VocabularyError } from "./errors.ts";
import type { TokenizerJsonSpec } from "./spec.ts";
import { type Bracket, bracketed, type TextTokenizer } from "./text-tokenizer.ts";
import { readTokenizerFile, type TokenizerFile } from "./tokenizer-file.ts";

/**
 * The tokenizer that a tokenizer.json describes, with truncation as `truncation=True`: the content is cut off its end, the
 * special tokens stay. A unigram model is refused: the library's sums and its characters are near the reference's, not
 * the same. Its sentencepiece model is read exactly. What stays inexact: byte-level words take U+FEFF for a space and
 * U+0085 for none.
 * @param tokenizerJson bytes of the tokenizer.json
 * @throws {VocabularyError}
 */
export function createFromTokenizerJson(spec: TokenizerJsonSpec, tokenizerJson: Uint8Array): TextTokenizer {
  const { file, contextTokens, padId } = spec;
  const described = readTokenizerFile(tokenizerJson, file);
  const { type, vocab } = described.model;
  if (type === "Unigram" || Array.isArray(vocab)) throw new VocabularyError(file, "holds a unigram model");
  const tokenizer = open(described, file);
  const bracket = { ...specialTokens(tokenizer, file), contextTokens };
  const prepare = preparation(described);
  return {
    contextTokens,
    padId,
    tokenize: (text) => bracketed(tokenizer.encode(prepare(text), { add_special_tokens: false }).ids, bracket),
  };
}

/**
 * Does before the library's normalizer what that leaves undone: BERT's rare ideographs, and lower case character by
 * character (the library makes a sigma at a word's end ς).
 */
function preparation({ normalizer }: TokenizerFile): (text: string) => string {
  const steps = NormalizerSteps.parse(normalizer);
  const bert = steps.some(({ type }) => type === "BertNormalizer");
  const lowers = steps.some(({ type, lowercase }) => type === "Lowercase" || lowercase === true);
  return (text) => {
    const clean = bert ? spaceIdeographs(text) : text;
    return lowers ? clean.replaceAll("Σ", "σ") : clean;
  };
}

const NormalizerStep = z.looseObject({ type: z.string(), lowercase: z.boolean().optional() });

/** A normalizer, or the steps of a sequence of them. */
const NormalizerSteps = z.union([
  z.null().transform(() => []),
  z
    .looseObject({ type: z.literal("Sequence"), normalizers: z.array(NormalizerStep) })
    .transform((it) => it.normalizers),
  NormalizerStep.transform((step) => [step]),
]);

function open(described: TokenizerFile, file: string): Tokenizer {
  try {
    return new Tokenizer(described, {});
  } catch (cause) {
    throw new VocabularyError(file, "asks for a step that is not built", { cause });
  }
}

/** The ids that are set before and after a text's, found by a text that both ways have in the middle. */
function specialTokens(tokenizer: Tokenizer, file: string): Pick<Bracket, "startIds" | "endIds"> {
  const content: readonly number[] = tokenizer.encode("a", { add_special_tokens: false }).ids;
  const whole: readonly number[] = tokenizer.encode("a").ids;
  const startsAt = Array.from(whole, (_, i) => i).find((i) => content.every((id, k) => whole[i + k] === id));
  if (content.length === 0 || startsAt === undefined)
    throw new VocabularyError(file, "sets special tokens into the text");
  return { startIds: whole.slice(0, startsAt), endIds: whole.slice(startsAt + content.length) };
}
