import type { FlagScore } from "../chat/flag-score/contract.ts";

/** A sentence of a report that a person or a language model wrote, held against the evidence at hand. */
export interface WeighedSentence {
  readonly section: string;
  readonly text: string;
  readonly score: FlagScore;
}

export interface WeighedReport {
  readonly id: string;
  readonly version: number;
  readonly sentences: readonly WeighedSentence[];
}
