import { dot, normalise } from "../core/vector.ts";
import type { DecisionRules } from "./decision-rules.ts";

/** How like an image is to what an encoder was trained on. */
export interface Familiarity {
  /** Cosine of the image's features with the nearest cluster of the training images' features. */
  readonly cosine: number;
  /** Least cosine of a kind of image that the encoder knows. */
  readonly atLeast: number;
  readonly familiar: boolean;
}

/** @param features the tower's features, before its projection */
export function measureFamiliarity(
  features: Float32Array,
  { familiarity, familiarClusters }: DecisionRules,
): Familiarity {
  const direction = normalise(features);
  const cosine = Math.max(...familiarClusters.map((cluster) => dot(cluster, direction)));
  return { cosine, atLeast: familiarity.atLeast, familiar: cosine >= familiarity.atLeast };
}
