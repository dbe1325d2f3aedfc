import { z } from "zod";
import type { AreaPx, RgbImage } from "../imaging/contract.ts";

/** `name@revision`; the revision is eight hex digits that change when any vector may change. */
export const EncoderId = z
  .string()
  .regex(/^[a-z0-9.-]+@[0-9a-f]{8}$/)
  .brand("EncoderId");
export type EncoderId = z.output<typeof EncoderId>;

/** Unit vector; comparable only with vectors of the same `encoderId`. */
export interface Embedding {
  readonly encoderId: EncoderId;
  readonly values: Float32Array;
}

/** Unit vectors of the cells of a regular grid over the image, row-major: rows × columns × dimensions values. */
export interface PatchGrid {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  /**
   * What the grid covers, in pixels of the picture that was encoded: less than the picture where preprocessing cuts it, and beyond its
   * edges where it pads.
   */
  readonly area: AreaPx;
}

export interface EncodedImage {
  readonly embedding: Embedding;
  /** The tower before its projection, for probes and gates. */
  readonly features?: Float32Array;
  readonly patches?: PatchGrid;
}

export interface EncodeOptions {
  readonly signal?: AbortSignal;
}

export interface ImageEncoder {
  readonly id: EncoderId;
  readonly dimensions: number;
  /**
   * Embeds images.
   * @param images N >= 1, 8-bit RGB, row-major HWC, any size.
   * @returns N results in input order. A vector never depends on its batch-mates.
   * @throws {InferenceError | ModelFileError} and never returns a zero, random or partly loaded result instead.
   */
  encode(images: readonly RgbImage[], options?: EncodeOptions): Promise<readonly EncodedImage[]>;
}

export interface EncodedText {
  readonly embedding: Embedding;
  /** The text tower's own unit vector before the projection into the shared space: for text-text likeness. */
  readonly sentence: Float32Array;
}

export interface TextEncoder {
  readonly id: EncoderId;
  readonly dimensions: number;
  /**
   * Embeds texts; what is over the card's token limit is cut off at its end.
   * @param texts N >= 1, none empty.
   * @returns N results in input order. A vector never depends on its batch-mates.
   * @throws {InferenceError | ModelFileError}
   */
  encode(texts: readonly string[], options?: EncodeOptions): Promise<readonly EncodedText[]>;
}

/** What kind of image a picture is, among the kinds an encoder was trained on. */
export interface ImageKind {
  /** The likeliest of the gate's kinds. */
  readonly kind: string;
  /** Softmax over the gate's kinds: a preference among them, blind to every other kind. */
  readonly shares: Readonly<Record<string, number>>;
  /** Least Mahalanobis distance to a known kind, in the gate's feature space. */
  readonly distance: number;
  /** Distance over which 5 % of the calibration images lay. */
  readonly distanceThreshold: number;
}

export interface ImageKindGate {
  readonly kinds: readonly string[];
  /** @param features of an `EncodedImage` of the same encoder. @throws {InferenceError | ModelFileError} */
  classify(features: Float32Array): Promise<ImageKind>;
}

/** What a question head reads of an `EncodedImage`. */
export interface AskedImage {
  readonly features: Float32Array;
  readonly patches: PatchGrid;
}

/** From which share a closed answer is said aloud, and how often it was right there on partition calibration. */
export interface SpokenFrom {
  readonly shareAtLeast: number;
  /** Part of the `n` questions. */
  readonly right: number;
  readonly n: number;
}

/** Yes against no, at the temperatures that were fitted on partition calibration for this kind of question. */
export interface ClosedAnswer {
  readonly yesShare: number;
  /** What the twin gives, which sees the question alone, at a temperature of its own. */
  readonly questionOnlyYesShare: number;
  /** Null: at no share were such answers right often enough. */
  readonly spokenFrom: SpokenFrom | null;
  /** Every word, in lower case, of the questions of this kind that were trained on. */
  readonly words: ReadonlySet<string>;
}

/** The likeliest of yes and no, and of all other answers (null where the head has none), whatever their shares. */
export interface Prediction {
  readonly closed: "yes" | "no";
  readonly open: string | null;
}

/** What a question head makes of a question and an image. */
export interface HeadAnswer {
  /** Kind of question, as the twin takes it. */
  readonly kind: string;
  /** Share of "such an image answers such a question" against "it does not": a guard, not a chance. */
  readonly answerable: { readonly share: number; readonly atLeast: number };
  /** Null for a kind of question at which the head did not beat its twin on partition calibration. */
  readonly closed: ClosedAnswer | null;
  /** What it takes for likeliest, and what its twin does: for evaluations, never said to anybody. */
  readonly prediction: Prediction;
  readonly questionOnlyPrediction: Prediction;
}

/** Answers questions from an image, beside a twin that sees the question alone: what that gets right was no reading of the image. */
export interface QuestionHead {
  /**
   * @param sentence of the question's `EncodedText`, by the same encoder as the image
   * @throws {QuestionHeadError | InferenceError | ModelFileError}
   */
  answer(image: AskedImage, sentence: Float32Array): Promise<HeadAnswer>;
}

/** Image tower and text tower into one space. */
export interface DualEncoder {
  readonly id: EncoderId;
  readonly dimensions: number;
  /** Multiplier of the cosine under a softmax, as trained. */
  readonly logitScale: number;
  readonly image: ImageEncoder;
  readonly text: TextEncoder;
  /** False for a tower of images alone, whose `text` throws. */
  readonly hasText: boolean;
  readonly gate: ImageKindGate | null;
  readonly questions: QuestionHead | null;
  /** What the card's test figures speak for. */
  readonly concepts: readonly TrainedConcept[];
  /** Kinds of image on which the heat maps of its classes passed both tests that its card records: there they may be called explanations. */
  readonly explains: readonly string[];
  /** True when the image file of this SHA-256 was trained on; null where the card cannot tell. */
  seenInTraining(sha256: string): Promise<boolean | null>;
}

/** A figure with its 95 % interval. */
export interface MeasuredFigure {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
}

/** A class that the encoder was trained on and tested for. */
export interface TrainedConcept {
  readonly name: string;
  /** The set of classes it was told apart from; one label set of one data source. */
  readonly set: string;
  /** The label it stands for in that source. */
  readonly label: string;
  readonly prompts: readonly string[];
  /** The kind of image it was tested on. */
  readonly kind: string;
  /** Test images with and without it. */
  readonly n: { readonly positive: number; readonly negative: number };
  /** The class against the others of its set, on partition test. */
  readonly auroc: MeasuredFigure;
}
