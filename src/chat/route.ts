import type { OutOfScope, RouteWords } from "./route-words.ts";

/** What a scan is compared with. */
export type Comparand =
  | { readonly kind: "nearest" }
  | { readonly kind: "prior" }
  | { readonly kind: "case"; readonly name: string }
  /** Another scan, or nothing that was named. */
  | { readonly kind: "other" };

/** What is asked for, as far as fixed words tell. Whatever they do not cover is a question about the scan. */
export type Route =
  | { readonly kind: "question" }
  /** Similar cases; `about`: words that they should have to do with. */
  | { readonly kind: "similar"; readonly about: string | null }
  /** Scores of names; none: of those that the program knows. */
  | { readonly kind: "classify"; readonly names: readonly string[] }
  | { readonly kind: "draft" }
  /** What the last answer rests on. */
  | { readonly kind: "explain" }
  | { readonly kind: "compare"; readonly to: Comparand }
  | { readonly kind: "out of scope"; readonly topic: OutOfScope };

const question: Route = { kind: "question" };
/** Names of a classification at most: more are a job for `classify`. */
const mostNames = 40;

/** Reads what is asked for: deterministic, and blind to what the word lists do not cover. */
export function readRoute(text: string, words: RouteWords): Route {
  const core = coreOf(text, words);
  const plain = ` ${core} `;
  if (words.explain.includes(core)) return { kind: "explain" };
  const topic = words.outOfScope.find((each) => isOutOfScope(core, each) || isOutOfScope(plainOf(text), each));
  if (topic) return { kind: "out of scope", topic };
  return (
    compareRoute(text, core, words) ??
    draftRoute(core, words) ??
    similarRoute(plain, words) ??
    classifyRoute(text, core, words) ??
    question
  );
}

