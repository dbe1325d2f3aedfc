import { createBytePairEncoder } from "./byte-pair-encoder.ts";
import { readClipVocabulary, wordEnd } from "./clip-vocabulary.ts";
import { unescapeHtml } from "./html-unescape.ts";
import { joinSpaces, lowerEach, stripSpaces } from "./python-text.ts";
import type { ClipBpeSpec } from "./spec.ts";
import { repairText } from "./text-repair.ts";
import { bracketed, type TextTokenizer } from "./text-tokenizer.ts";

interface Cleaning {
  clean(text: string): string;
  /** Special tokens, contractions, runs of letters, single numerals, runs of the rest. */
  readonly words: RegExp;
  readonly startText: string;
  readonly endText: string;
}

/**
 * How the two reference codes clean a text and cut it into words.
 * open_clip first repairs a text with ftfy: `repairText`.
 * Sources: `SimpleTokenizer`, mlfoundations/open_clip v2.24.0 `tokenizer.py`; openai/clip-vit-base-patch32's
 * tokenizer.json, which is what `CLIPTokenizerFast` does.
 */
const cleanings: Readonly<Record<ClipBpeSpec["cleaning"], Cleaning>> = {
  "open-clip": {
    clean: (text) => stripSpaces(joinSpaces(unescapeHtml(unescapeHtml(repairText(text))))).toLowerCase(),
    // The reference's pattern ignores case: U+017F is an s to it, and U+0345 a letter and no letter at once, so nothing.
    words: /<start_of_text>|<end_of_text>|'(?:[s\u017ft]|re|ve|m|ll|d)|\p{L}+|\p{N}|(?:(?!\u0345)[^ \p{L}\p{N}])+/gu,
    startText: "<start_of_text>",
    endText: "<end_of_text>",
  },
  "hugging-face": {
    clean: (text) => lowerEach(text.normalize("NFC").replace(/\p{White_Space}+/gu, " ")),
    // Here special tokens are found before all else, and so end a run of signs.
    words:
      /<\|(?:start|end)oftext\|>|'(?:[st]|re|ve|m|ll|d)|\p{L}+|\p{N}|(?:(?!<\|(?:start|end)oftext\|>)[^ \p{L}\p{N}])+/gu,
    startText: "<|startoftext|>",
    endText: "<|endoftext|>",
  },
};

/**
 * CLIP's tokenizer.
 * @param vocabulary bytes of the merges: see `readClipVocabulary`
 * @throws {VocabularyError}
 */
export function createClipBpe(spec: ClipBpeSpec, vocabulary: Uint8Array): TextTokenizer {
  const { file, contextTokens, padId, startId, endId, cleaning } = spec;
  const { clean, words, startText, endText } = cleanings[cleaning];
  const encodeWord = createBytePairEncoder({ ...readClipVocabulary(vocabulary, file), wordEnd });
  const special = new Map([
    [startText, [startId]],
    [endText, [endId]],
  ]);
  return {
    contextTokens,
    padId,
    tokenize(text) {
      const found = clean(text).match(words) ?? [];
      const content = found.flatMap((word) => special.get(word) ?? encodeWord(word));
      return bracketed(content, { startIds: [startId], endIds: [endId], contextTokens });
    },
  };
}
