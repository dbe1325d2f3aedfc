import type { ClaimRules } from "../../chat/claims/claim-rules.ts";
import type { SentenceClaim } from "../../chat/claims/contract.ts";
import { readClaims } from "../../chat/claims/read-claims.ts";
import { sizesIn } from "../../chat/claims/sizes-mm.ts";
import type { Draw } from "../../core/seeded-draws.ts";
import type { Corruption, CorruptionKind } from "./contract.ts";
import type { CorruptionWords } from "./corruption-words.ts";

export interface CorruptionParts {
  readonly words: CorruptionWords;
  readonly rules: ClaimRules;
  readonly draw: Draw;
  /** How often texts of the library name a term: what is swapped in is drawn as often as that. */
  readonly frequency: (term: string) => number;
}

/** A sentence made wrong in one way; null where it cannot be. */
export function corrupt(kind: CorruptionKind, sentence: string, parts: CorruptionParts): Corruption | null {
  const made = ways[kind](sentence, parts);
  return made && made.corrupted !== sentence ? { kind, original: sentence, ...made } : null;
}

type Made = Pick<Corruption, "way" | "corrupted"> | null;

const ways: Readonly<Record<CorruptionKind, (sentence: string, parts: CorruptionParts) => Made>> = {
  side: swapSides,
  negation: negate,
  size: rescale,
  finding: swapFinding,
  device: addDevice,
};

/** Left for right where a sentence names one of the two alone. */
function swapSides(sentence: string): Made {
  const sides = sentence.match(/\b(?:left|right)(?=ward|sided|\b)/gi) ?? [];
  const named = new Set(sides.map((side) => side.toLowerCase()));
  if (named.size !== 1) return null;
  const corrupted = sentence.replace(
    /\b(left|right)(?=ward|sided|\b)|\b([LR])([UL]L)\b/gi,
    (word, side: string | undefined, letter: string | undefined, lobe: string | undefined) => {
      if (side !== undefined) return likeCase(side.toLowerCase() === "left" ? "right" : "left", side);
      return letter === undefined ? word : `${letter.toUpperCase() === "L" ? "R" : "L"}${lobe}`;
    },
  );
  return { way: named.has("left") ? "to right" : "to left", corrupted };
}

/** Affirms what was denied, or denies what was affirmed: the first wording by which a finding of the list changes. */
function negate(sentence: string, { words, rules }: CorruptionParts): Made {
  const before = polarities(readClaims(sentence, rules));
  if (before.size === 0) return null;
  const denied = [...before.values()].includes("denied");
  for (const [pattern, replacement] of denied ? words.toAffirmed : words.toDenied) {
    const changed = sentence.replace(new RegExp(pattern, "i"), replacement);
    const text = denied ? changed.replace(/\bor\b/g, "and") : changed;
    const after = polarities(readClaims(text, rules));
    const turned = [...before].some(([term, polarity]) => after.has(term) && after.get(term) !== polarity);
    if (turned) return { way: denied ? "to affirmed" : "to denied", corrupted: asSentence(text, sentence) };
  }
  return null;
}

function polarities(claims: readonly SentenceClaim[]): ReadonlyMap<string, string> {
  return new Map(claims.flatMap(({ term, device, polarity }) => (term === null || device ? [] : [[term, polarity]])));
}

const factors = [
  { way: "x10", by: 10 },
  { way: "/10", by: 0.1 },
  { way: "x3", by: 3 },
] as const;

/** One stated size, all of its extents, times or over ten, or times three. */
function rescale(sentence: string, { draw }: CorruptionParts): Made {
  const sizes = sizesIn(sentence);
  if (sizes.length === 0) return null;
  const { from, to } = sizes[draw(sizes.length)];
  const { way, by } = factors[draw(factors.length)];
  const changed = sentence
    .slice(from, to)
    .replace(/\d+(?:\.\d+)?/g, (value) => `${Number((Number(value) * by).toPrecision(3))}`);
  return { way, corrupted: sentence.slice(0, from) + changed + sentence.slice(to) };
}

/** A finding's name for another's in the same grammatical form, drawn as often as the library names it. */
function swapFinding(sentence: string, parts: CorruptionParts): Made {
  const { countable, uncountable } = parts.words.finding;
  const forms = [Object.keys(countable), Object.values(countable), uncountable];
  const found = forms.flatMap((form) =>
    form.flatMap((name) => {
      const index = sentence.search(new RegExp(`(?<![\\p{L}-])${name}(?![\\p{L}-])`, "iu"));
      return index < 0 ? [] : [{ form, name, index }];
    }),
  );
  const longest = found.filter(
    (each) =>
      !found.some((other) => other !== each && other.name.length > each.name.length && other.name.includes(each.name)),
  );
  if (longest.length === 0) return null;
  const { form, name, index } = longest[parts.draw(longest.length)];
  const termOf = (word: string) => readClaims(word, parts.rules)[0]?.term ?? word;
  const said = new Set(readClaims(sentence, parts.rules).map(({ term }) => term));
  const others = form.filter((each) => !said.has(termOf(each)));
  const other = drawWeighted(others, (each) => parts.frequency(termOf(each)), parts.draw);
  const swapped =
    sentence.slice(0, index) + likeCase(other, sentence.slice(index)) + sentence.slice(index + name.length);
  return { way: "swapped", corrupted: withArticles(swapped) };
}

/** Another device's name in the place of one, else a device where there is none. */
function addDevice(sentence: string, { words: { device }, rules, draw }: CorruptionParts): Made {
  for (const { name, pattern } of rules.devices) {
    const [found] = sentence.matchAll(pattern);
    if (!found) continue;
    const others = device.names.filter((each) => readClaims(each, rules)[0]?.term !== name);
    const other = others[draw(others.length)];
    const plural = /s$/i.test(found[0]) ? `${other}s` : other;
    const swapped =
      sentence.slice(0, found.index) + likeCase(plural, found[0]) + sentence.slice(found.index + found[0].length);
    return { way: "swapped", corrupted: withArticles(swapped) };
  }
  const inserted = device.inserted[draw(device.inserted.length)].replace(
    "{device}",
    device.names[draw(device.names.length)],
  );
  return { way: "inserted", corrupted: withArticles(sentence.replace(/\s*([.;:]*)\s*$/, `${inserted}$1`)) };
}

function drawWeighted<T>(items: readonly T[], weight: (item: T) => number, draw: Draw): T {
  const weights = items.map((item) => 1 + Math.round(weight(item)));
  let at = draw(weights.reduce((sum, each) => sum + each, 0));
  const index = weights.findIndex((each) => {
    at -= each;
    return at < 0;
  });
  return items[index];
}

function likeCase(word: string, model: string): string {
  return /^\p{Lu}/u.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

function asSentence(text: string, model: string): string {
  const lower = /^(?:no|without) \p{Lu}\p{Ll}/iu.test(text)
    ? text.replace(/^(\w+) (\p{Lu})/u, (_, word: string, letter: string) => `${word} ${letter.toLowerCase()}`)
    : text;
  return likeCase(lower.trim(), model);
}

function withArticles(text: string): string {
  return text.replace(/\b(a)n?(?= (\p{L}))/giu, (_, article: string, next: string) =>
    /[aeio]/i.test(next) ? `${article}n` : article,
  );
}
