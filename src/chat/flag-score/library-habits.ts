import type { SentenceClaim } from "../claims/contract.ts";
import { createTwoWayCounts, type TwoWayCounts } from "./two-way-counts.ts";

/** How the texts of a library speak: what is usually affirmed, on which side, of what size, beside which words. */
export interface LibraryHabits {
  readonly texts: number;
  /** Value 0 affirmed, 1 denied; tokens as of `tokensOf`. */
  readonly polarity: TwoWayCounts;
  /** Value 0 left, 1 right. */
  readonly side: TwoWayCounts;
  /** Natural logarithms of sizes in mm. */
  sizes(token: string): Spread;
  /** Texts that hold a key. */
  textsWith(key: string): number;
  /** log of how often a key stands in texts with a term's key, over how often it would by chance; one text more on both sides. */
  goesWith(termKey: string, key: string): number;
  /** log of how often a word is said beside a term, over how often it would be by chance; half a claim more on both sides. */
  wordFits(term: string, word: string): number;
}

export interface Spread {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

/** What a claim is counted by: its term, its words, and whether it goes into detail. */
export function tokensOf({ term, words, side, sizesMm }: SentenceClaim): readonly string[] {
  return [
    ...(term === null ? [] : [`=${term}`]),
    ...words,
    ...(side === null ? [] : ["+side"]),
    ...(sizesMm.length > 0 ? ["+size"] : []),
    words.length === 0 ? "+bare" : words.length > 4 ? "+detailed" : "+some",
  ];
}

/** What a text is counted by: its terms with their polarity, and its words. */
export function keysOf(claims: readonly SentenceClaim[]): ReadonlySet<string> {
  return new Set(claims.flatMap((claim) => [...(claim.term === null ? [] : [termKey(claim)]), ...claim.words]));
}

export function termKey({ term, polarity }: SentenceClaim): string {
  return `${polarity === "affirmed" ? "=" : "-"}${term}`;
}

/** Sizes of which nothing is known count as so many of the usual kind. */
const priorSizes = 3;

/** @param texts claims of each text of the library */
export function learnHabits(texts: readonly (readonly SentenceClaim[])[]): LibraryHabits {
  const polarity = createTwoWayCounts();
  const side = createTwoWayCounts();
  const sizes = new Map<string, number[]>();
  const holding = new Map<string, number>();
  const together = new Map<string, Map<string, number>>();
  const wordsOfTerm = new Map<string, Map<string, number>>();
  const wordsOfAll = new Map<string, number>();
  const claimsOfTerm = new Map<string, number>();
  let allClaims = 0;
  for (const claims of texts) {
    for (const claim of claims) {
      const tokens = tokensOf(claim);
      polarity.add(tokens, claim.polarity === "affirmed" ? 0 : 1);
      if (claim.side === "left" || claim.side === "right") side.add(tokens, claim.side === "left" ? 0 : 1);
      for (const size of claim.sizesMm) for (const token of [...tokens, "+any"]) push(sizes, token, Math.log(size));
      if (claim.term === null) continue;
      allClaims++;
      count(claimsOfTerm, claim.term);
      const own = wordsOfTerm.get(claim.term) ?? new Map<string, number>();
      wordsOfTerm.set(claim.term, own);
      for (const word of claim.words) {
        count(own, word);
        count(wordsOfAll, word);
      }
    }
    const keys = keysOf(claims);
    for (const key of keys) count(holding, key);
    for (const key of keys) {
      if (!/^[=-]/.test(key)) continue;
      const own = together.get(key) ?? new Map<string, number>();
      together.set(key, own);
      for (const other of keys) if (other !== key) count(own, other);
    }
  }
  const spreads = new Map([...sizes].map(([token, values]) => [token, spreadOf(values)]));
  const textsWith = (key: string) => holding.get(key) ?? 0;
  return {
    texts: texts.length,
    polarity,
    side,
    sizes: (token) => spreads.get(token) ?? { n: 0, mean: 0, variance: 0 },
    textsWith,
    goesWith(term, key) {
      const found = together.get(term)?.get(key) ?? 0;
      return Math.log((found + 1) / ((textsWith(term) * textsWith(key)) / texts.length + 1));
    },
    wordFits(term, word) {
      const expected = ((wordsOfAll.get(word) ?? 0) * (claimsOfTerm.get(term) ?? 0)) / Math.max(1, allClaims);
      return Math.log(((wordsOfTerm.get(term)?.get(word) ?? 0) + 0.5) / (expected + 0.5));
    },
  };
}

/**
 * What sizes a claim of these tokens would have: the means of its tokens, each drawn towards the mean of all sizes as if that had been
 * seen `priorSizes` times more, and weighed by how often the token was seen.
 * @returns null where the library states no size
 */
export function expectedSize(claim: SentenceClaim, habits: LibraryHabits): Spread | null {
  const all = habits.sizes("+any");
  if (all.n < 2) return null;
  let [weight, mean, variance, n] = [0, 0, 0, 0];
  for (const token of [...tokensOf(claim), ...claim.sizeUnits]) {
    const own = habits.sizes(token);
    if (token.startsWith("+") || own.n === 0) continue;
    const trust = own.n / (own.n + priorSizes);
    weight += trust;
    n += own.n;
    mean += trust * (trust * own.mean + (1 - trust) * all.mean);
    variance += trust * (trust * own.variance + (1 - trust) * all.variance);
  }
  if (weight === 0) return all;
  return { n, mean: mean / weight, variance: Math.max(variance / weight, 0.1) };
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { n: values.length, mean, variance };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function push(lists: Map<string, number[]>, key: string, value: number): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}
