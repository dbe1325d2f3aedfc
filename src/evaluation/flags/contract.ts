import type { WrongWay } from "../../chat/flag-score/contract.ts";

/** One report of the data, as it was written. */
export interface FlagReport {
  readonly case: string;
  readonly partition: string;
  /** What was known before: the indication, the history. */
  readonly given: string | null;
  readonly sentences: readonly string[];
  /** Path of the case's first image; null where the data has none. */
  readonly imagePath: string | null;
}

export { type WrongWay as CorruptionKind, wrongWays as corruptionKinds } from "../../chat/flag-score/contract.ts";

/** A sentence that was made wrong in one way, beside what it was. */
export interface Corruption {
  readonly kind: WrongWay;
  /** How, of the ways of its kind: "to denied", "x10", "inserted". */
  readonly way: string;
  readonly original: string;
  readonly corrupted: string;
}
