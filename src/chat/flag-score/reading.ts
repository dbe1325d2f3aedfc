import type { SentenceClaim } from "../claims/contract.ts";
import type { FlagPartName } from "./contract.ts";
import type { LibraryHabits } from "./library-habits.ts";

/** A text that was read, and how much it counts. */
export interface ReadText {
  readonly claims: readonly SentenceClaim[];
  /** 0 to 1. */
  readonly weight: number;
}

/** All that one claim is held against. */
export interface Surroundings {
  readonly habits: LibraryHabits;
  readonly neighbours: readonly ReadText[];
  /** Keys that two or more of the similar cases have. */
  readonly commonKeys: ReadonlySet<string>;
  /** Of the other sentences of the same text. */
  readonly rest: readonly SentenceClaim[];
  /** Keys of the rest and of what was given. */
  readonly restKeys: ReadonlySet<string>;
  readonly given: readonly SentenceClaim[];
  /** Shares of this scan's scores, by the term that a name stands for. */
  readonly scores: ReadonlyMap<string, number>;
}

/** What one part finds: above 0 it speaks against the claim, below for it. */
export interface Reading {
  readonly name: FlagPartName;
  readonly value: number;
  /** Put together only where it is shown. */
  readonly say: () => string;
}

export type ReadPart = (claim: SentenceClaim, around: Surroundings) => readonly Reading[];

export function clip(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

/** log of how much more weight one thing has than the other, half a text more being on each side. */
export function logRatio(against: number, inFavour: number): number {
  return Math.log((against + 0.5) / (inFavour + 0.5));
}

export function nameOf({ term, words }: SentenceClaim): string {
  return term ?? `“${words.slice(0, 4).join(" ")}”`;
}

/** Whether two claims are of one thing: the same term, or, where one has none, a word that both have. */
export function isSameThing(a: SentenceClaim, b: SentenceClaim): boolean {
  if (a.term !== null && b.term !== null) return a.term === b.term;
  return a.words.some((word) => b.words.includes(word));
}

export function opposite(side: "left" | "right"): "left" | "right" {
  return side === "left" ? "right" : "left";
}

/** The side of a claim that lies on one alone. */
export function oneSide({ side }: SentenceClaim): "left" | "right" | null {
  return side === "left" || side === "right" ? side : null;
}
