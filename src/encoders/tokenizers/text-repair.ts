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

/** What 0x80 to 0x9f stand for in Windows' Latin code page; a control where that has nothing. */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/**
 * The repairs of ftfy that look at single characters, in its order. What it undoes of UTF-8 that was read as another encoding ("cafÃ©") is not done
 * here.
 * Source: `fix_text` with its defaults, rspeer/python-ftfy 6.3 `ftfy/__init__.py`, `fixes.py`, `chardata.py`.
 */
export function repairText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes of terminals
      .replace(/\x1b\[((?:\d|;)*)([a-zA-Z])/g, "")
      .replace(/[\x80-\x9f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80])
      .replace(anyLigature, (joined) => ligatures[joined])
      .replace(/[\u3000\uff01-\uffee]/g, (wide) => wide.normalize("NFKC"))
      .replace(/[\u02bc\u2018-\u201b]/g, "'")
      .replace(/[\u201c-\u201f]/g, '"')
      .replace(/\r\n|[\r\u2028\u2029\x85]/g, "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what shows nothing
      .replace(/[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g, "")
      .normalize("NFC")
  );
}
