import type { SentenceClaim } from "../claims/contract.ts";
import { type FlagPartName, flagPartNames } from "./contract.ts";
import { keysOf } from "./library-habits.ts";
import { polarityParts } from "./polarity-parts.ts";
import type { Reading, Surroundings } from "./reading.ts";
import { sideParts } from "./side-parts.ts";
import { sizeParts } from "./size-parts.ts";
import { termParts } from "./term-parts.ts";

/** What a sentence's parts find, by name: of several claims the one that is worst off. */
export type Readings = ReadonlyMap<FlagPartName, Reading>;

/**
 * Reads every part of a sentence.
 * @param misplaced organs that the sentence puts on a side where they do not lie
 */
export function measureSentence(
  claims: readonly SentenceClaim[],
  misplaced: readonly string[],
  around: Surroundings,
): Readings {
  const worst = new Map<FlagPartName, Reading>();
  for (const claim of claims)
    for (const parts of [polarityParts, sideParts, sizeParts, termParts])
      for (const reading of parts(claim, around)) {
        const known = worst.get(reading.name);
        if (!known || reading.value > known.value) worst.set(reading.name, reading);
      }
  if (misplaced.length > 0)
    worst.set("sideOfOrgan", { name: "sideOfOrgan", value: 1, say: () => `${misplaced.join(", ")}: not on that side` });
  const novelty = noveltyOf(claims, around);
  if (novelty) worst.set("novelty", novelty);
  return worst;
}

/** The readings' values in the order of `flagPartNames`; null where a part finds nothing to read. */
export function valuesOf(readings: Readings): readonly (number | null)[] {
  return flagPartNames.map((name) => readings.get(name)?.value ?? null);
}

/** How much of what a sentence says neither the similar cases nor the rest of the text says: rare words count more. */
function noveltyOf(claims: readonly SentenceClaim[], { habits, neighbours, restKeys }: Surroundings): Reading | null {
  const said = new Set([...restKeys, ...neighbours.flatMap((text) => [...keysOf(text.claims)])]);
  const words = [...keysOf(claims)];
  if (words.length === 0 || said.size === 0) return null;
  const rarity = (word: string) => Math.log((habits.texts + 1) / (habits.textsWith(word) + 0.5));
  const total = words.reduce((sum, word) => sum + rarity(word), 0);
  const fresh = words.filter((word) => !said.has(word));
  const value = total > 0 ? fresh.reduce((sum, word) => sum + rarity(word), 0) / total : 0;
  const listed = fresh.slice(0, 3).map((word) => `“${word.replace(/^[=-]/, "")}”`);
  const say = () =>
    listed.length > 0
      ? `neither the similar cases nor the rest of the text say ${listed.join(", ")}`
      : "the similar cases and the rest of the text use its words";
  return { name: "novelty", value, say };
}
