import type { EncoderId } from "../../encoders/contract.ts";
import type { CrossValidation } from "./choose-setting.ts";
import type { HeadParameters } from "./contract.ts";
import type { Likeness } from "./likeness.ts";
import type { TrainedKinds } from "./trained-kinds.ts";

/** A class of an adapter, and the examples that it was fitted to. */
export interface AdapterClass {
  readonly name: string;
  /** Images. */
  readonly n: number;
  readonly cases: number;
}

/** What an adapter was fitted to, and how. */
export interface FittedOn {
  /** The folders' names, never their paths. */
  readonly data: string;
  /** Null: every row. */
  readonly partition: string | null;
  readonly cases: number;
  /** Of the prompts that a Tip-Adapter adds to; null for any other. */
  readonly promptsSha256: string | null;
  readonly seed: number;
  /** Share of the images that the encoder itself was trained on: then the cross-validation flatters. Null where its card cannot tell. */
  readonly seenInTraining: number | null;
  readonly crossValidation: CrossValidation | null;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Version of caselens. */
  readonly caselens: string;
}

/** A few-shot classifier on an encoder's image vectors. */
export interface Adapter {
  readonly encoder: EncoderId;
  /** Two or more, in the order of the head's shares. */
  readonly classes: readonly AdapterClass[];
  readonly head: HeadParameters;
  readonly kinds: TrainedKinds;
  /** Null: too few images to say how far one of these classes may lie. */
  readonly likeness: Likeness | null;
  /** First 16 hex digits of the SHA-256 of each image file that it was fitted to. */
  readonly images: readonly string[];
  readonly fittedOn: FittedOn;
}
