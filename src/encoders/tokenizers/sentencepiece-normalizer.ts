import { createCharsmap } from "./charsmap.ts";
import type { SentencepieceModel } from "./sentencepiece-model.ts";

/** U+2581, which stands for a space in sentencepiece's pieces. */
export const spaceSymbol = "\u2581";

/**
 * Rewrites a text as a sentencepiece model does before it segments: its charsmap, runs of spaces to one and none at the
 * ends where it says so, spaces to `spaceSymbol`. No dummy prefix is set before it.
 * Source: `Normalizer::Normalize`, google/sentencepiece `src/normalizer.cc`.
 */
export function createNormalizer({ charsmap, removesExtraSpaces }: SentencepieceModel): (text: string) => string {
  const rewrite = createCharsmap(charsmap);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  return (text) => {
    const bytes = new TextEncoder().encode(text);
    let normalized = "";
    let afterSpace = removesExtraSpaces;
    for (let at = 0; at < bytes.length; ) {
      const lengthBytes = characterBytes(bytes[at]);
      const found = rewrite(bytes, at) ?? { lengthBytes, text: decoder.decode(bytes.subarray(at, at + lengthBytes)) };
      const kept = afterSpace ? found.text.replace(/^ +/, "") : found.text;
      normalized += kept.replaceAll(" ", spaceSymbol);
      if (removesExtraSpaces && kept !== "") afterSpace = kept.endsWith(" ");
      at += found.lengthBytes;
    }
    return removesExtraSpaces ? normalized.replace(/\u2581+$/, "") : normalized;
  };
}

/** Length of the UTF-8 character that a byte leads. */
function characterBytes(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
