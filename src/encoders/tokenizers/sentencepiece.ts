import { VocabularyError } from "./errors.ts";
import { joinSpaces, lowerEach, stripSpaces } from "./python-text.ts";
import { type Piece, pieceKinds, readSentencepieceModel } from "./sentencepiece-model.ts";
import { createNormalizer, spaceSymbol } from "./sentencepiece-normalizer.ts";
import type { SentencepieceSpec } from "./spec.ts";
import { bracketed, type TextTokenizer } from "./text-tokenizer.ts";
import { createUnigram } from "./unigram.ts";

/**
 * SigLIP's tokenizer. A special token spelt in the text is text here.
 * Source: `SiglipTokenizer`, huggingface/transformers v4.40.2 `tokenization_siglip.py`.
 * @param model bytes of the sentencepiece model
 * @throws {VocabularyError}
 */
export function createSentencepiece(spec: SentencepieceSpec, model: Uint8Array): TextTokenizer {
  const { file, contextTokens, padId, endId } = spec;
  const read = readSentencepieceModel(model, file);
  if (endId >= read.pieces.length || padId >= read.pieces.length) throw new VocabularyError(file, "has fewer pieces");
  const normalize = createNormalizer(read);
  const segment = createUnigram(read.pieces);
  const unknown = unknownText(read.pieces);
  return {
    contextTokens,
    padId,
    tokenize(text) {
      // The reference sets the unknown piece's text before the text and drops it again, so that the first space stays.
      const normalized = normalize(unknown + canonical(text)).slice(unknown.length);
      return bracketed(segment(normalized), { startIds: [], endIds: [endId], contextTokens });
    },
  };
}

function unknownText(pieces: readonly Piece[]): string {
  return pieces.find(({ kind }) => kind === pieceKinds.unknown)?.text ?? "";
}

/** Python's `string.punctuation`. */
const punctuation = /[!-/:-@[-`{-~]/g;

function canonical(text: string): string {
  const lower = lowerEach(spaceSymbol + text.replaceAll(spaceSymbol, " "));
  return stripSpaces(joinSpaces(lower.replace(punctuation, "")));
}
