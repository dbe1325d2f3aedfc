import { decodeHTML } from "entities";

/** A character by its number. */
const numbered = /(&#(?:[xX][0-9a-fA-F]+|[0-9]+);?)/;

/**
 * Replaces HTML's character references by what they stand for, once, leniently; a number that stands for no character is dropped, where
 * HTML itself keeps it.
 * Source: `unescape`, python/cpython `Lib/html/__init__.py`.
 */
export function unescapeHtml(text: string): string {
  if (!text.includes("&")) return text;
  return text
    .split(numbered) // apart, so that what is dropped joins nothing to a new reference
    .map((part) => (numbered.test(part) && isNoCharacter(pointOf(part)) ? "" : decodeHTML(part)))
    .join("");
}

/**
 * Replaces the references that end with a semicolon, names in capitals too (`&EACUTE;`): nothing is read that might be text.
 * Source: `unescape_html`, rspeer/python-ftfy 6.3 `ftfy/fixes.py`.
 */
export function unescapeSure(text: string): string {
  return text.replace(/&#?[0-9A-Za-z]{1,24};/g, (reference) => {
    const read = unescapeHtml(reference);
    if (read !== reference) return isWhole(read, reference) ? read : reference;
    const lower = reference.toLowerCase();
    const capital = lower === reference || reference !== reference.toUpperCase() ? lower : unescapeHtml(lower);
    return capital !== lower && isWhole(capital, lower) ? capital.toUpperCase() : reference;
  });
}

/** False where a part alone was a reference, and the rest of it is left. */
function isWhole(read: string, reference: string): boolean {
  return !read.includes(";") || reference === "&semi;";
}

function pointOf(reference: string): number {
  const digits = reference.replace(/^&#|;$/g, "");
  return /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
}

/** Controls but NUL, which is replaced, and tab, newline, form feed and return; and what Unicode promises never to assign. */
function isNoCharacter(point: number): boolean {
  const control = (point > 0 && point < 0x20 && ![9, 0x0a, 0x0c, 0x0d].includes(point)) || point === 0x7f;
  const unassigned = (point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) === 0xfffe;
  return control || (unassigned && point <= 0x10ffff);
}
