import { dot, mean, normalise } from "../../core/vector.ts";
import { caseFolds, foldCount } from "./case-folds.ts";
import type { Examples } from "./choose-setting.ts";

/** Where an adapter's examples lie. */
export interface Likeness {
  /** Unit vectors: the mean direction of each class's examples. */
  readonly means: readonly Float32Array[];
  /** Least cosine of an example with the nearest of the means of the other folds' examples: an image below it is farther off than any of them was. */
  readonly cosineAtLeast: number;
}

/** Of n images one new one in n + 1 lies farther off than all of them: of fewer than these the limit would refuse too many. */
const leastExamples = 20;

/** @returns null where there are too few examples, or too few cases to hold any back */
export function fitLikeness(examples: Examples, seed: number): Likeness | null {
  const folds = foldCount(examples);
  if (folds === null || examples.vectors.length < leastExamples) return null;
  const foldOf = caseFolds(examples, { folds, seed });
  const all = examples.vectors.map((vector, row) => ({ vector, label: examples.labels[row], fold: foldOf[row] }));
  const cosines = Array.from({ length: folds }, (_, fold) => {
    const means = classMeans(all.filter((each) => each.fold !== fold));
    return all.filter((each) => each.fold === fold).map(({ vector }) => nearestCosine(vector, means));
  });
  return { means: classMeans(all), cosineAtLeast: cosines.flat().reduce((least, each) => Math.min(least, each), 1) };
}

/** Cosine of a unit vector with the nearest of some. */
export function nearestCosine(vector: Float32Array, means: readonly Float32Array[]): number {
  return means.reduce((greatest, each) => Math.max(greatest, dot(each, vector)), -1);
}

function classMeans(examples: readonly { readonly vector: Float32Array; readonly label: number }[]): Float32Array[] {
  const labels = [...new Set(examples.map(({ label }) => label))].sort((a, b) => a - b);
  return labels.map((label) =>
    normalise(mean(examples.filter((each) => each.label === label).map(({ vector }) => vector))),
  );
}
