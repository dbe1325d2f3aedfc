/** Characters of Windows-1252 beyond Latin-1: PDF's standard fonts have them too. */
const windows1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

/** How characters that those fonts lack are written instead. */
const replacements: Readonly<Record<string, string>> = {
  "≤": "<=",
  "≥": ">=",
  "≠": "!=",
  "≈": "~",
  "→": "->",
  "←": "<-",
  "↑": "(up)",
  "↓": "(down)",
  "−": "-",
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "―": "—",
  "′": "'",
  "″": '"',
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  κ: "kappa",
  λ: "lambda",
  μ: "µ",
  Δ: "Delta",
  ω: "omega",
  Ω: "Ohm",
  "√": "root of ",
  "∞": "infinity",
  ﬁ: "fi",
  ﬂ: "fl",
  "№": "No.",
  "\u00a0": " ",
  "\u202f": " ",
  "\u2009": " ",
};

/** What stands for a character that cannot be written. */
export const unknownCharacter = "¤";

/**
 * The text in the characters of PDF's standard fonts: others are spelled out, lose their accent, or become `¤`.
 * @returns `changed` when anything was, so that the reader can be told
 */
export function pdfText(text: string): { readonly text: string; readonly changed: boolean } {
  let changed = false;
  const plain = [...text.replace(/\s+/g, " ")].map((character) => {
    if (isWritable(character)) return character;
    changed ||= !/\s/.test(character);
    const spelled = replacements[character];
    if (spelled !== undefined) return spelled;
    const base = character.normalize("NFKD").replace(/\p{M}/gu, "");
    if (base !== "" && [...base].every(isWritable)) return base;
    return /[\p{M}\p{Cc}\p{Cf}]/u.test(character) ? "" : unknownCharacter;
  });
  return { text: plain.join(""), changed };
}

function isWritable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code >= 0x20 && code < 0x7f) || (code > 0xa0 && code <= 0xff && code !== 0xad) || windows1252.includes(character)
  );
}
