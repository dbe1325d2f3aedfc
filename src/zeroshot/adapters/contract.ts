/** How an adapter tells its classes apart. */
export const adapterMethods = ["logistic", "knn", "tip"] as const;
export type AdapterMethod = (typeof adapterMethods)[number];

/** Image vectors of one encoder with the class of each. */
export interface LabelledVectors {
  /** N >= 1 unit vectors of D dimensions. */
  readonly vectors: readonly Float32Array[];
  /** One a vector: 0 to `classes` - 1. */
  readonly labels: readonly number[];
  readonly classes: number;
}

/** What a Tip-Adapter adds its examples to. */
export interface ZeroShotLogits {
  /** Unit text vectors, one a class. */
  readonly prototypes: readonly Float32Array[];
  /** Multiplier of the cosine under a softmax, as the encoder was trained. */
  readonly logitScale: number;
}

export interface LogisticParameters {
  readonly method: "logistic";
  /** Inverse strength of the L2 penalty, as scikit-learn's `C`. */
  readonly c: number;
  /** [class][dimension] */
  readonly weights: readonly Float32Array[];
  /** [class] */
  readonly intercepts: Float32Array;
}

export interface KnnParameters extends Omit<LabelledVectors, "classes"> {
  readonly method: "knn";
  readonly classes: number;
  readonly k: number;
}

export interface TipParameters extends Omit<LabelledVectors, "classes">, ZeroShotLogits {
  readonly method: "tip";
  /** Weight of the examples' logits. */
  readonly alpha: number;
  /** How fast an example's weight falls with its distance. */
  readonly beta: number;
}

/** A fitted head: all that it needs to tell its classes apart. */
export type HeadParameters = LogisticParameters | KnnParameters | TipParameters;

/** What a head says of an image vector. */
export interface HeadScore {
  /** One a class; they sum to 1. A preference among the classes, not a chance. */
  readonly shares: readonly number[];
  /** Cosine with each class's prompts (tip) or its nearest example (knn); null where the head has no vector of a class (logistic). */
  readonly cosines: readonly (number | null)[];
}

/** @param vector unit vector by the encoder that the head was fitted for */
export type Head = (vector: Float32Array) => HeadScore;

/**
 * Fits a head under every setting of a method's grid and scores vectors that it was not fitted on.
 * @returns shares as [setting][vector][class]; a class without an example in `fit` has what its method makes of that, never a rest of another fit
 */
export type Trials = (
  fit: LabelledVectors,
  held: readonly Float32Array[],
) => readonly (readonly (readonly number[])[])[];
