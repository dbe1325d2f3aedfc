/** The text-bearing facts of one image-text pair, as its data set states them. Every text is already cleaned. */
export interface PairFacts {
  readonly caption: string | null;
  readonly label: string | null;
  readonly modality: string | null;
  readonly anatomy: string | null;
  /** Where the pair comes from: the data set's own word, else the folder's name. */
  readonly source: string | null;
  readonly licence: string | null;
  /** The patient, else the group, else the source tile, else null: then the image's sha256 is the case. */
  readonly case: string | null;
  /** Frozen split of the data set (`train`, `calibration`, `test`), where it names one. */
  readonly partition: string | null;
}

/** One row of a source: either the image file and what is known about it, or why the row cannot be taken. */
export type SourceRow =
  | {
      readonly kind: "pair";
      readonly source: string;
      readonly imagePath: string;
      readonly facts: PairFacts;
      /** The row as its source has it, by field: what an evaluation's labels may stand in. Never stored and never shown. */
      readonly fields: Readonly<Record<string, unknown>>;
      readonly strippedCharacters: number;
    }
  | { readonly kind: "bad"; readonly source: string; readonly code: string; readonly reason: string };

/** A pair as a library holds it, without its vectors and its view. */
export interface Pair extends Omit<PairFacts, "case"> {
  /** The image's sha256, first 32 hex digits. */
  readonly id: string;
  readonly case: string;
  /** What is searched and cited: the caption, else the label in words, else null (`NO_TEXT`: never cited). */
  readonly text: string | null;
  /** SHA-256 of the image file, 64 hex digits. */
  readonly sha256: string;
  /** Kind of image by the encoder's gate; null for an encoder without one. */
  readonly kind: string | null;
}

/** One search result. */
export interface SimilarPair {
  readonly pair: Pair;
  /** Cosine of the query with the pair: by image where the query has one, else of the text with the image. */
  readonly cosine: number;
  /** The cosine, or the reciprocal-rank sum where ranks were fused. */
  readonly score: number;
  /** In words: which vectors matched, at which rank. */
  readonly why: string;
}

/** What a source of rows can be; `auto` looks. */
export const sourceFormats = ["auto", "manifest", "csv", "imagefolder", "classes", "images"] as const;
export type SourceFormat = (typeof sourceFormats)[number];
