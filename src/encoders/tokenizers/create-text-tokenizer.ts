import { createByteLevelBpe } from "./byte-level-bpe.ts";
import { createClipBpe } from "./clip-bpe.ts";
import { createSentencepiece } from "./sentencepiece.ts";
import type { TokenizerSpec } from "./spec.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";
import { createFromTokenizerJson } from "./tokenizer-json.ts";
import { createWordpiece } from "./wordpiece.ts";

/**
 * The tokenizer that a card states.
 * @param vocabulary bytes of the card's `file`, whose checksum was compared
 * @throws {VocabularyError}
 */
export function createTextTokenizer(spec: TokenizerSpec, vocabulary: Uint8Array): TextTokenizer {
  switch (spec.kind) {
    case "clip-bpe":
      return createClipBpe(spec, vocabulary);
    case "wordpiece":
      return createWordpiece(spec, vocabulary);
    case "sentencepiece":
      return createSentencepiece(spec, vocabulary);
    case "byte-level-bpe":
      return createByteLevelBpe(spec, vocabulary);
    case "tokenizer-json":
      return createFromTokenizerJson(spec, vocabulary);
    default:
      return spec satisfies never;
  }
}
