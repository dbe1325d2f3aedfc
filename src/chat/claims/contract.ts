export type Polarity = "affirmed" | "denied";
export type Side = "left" | "right" | "bilateral";

/** One thing that a sentence says. */
export interface SentenceClaim {
  /** Name of a finding or a device of the list; null where the clause has none: then its words alone say what it is. */
  readonly term: string | null;
  readonly device: boolean;
  readonly polarity: Polarity;
  readonly side: Side | null;
  /** Greatest extents that are stated, in mm. */
  readonly sizesMm: readonly number[];
  /** Units that the sizes are written in. */
  readonly sizeUnits: readonly ("mm" | "cm")[];
  /** Telling words of its clause beside the term, the side and the numbers. */
  readonly words: readonly string[];
}
