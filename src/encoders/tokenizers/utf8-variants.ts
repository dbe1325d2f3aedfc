import type { ByteText } from "./single-byte.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Null where the bytes are no UTF-8. */
function decodeStrict(bytes: ByteText): string | null {
  try {
    return strict.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return null;
  }
}

/** Java's NUL of two bytes (before a last newline the reference takes that for its second), and pairs of surrogates of three bytes each. */
const special = /\xc0(?:\x80|\n$)|\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]/g;

/**
 * Decodes UTF-8, and where the bytes 0xc0 and 0xed occur what Java and CESU-8 write in its place.
 * Source: rspeer/python-ftfy 6.3 `ftfy/bad_codecs/utf8_variants.py`.
 * @returns null where the bytes are neither
 */
export function decodeUtf8(bytes: ByteText): string | null {
  if (!/[\xc0\xed]/.test(bytes)) return decodeStrict(bytes);
  let text = "";
  let end = 0;
  for (const { 0: found, index } of bytes.matchAll(special)) {
    const before = decodeStrict(bytes.slice(end, index));
    if (before === null) return null;
    text += before + (found.length === 2 ? "\0" : pairOf(found));
    end = index + found.length;
  }
  const rest = decodeStrict(bytes.slice(end));
  return rest === null ? null : text + rest;
}

/** The character of two surrogates that were written apart. */
function pairOf(bytes: ByteText): string {
  const bits = (at: number, mask: number) => bytes.charCodeAt(at) & mask;
  const point = (bits(1, 0x0f) << 16) + (bits(2, 0x3f) << 10) + (bits(4, 0x0f) << 6) + bits(5, 0x3f);
  return String.fromCodePoint(0x10000 + point);
}
