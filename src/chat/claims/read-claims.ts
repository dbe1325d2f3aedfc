import { tellingWords } from "../sentence-words.ts";
import type { ClaimRules, NamedPattern } from "./claim-rules.ts";
import type { Polarity, SentenceClaim, Side } from "./contract.ts";
import { sizesIn } from "./sizes-mm.ts";

interface Mention {
  readonly term: string;
  readonly device: boolean;
  readonly polarity: Polarity;
  /** Denied without being named. */
  readonly unnamed: boolean;
  readonly from: number;
  readonly to: number;
}

/**
 * What a sentence says, by word order alone: each finding and device of the list that a clause names, affirmed or denied, on the side that
 * stands nearest, with the clause's sizes. A clause that names none of them is one claim of its words.
 * @param text one sentence, or several
 */
export function readClaims(text: string, rules: ClaimRules): readonly SentenceClaim[] {
  return rules.denials
    .clausesOf(text.normalize("NFKC").replace(/\s+/g, " "))
    .flatMap((clause) => claimsOf(clause, rules));
}

function claimsOf(clause: string, rules: ClaimRules): readonly SentenceClaim[] {
  const mentions = mentionsIn(clause, rules);
  const sides = sidesIn(clause, rules);
  const sizes = sizesIn(clause);
  const sizesMm = sizes.map(({ extentsMm }) => Math.max(...extentsMm)).filter(Number.isFinite);
  const sizeUnits = [...new Set(sizes.map(({ unit }) => unit))];
  const words = wordsOf(clause, [...mentions, ...sides, ...sizes]);
  if (mentions.length > 0)
    return distinct(mentions).map((mention) => {
      const { term, device, polarity } = mention;
      return { term, device, polarity, side: nearestSide(mention, sides, clause), sizesMm, sizeUnits, words };
    });
  if (words.length === 0) return [];
  const polarity = rules.denials.isDenied(clause, clause.length, clause.length) ? "denied" : "affirmed";
  return [{ term: null, device: false, polarity, side: sideOf(sides), sizesMm, sizeUnits, words }];
}

/** The longest first: what stands within another name is not named. */
function mentionsIn(clause: string, { findings, devices, deniedBy, denials }: ClaimRules): readonly Mention[] {
  const found = (patterns: readonly NamedPattern[], device: boolean, polarity: Polarity | null) =>
    patterns.flatMap(({ name, pattern }) =>
      [...clause.matchAll(pattern)].map(({ index, 0: words }): Mention => {
        const to = index + words.length;
        const read = denials.isDenied(clause, index, to) ? "denied" : "affirmed";
        return { term: name, device, polarity: polarity ?? read, unnamed: polarity !== null, from: index, to };
      }),
    );
  const all = [...found(findings, false, null), ...found(devices, true, null), ...found(deniedBy, false, "denied")];
  const longest = [...all].sort((a, b) => b.to - b.from - (a.to - a.from));
  const kept: Mention[] = [];
  for (const each of longest) {
    const within = kept.some((other) => other.from <= each.from && each.to <= other.to && !sameSpan(other, each));
    if (!within) kept.push(each);
  }
  return kept.sort((a, b) => a.from - b.from);
}

/** One phrase may deny several findings: "the lungs are clear". */
function sameSpan(a: Mention, b: Mention): boolean {
  return a.from === b.from && a.to === b.to;
}

/** A term once, as it is named first: by its name, where it has one in the clause. */
function distinct(mentions: readonly Mention[]): readonly Mention[] {
  const named = mentions.filter(
    ({ term, unnamed }) => !unnamed || !mentions.some((each) => each.term === term && !each.unnamed),
  );
  return named.filter((each, i) => named.findIndex(({ term }) => term === each.term) === i);
}

interface SideMention {
  readonly side: Side;
  readonly from: number;
  readonly to: number;
}

function sidesIn(clause: string, { sides }: ClaimRules): readonly SideMention[] {
  const found = sides.flatMap(({ side, pattern }) =>
    [...clause.matchAll(pattern)].map(({ index, 0: words }) => ({ side, from: index, to: index + words.length })),
  );
  return found.filter(
    ({ side, from, to }) =>
      !found.some((each) => each.side === "bilateral" && side !== "bilateral" && each.from <= from && to <= each.to),
  );
}

/** The side of a clause that names one side alone. */
function sideOf(sides: readonly SideMention[]): Side | null {
  const named = new Set(sides.map(({ side }) => side));
  if (named.size === 1) return sides[0].side;
  return named.size > 1 ? "bilateral" : null;
}

/**
 * Where a clause names several sides: the one in the term's own item of a list, else the last before it, else the first behind it.
 */
function nearestSide(mention: Mention, sides: readonly SideMention[], clause: string): Side | null {
  const distance = ({ from, to }: SideMention) =>
    to <= mention.from ? mention.from - to : Math.max(0, from - mention.to);
  const isApart = ({ from, to }: SideMention) => {
    const between = to <= mention.from ? clause.slice(to, mention.from) : clause.slice(mention.to, from);
    return /,|\b(?:and|or)\b/i.test(between);
  };
  const own = sides.filter((side) => !isApart(side)).sort((a, b) => distance(a) - distance(b));
  const before = sides.filter(({ to }) => to <= mention.from);
  return (own[0] ?? before.at(-1) ?? sides[0])?.side ?? null;
}

function wordsOf(clause: string, spans: readonly { readonly from: number; readonly to: number }[]): readonly string[] {
  const kept = clause.split("");
  for (const { from, to } of spans) kept.fill(" ", from, to);
  return [...tellingWords(kept.join(""))].filter((word) => !/\d/.test(word));
}
