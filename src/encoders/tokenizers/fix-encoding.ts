import { badnessPattern, utf8Pattern } from "./mojibake-tables.ts";
import { type ByteText, singleByteEncodings } from "./single-byte.ts";
import { decodeUtf8 } from "./utf8-variants.ts";

const badness = new RegExp(badnessPattern, "u");
const embeddedUtf8 = new RegExp(utf8Pattern, "gu");
/** `a` with a grave accent, as UTF-8 whose second byte became a space: a word of its own. */
const graveWord = /\xc3 (?! |quele|quela|quilo|s )/g;
/** UTF-8, were it not for a byte 0xa0 that became a space. */
const spacedUtf8 =
  /[\xc2\xc3\xc5\xce\xd0\xd9] |[\xe2\xe3] [\x80-\x84\x86-\x9f\xa1-\xbf]|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf] |\xf0 [\x80-\xbf][\x80-\xbf]|\xf0[\x80-\xbf] [\x80-\xbf]|\xf0[\x80-\xbf][\x80-\xbf] /g;
/** UTF-8 of which bytes were lost (0x1a, now and then a question mark). */
const lossyUtf8 = new RegExp(
  [
    "[\\xc2-\\xdf]\\x1a",
    "[\\xc2-\\xc3][?]",
    "\\xed[\\xa0-\\xaf][\\x1a?]\\xed[\\xb0-\\xbf][\\x1a?\\x80-\\xbf]",
    "\\xed[\\xa0-\\xaf][\\x1a?\\x80-\\xbf]\\xed[\\xb0-\\xbf][\\x1a?]",
    "[\\xe0-\\xef][\\x1a?][\\x1a\\x80-\\xbf]",
    "[\\xe0-\\xef][\\x1a\\x80-\\xbf][\\x1a?]",
    "[\\xf0-\\xf4][\\x1a?][\\x1a\\x80-\\xbf][\\x1a\\x80-\\xbf]",
    "[\\xf0-\\xf4][\\x1a\\x80-\\xbf][\\x1a?][\\x1a\\x80-\\xbf]",
    "[\\xf0-\\xf4][\\x1a\\x80-\\xbf][\\x1a\\x80-\\xbf][\\x1a?]",
    "\\x1a",
  ].join("|"),
  "g",
);
/** U+FFFD in UTF-8. */
const replacement: ByteText = "\xef\xbf\xbd";

/** What 0x80 to 0x9f stand for in Windows' Latin code page; a control where that has nothing. */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** Controls that were meant as characters of Windows' Latin code page. */
export function fixControls(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80]);
}

/**
 * Undoes that UTF-8 was read as an encoding of one byte a character ("cafÃ©"), as often as it happened; a text that does not look so stays.
 * Source: `fix_encoding` with its defaults, rspeer/python-ftfy 6.3 `ftfy/__init__.py`, `fixes.py`, `chardata.py`, `badness.py`.
 */
export function fixEncoding(text: string): string {
  for (let before = text; ; ) {
    const after = fixOnce(before);
    if (after === before) return after;
    before = after;
  }
}

function fixOnce(text: string): string {
  if (!badness.test(text)) return text;
  for (const { name, sloppy, encode } of singleByteEncodings) {
    const encoded = encode(text);
    if (encoded === null) continue;
    const spaced = name === "macroman" ? encoded : restoreSpaces(encoded);
    const decoded = decodeUtf8(sloppy ? spaced.replace(lossyUtf8, replacement) : spaced);
    if (decoded !== null) return decoded;
  }
  const parted = text.replace(embeddedUtf8, (part) =>
    part.length < text.length && badness.test(part) ? fixEncoding(part) : part,
  );
  if (parted !== text) return parted;
  return fixControls(text);
}

/** Puts back the bytes 0xa0 that became spaces. */
function restoreSpaces(bytes: ByteText): ByteText {
  if (bytes.search(spacedUtf8) < 0) return bytes;
  return bytes.replace(graveWord, "\xc3\xa0 ").replace(spacedUtf8, (found) => found.replaceAll(" ", "\xa0"));
}