/** In lower case, words alone. */
function plainOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .replace(/[^\p{L}\p{N}'/-]+/gu, " ")
    .trim();
}

/** What remains without "could you please … for me"; all of it where nothing else is said. */
function coreOf(text: string, { polite, politeEnd }: RouteWords): string {
  let rest = plainOf(text);
  for (let before = ""; before !== rest; ) {
    before = rest;
    const opening = longest(polite, (each) => rest.startsWith(`${each} `));
    if (opening) rest = rest.slice(opening.length).trim();
    const end = longest(politeEnd, (each) => rest.endsWith(` ${each}`));
    if (end) rest = rest.slice(0, -end.length).trim();
  }
  return rest;
}

function isOutOfScope(core: string, { whole, phrases, words, with: beside, not }: OutOfScope): boolean {
  if (whole.includes(core)) return true;
  const plain = not.reduce((rest, each) => rest.replaceAll(` ${each} `, "  "), ` ${core} `);
  return has(plain, phrases) || (has(plain, words) && has(plain, beside));
}

function compareRoute(text: string, core: string, { compare }: RouteWords): Route | null {
  const start = longest(compare.starts, (each) => startsWith(core, each));
  if (start === undefined) return null;
  const rest = ` ${core.slice(start.length).trim()} `;
  const [, quoted, bare] = /\bcase\s+#?(?:["“”']([^"“”']+)["“”']|([\p{L}\p{N}][\p{L}\p{N}_.:/-]*))/iu.exec(text) ?? [];
  const name = quoted ?? bare?.replace(/[.:]+$/, "");
  if (has(rest, compare.nearest)) return { kind: "compare", to: { kind: "nearest" } };
  if (has(rest, compare.prior)) return { kind: "compare", to: { kind: "prior" } };
  if (name !== undefined && /\bcase\b/.test(rest)) return { kind: "compare", to: { kind: "case", name } };
  if (has(rest, compare.other)) return { kind: "compare", to: { kind: "other" } };
  const isOpen = start === "compare" || start === "contrast"; // "what is different?" asks about the scan
  const left = without(rest, [...compare.with, ...compare.this]);
  return isOpen && left === "" ? { kind: "compare", to: { kind: "other" } } : null;
}

function draftRoute(core: string, { draft }: RouteWords): Route | null {
  if (draft.whole.includes(core)) return { kind: "draft" };
  const plain = ` ${core} `;
  const asked =
    draft.verbs.some((each) => startsWith(core, each)) && has(plain, draft.objects) && !has(plain, draft.not);
  return asked ? { kind: "draft" } : null;
}

function similarRoute(plain: string, { similar }: RouteWords): Route | null {
  const core = plain.trim();
  if (similar.whole.includes(core)) return { kind: "similar", about: null };
  if (!similar.starts.some((each) => startsWith(core, each)) || has(plain, similar.not)) return null;
  const like = longest(similar.like, (each) => plain.includes(` ${each} `));
  if (like === undefined || !has(plain, similar.nouns)) return null;
  const after = longest(similar.about, (each) => plain.includes(` ${each} `));
  const about =
    after === undefined
      ? ""
      : without(plain.slice(plain.indexOf(` ${after} `) + after.length + 1), [
          ...similar.like,
          "to this",
          "to it",
          "the",
          "a",
          "an",
        ]);
  return { kind: "similar", about: about === "" ? null : about };
}

function classifyRoute(text: string, core: string, { classify }: RouteWords): Route | null {
  const start = longest(classify.starts, (each) => startsWith(core, each));
  if (start === undefined) return null;
  if (without(` ${core.slice(start.length)} `, classify.this) === "") return { kind: "classify", names: [] };
  const before = firstOf(classify.before, ` ${core} `);
  const at = text.indexOf(":");
  const given = at >= 0 ? text.slice(at + 1) : afterWord(text, before ?? start);
  const names = given
    .split(/[,;/]|\s+(?:or|and|versus|vs\.?)\s+/i)
    .map((each) => nameOf(each, classify.articles))
    .filter((each) => each !== "");
  const unnamed = names.length === 0 || (names.length === 1 && at < 0 && before === undefined);
  return unnamed || names.length > mostNames ? null : { kind: "classify", names: [...new Set(names)] };
}

/** What is written behind a phrase, as it is written; behind its last word where the phrase itself is spelt otherwise. */
function afterWord(text: string, phrase: string): string {
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${phrase.replaceAll(" ", "\\s+")}(?![\\p{L}\\p{N}])`, "iu").exec(text);
  return found ? text.slice(found.index + found[0].length) : "";
}

/** A name without "a", "either" and the like before it, and without marks around it. */
function nameOf(text: string, articles: readonly string[]): string {
  let rest = text.replace(/^[\s"“”'.?!:-]+|[\s"“”'.?!-]+$/gu, "");
  for (
    let word = firstWord(rest);
    word !== null && word !== rest && articles.includes(word.toLowerCase());
    word = firstWord(rest)
  )
    rest = rest.slice(word.length).trimStart();
  return /\p{L}/u.test(rest) && rest.length <= 100 ? rest.replace(/^(?:or|and) /i, "") : "";
}

function firstWord(text: string): string | null {
  return /^[\p{L}\p{N}'-]+/u.exec(text)?.[0] ?? null;
}

function longest(terms: readonly string[], fits: (term: string) => boolean): string | undefined {
  return terms.filter(fits).sort((a, b) => b.length - a.length)[0];
}

function startsWith(core: string, phrase: string): boolean {
  return `${core} `.startsWith(`${phrase} `);
}

function has(plain: string, terms: readonly string[]): boolean {
  return terms.some((each) => plain.includes(` ${each} `));
}

/** The phrase that stands first in a text. */
function firstOf(terms: readonly string[], plain: string): string | undefined {
  const at = (term: string) => plain.indexOf(` ${term} `);
  return terms.filter((each) => at(each) >= 0).sort((a, b) => at(a) - at(b) || b.length - a.length)[0];
}

/** What is left of a text without these phrases, the longest taken out first. */
function without(plain: string, terms: readonly string[]): string {
  return [...terms]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, each) => rest.replace(new RegExp(`(?<= )${each}(?= )`, "g"), " "), ` ${plain} `)
    .replace(/\s+/g, " ")
    .trim();
}
