import { Tokenizer } from "@huggingface/tokenizers";
import { spaceIdeographs } from "./bert-text.ts";
import { VocabularyError } from "./errors.ts";
import type { WordpieceSpec } from "./spec.ts";
import { bracketed, type TextTokenizer } from "./text-tokenizer.ts";

const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/**
 * BERT's tokenizer: [CLS] … [SEP].
 * Source: `BertTokenizer`, huggingface/transformers v4.40.2 `tokenization_bert.py`.
 * @param vocabulary bytes of vocab.txt
 * @throws {VocabularyError}
 */
export function createWordpiece(spec: WordpieceSpec, vocabulary: Uint8Array): TextTokenizer {
  const { file, contextTokens, padId, casing } = spec;
  const vocab = readVocabulary(vocabulary, file);
  const tokenizer = new Tokenizer(
    {
      added_tokens: specialTokens
        .filter((content) => Object.hasOwn(vocab, content))
        .map((content) => ({ id: vocab[content], content, special: true, normalized: false })),
      normalizer: {
        type: "BertNormalizer",
        clean_text: true,
        handle_chinese_chars: true,
        lowercase: casing === "lower",
      },
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: null,
      decoder: null,
      model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", vocab },
    },
    {},
  );
  const bracket = { startIds: [vocab["[CLS]"]], endIds: [vocab["[SEP]"]], contextTokens };
  return {
    contextTokens,
    padId,
    tokenize: (text) => bracketed(tokenizer.encode(prepared(text, casing)).ids, bracket),
  };
}

/** Code points that no character has: `BertTokenizer` drops them, the library makes them [UNK], as `BertTokenizerFast` does. */
const unassigned = /\p{Cn}/gu;

/** The reference composes every text; where accents are stripped afterwards that shows nothing. */
function prepared(text: string, casing: WordpieceSpec["casing"]): string {
  const spaced = spaceIdeographs(text.replace(unassigned, ""));
  return casing === "keep" ? spaced.normalize("NFC") : spaced;
}

/** Ids are the places of the lines. */
function readVocabulary(bytes: Uint8Array, file: string): Readonly<Record<string, number>> {
  const lines = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const vocab = Object.fromEntries(lines.map((token, id) => [token, id]));
  for (const token of ["[UNK]", "[CLS]", "[SEP]"]) {
    if (!Object.hasOwn(vocab, token)) throw new VocabularyError(file, `has no ${token}`);
  }
  return vocab;
}
