/** The longest run of bytes from a place on that is rewritten, and by what. */
export interface Rewrite {
  readonly lengthBytes: number;
  readonly text: string;
}

/** Says what the bytes of a text from `start` on are rewritten to; undefined where they stay. */
export type Charsmap = (bytes: Uint8Array, start: number) => Rewrite | undefined;

/**
 * The characters that a sentencepiece model rewrites, often NFKC with additions. The library's `Precompiled` does not read
 * them: it takes the engine's NFKC, which rewrites 172 characters more than the map of transformers' test model.
 * @param blob size of a double-array trie in bytes (uint32), the trie (uint32 units), then NUL-ended strings; all
 *   little-endian. Empty: nothing is rewritten.
 * Source: `Normalizer::DecodePrecompiledCharsMap` and `NormalizePrefix`, google/sentencepiece `src/normalizer.cc`;
 *   the units by s-yata/darts-clone `include/darts.h`.
 * @throws {RangeError} when the sizes do not fit.
 */
export function createCharsmap(blob: Uint8Array): Charsmap {
  if (blob.length === 0) return () => undefined;
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  const trieBytes = view.getUint32(0, true);
  if (trieBytes % 4 !== 0 || 4 + trieBytes > blob.length) throw new RangeError("The trie is larger than the map.");
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + i * 4, true));
  const strings = blob.subarray(4 + trieBytes);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const textAt = (start: number) => decoder.decode(strings.subarray(start, strings.indexOf(0, start)));

  return (bytes, start) => {
    let longest: { lengthBytes: number; at: number } | undefined;
    let node = offsetOf(units[0]);
    for (let i = start; i < bytes.length; i++) {
      node ^= bytes[i];
      const unit = units[node];
      if (unit === undefined || labelOf(unit) !== bytes[i]) break;
      node ^= offsetOf(unit);
      if (hasLeaf(unit)) longest = { lengthBytes: i - start + 1, at: units[node] & 0x7fffffff };
    }
    return longest && { lengthBytes: longest.lengthBytes, text: textAt(longest.at) };
  };
}

/** The top bit marks a leaf, which no byte equals. */
function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0;
}

function hasLeaf(unit: number): boolean {
  return ((unit >>> 8) & 1) === 1;
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}
