import { htmlEntities } from "./html-entities.ts";

/**
 * Replaces HTML's character references by what they stand for, once, leniently.
 * Source: `unescape`, python/cpython `Lib/html/__init__.py`.
 */
export function unescapeHtml(text: string): string {
  return text.includes("&") ? text.replace(reference, (_, body: string) => replacement(body)) : text;
}

const reference = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/gu;

function replacement(body: string): string {
  if (body.startsWith("#")) return numeric(body.slice(1).replace(/;$/, ""));
  entities ??= readEntities();
  for (let length = body.length; length > 1; length--) {
    const found = entities.get(body.slice(0, length));
    if (found !== undefined) return found + body.slice(length);
  }
  return `&${body}`;
}

function numeric(digits: string): string {
  const point = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
  if (point >= 0x80 && point <= 0x9f) return windows1252[point - 0x80];
  if (point === 0 || (point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) return "\ufffd";
  if (point === 0x0d) return "\r";
  return isNoCharacter(point) ? "" : String.fromCodePoint(point);
}

/** What 0x80 to 0x9f stand for in that code page. */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** Controls but tab, newline and form feed, and what Unicode promises never to assign. */
function isNoCharacter(point: number): boolean {
  const control = (point < 0x20 && point !== 9 && point !== 0x0a && point !== 0x0c) || point === 0x7f;
  return control || (point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) === 0xfffe;
}

/** Read at the first named reference: few texts have one. */
let entities: ReadonlyMap<string, string> | undefined;

/** Names with their semicolon, and those that count without it. */
function readEntities(): ReadonlyMap<string, string> {
  return new Map(
    htmlEntities
      .trim()
      .split(/\s/)
      .flatMap((row) => {
        const [name, points] = row.split(/[=!]/);
        const text = String.fromCodePoint(...points.split("+").map((point) => Number.parseInt(point, 16)));
        const named = [[`${name};`, text] as const];
        return row.includes("!") ? [...named, [name, text] as const] : named;
      }),
  );
}
