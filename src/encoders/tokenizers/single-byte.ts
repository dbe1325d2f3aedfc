import { upperHalves } from "./mojibake-tables.ts";

/** Bytes as a string of as many characters below U+0100, so that patterns can be looked for in them. */
export type ByteText = string;

/** An encoding of one byte a character: below 0x80 it is ASCII. */
export interface SingleByteEncoding {
  readonly name: string;
  /** Leaves no byte without a character, and reads U+FFFD as the byte 0x1a: one that was lost. */
  readonly sloppy: boolean;
  /** Null where the text holds a character that it does not have. */
  encode(text: string): ByteText | null;
}

/** A byte that was lost. */
const lost = "\x1a";

function createEncoding(name: string, upperHalf: string): SingleByteEncoding {
  const sloppy = name.startsWith("sloppy");
  const bytes = new Map([...upperHalf].map((char, i) => [char, String.fromCharCode(0x80 + i)]));
  for (let code = 0; code < 0x80; code++) bytes.set(String.fromCharCode(code), String.fromCharCode(code));
  if (sloppy) bytes.delete(lost);
  if (sloppy) bytes.set("\ufffd", lost);
  return {
    name,
    sloppy,
    encode(text) {
      let encoded = "";
      for (const char of text) {
        const byte = bytes.get(char);
        if (byte === undefined) return null;
        encoded += byte;
      }
      return encoded;
    },
  };
}

/** In the order in which they are tried. Source: `CHARMAP_ENCODINGS`, rspeer/python-ftfy 6.3 `ftfy/chardata.py`. */
export const singleByteEncodings: readonly SingleByteEncoding[] = Object.entries(upperHalves).map(([name, half]) =>
  createEncoding(name, half),
);
