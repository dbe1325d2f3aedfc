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

export const corruptionKinds = ["side", "negation", "size", "finding", "device"] as const;
export type CorruptionKind = (typeof corruptionKinds)[number];

/** A sentence that was made wrong in one way, beside what it was. */
export interface Corruption {
  readonly kind: CorruptionKind;
  /** How, of the ways of its kind: "to denied", "x10", "inserted". */
  readonly way: string;
  readonly original: string;
  readonly corrupted: string;
}
