import { fixControls, fixEncoding } from "./fix-encoding.ts";
import { unescapeSure } from "./html-unescape.ts";

/** What single characters stand for that were joined for print. */
const ligatures: Readonly<Record<string, string>> = {
  Ĳ: "IJ",
  ĳ: "ij",
  ŉ: "ʼn",
  Ǳ: "DZ",
  ǲ: "Dz",
  ǳ: "dz",
  Ǆ: "DŽ",
  ǅ: "Dž",
  ǆ: "dž",
  Ǉ: "LJ",
  ǈ: "Lj",
  ǉ: "lj",
  Ǌ: "NJ",
  ǋ: "Nj",
  ǌ: "nj",
  ﬀ: "ff",
  ﬁ: "fi",
  ﬂ: "fl",
  ﬃ: "ffi",
  ﬄ: "ffl",
  ﬅ: "ſt",
  ﬆ: "st",
};
const anyLigature = new RegExp(`[${Object.keys(ligatures).join("")}]`, "gu");

/**
 * Repairs a text, line by line, as ftfy does: character references, UTF-8 that was read as another encoding, ligatures, widths, quotes, controls.
 * Source: `fix_text` with its defaults, rspeer/python-ftfy 6.3 `ftfy/__init__.py`, `fixes.py`, `chardata.py`; but for its cut of a line after a
 * million characters.
 */
export function repairText(text: string): string {
  let isHtml = false; // once something looks like it, no reference is read any more
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      isHtml ||= line.includes("<");
      return repairLine(line, isHtml ? (each) => each : unescapeSure);
    })
    .join("");
}

function repairLine(line: string, read: (line: string) => string): string {
  for (let before = line; ; ) {
    const after = repairOnce(read(before));
    if (after === before) return after;
    before = after;
  }
}

function repairOnce(line: string): string {
  return (
    fixControls(fixEncoding(line))
      .replace(anyLigature, (joined) => ligatures[joined])
      .replace(/[\u3000\uff01-\uffef]/g, (wide) => wide.normalize("NFKC"))
      .replace(/[\u02bc\u2018-\u201b]/g, "'")
      .replace(/[\u201c-\u201f]/g, '"')
      .replace(/\r\n|[\r\u2028\u2029\x85]/g, "\n")
      .replace(/\p{Surrogate}/gu, "\ufffd")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of terminals
      .replace(/\x1b\[((?:\d|;)*)([a-zA-Z])/g, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what shows nothing
      .replace(/[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g, "")
      .normalize("NFC")
  );
}
