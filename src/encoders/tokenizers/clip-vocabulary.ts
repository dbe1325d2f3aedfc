import { gunzipSync } from "node:zlib";
import { byteLetters } from "./byte-letters.ts";
import { VocabularyError } from "./errors.ts";

/** 49,152 less the 256 bytes, in the middle and at the end of a word, less two special tokens and the count. */
const mergeCount = 49152 - 256 - 2;

/** What ends a word's last token. */
export const wordEnd = "</w>";

export interface ClipVocabulary {
  readonly ids: Readonly<Record<string, number>>;
  /** Pairs of tokens, the first to be merged first. */
  readonly merges: readonly (readonly [string, string])[];
}

/**
 * Reads the merges of OpenAI's CLIP, gzipped or plain: a line that is no merge, then 48,894 merges and more that do not
 * count. Ids: bytes, bytes at a word's end, merges in their order.
 * Source: `SimpleTokenizer`, openai/CLIP `clip/simple_tokenizer.py`.
 * @throws {VocabularyError}
 */
export function readClipVocabulary(bytes: Uint8Array, file: string): ClipVocabulary {
  const lines = decompressed(bytes, file)
    .split("\n")
    .slice(1, mergeCount + 1);
  const merges = lines.map((line) => {
    const [left, right, ...more] = line.trim().split(" ");
    if (!left || !right || more.length > 0)
      throw new VocabularyError(file, "has a line that is no merge of two tokens");
    return [left, right] as const;
  });
  if (merges.length !== mergeCount) throw new VocabularyError(file, `has not the ${mergeCount} merges of CLIP`);
  const letters = byteLetters();
  const tokens = [...letters, ...letters.map((letter) => letter + wordEnd), ...merges.map((pair) => pair.join(""))];
  return { merges, ids: Object.fromEntries(tokens.map((token, id) => [token, id])) };
}

function decompressed(bytes: Uint8Array, file: string): string {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(gzipped ? gunzipSync(bytes) : bytes);
  } catch (cause) {
    throw new VocabularyError(file, "is neither text nor gzipped text", { cause });
  }
}
