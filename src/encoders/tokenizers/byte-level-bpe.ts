import { z } from "zod";
import { createBytePairEncoder } from "./byte-pair-encoder.ts";
import { VocabularyError } from "./errors.ts";
import { lowerEach } from "./python-text.ts";
import type { ByteLevelBpeSpec } from "./spec.ts";
import { bracketed, type TextTokenizer } from "./text-tokenizer.ts";
import { readTokenizerFile } from "./tokenizer-file.ts";

/** Merges stand as pairs, or as lines with a space between. */
const BpeModel = z.looseObject({
  type: z.literal("BPE"),
  vocab: z.record(z.string(), z.int()),
  merges: z.array(
    z
      .union([z.tuple([z.string(), z.string()]), z.string().transform((line) => line.split(" "))])
      .pipe(z.tuple([z.string(), z.string()])),
  ),
});

/** Words of GPT-2, each with the space before it; `\s` is Unicode's, as in the reference. */
const words =
  /'(?:[st]|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/**
 * CONCH's tokenizer. Its text tower puts its own class token after these ids: the card's context leaves the room for it.
 * Source: `get_tokenizer`, `tokenize`, mahmoodlab/CONCH `conch/open_clip_custom/custom_tokenizer.py`, and the steps that
 * its tokenizer.json names.
 * @param tokenizerJson bytes of the tokenizer.json
 * @throws {VocabularyError}
 */
export function createByteLevelBpe(spec: ByteLevelBpeSpec, tokenizerJson: Uint8Array): TextTokenizer {
  const { file, contextTokens, padId, startId, endId } = spec;
  const model = BpeModel.safeParse(readTokenizerFile(tokenizerJson, file).model);
  if (!model.success) throw new VocabularyError(file, "holds no byte-pair encoding");
  const { vocab: ids, merges } = model.data;
  const encodeWord = createBytePairEncoder({ ids, merges, wordEnd: "" });
  return {
    contextTokens,
    padId,
    tokenize(text) {
      const clean = lowerEach(text.normalize("NFD").replace(/\p{M}/gu, ""));
      const spaced = clean === "" || clean.startsWith(" ") ? clean : ` ${clean}`;
      const content = (spaced.match(words) ?? []).flatMap((word) => encodeWord(word));
      return bracketed(content, { startIds: [startId], endIds: [endId], contextTokens });
    },
  };
}
