import type { ScoreEvidence } from "../contract.ts";

/** What speaks of a sentence's being wrong, or right. */
export const flagPartNames = [
  "polarityOfTerm",
  "polarityOfWords",
  "polarityOfReport",
  "polarityNear",
  "polarityOwn",
  "polarityScore",
  "sideOfWords",
  "sideNear",
  "sideOwn",
  "sideOwnAny",
  "sideGiven",
  "sideOfOrgan",
  "sizeOfTerm",
  "sizeLarge",
  "sizeOwn",
  "termOfWords",
  "termOfReport",
  "termNear",
  "termAmong",
  "termOwn",
  "device",
  "deviceAlone",
  "novelty",
] as const;
export type FlagPartName = (typeof flagPartNames)[number];

/** In what a sentence may be wrong. */
export const wrongWays = ["side", "negation", "size", "finding", "device"] as const;
export type WrongWay = (typeof wrongWays)[number];

/** One part of a flag score. */
export interface FlagPart {
  readonly name: FlagPartName;
  /** What it adds to the log odds of the sentence's being wrong; below 0 it speaks for the sentence. */
  readonly adds: number;
  /** In words: "2 of 8 similar cases say so, 5 say the opposite". */
  readonly message: string;
}

/** How likely one sentence is wrong about this scan, given the evidence at hand. */
export interface FlagScore {
  /** 0 to 1, where as many sentences are wrong as right; null for a sentence that says nothing that could be held against anything. */
  readonly share: number | null;
  /** In what it would most likely be wrong. */
  readonly way: WrongWay | null;
  /** True from the share on that calibration chose. */
  readonly flagged: boolean;
  /** What counted most, first. */
  readonly parts: readonly FlagPart[];
}

/** The evidence at hand about one scan. */
export interface FlagContext {
  /** What was known before the scan was read: the indication, the history. */
  readonly given: string | null;
  /** Texts of similar cases, other patients', best first. */
  readonly neighbours: readonly { readonly text: string; readonly cosine: number }[];
  /** This scan's scores. */
  readonly scores: readonly ScoreEvidence["scores"][];
}
