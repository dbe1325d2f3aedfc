import { seededDraws } from "../core/seeded-draws.ts";
import { dot, normalise, softmax } from "../core/vector.ts";
import type { PromptSet } from "./contract.ts";
import type { Wording } from "./wordings.ts";

const mostCandidates = 1_000;
const mostKept = 50;
/** Multiplier of the cosine under the softmax. Source: KEEP, WSI_evaluation. */
const sharpness = 10;
const patience = 200;

/**
 * Up to 1,000 distinct prompt classifiers of a set, the same at every call: one template, and of each class one name. Fewer where a set has fewer.
 * Source: KEEP, WSI_evaluation.
 */
export function promptClassifiersOf({
  classes,
  templates,
}: Pick<PromptSet, "classes" | "templates">): readonly Wording[] {
  const draw = seededDraws(0);
  const found = new Map<string, Wording>();
  for (let inVain = 0; found.size < mostCandidates && inVain < patience; inVain++) {
    const template = draw(templates.length);
    const synonyms = classes.map((each) => draw(each.synonyms.length));
    const key = [template, ...synonyms].join();
    if (found.has(key)) continue;
    found.set(key, { synonyms, templates: [template] });
    inVain = 0;
  }
  return [...found.values()];
}

export interface ScreenedPrompts {
  /** One unit vector per class: the sum of those of the prompt classifiers that were kept. */
  readonly classes: readonly Float32Array[];
  readonly candidates: number;
  readonly kept: number;
}

/**
 * Keeps the prompt classifiers that are surest of images, without a label: those with the greatest mean of
 * top1 - top2 - |top1 + top2 - 1| over the images, where top1 and top2 are the two greatest of softmax(10 · cosine).
 * Source: KEEP, WSI_evaluation (prompt screening).
 * @param images unit vectors, N >= 1 @param candidates [classifier][class] unit vectors, two classes or more
 */
export function screenPrompts(
  images: readonly Float32Array[],
  candidates: readonly (readonly Float32Array[])[],
): ScreenedPrompts {
  const scored = candidates.map((classes) => ({ classes, score: surenessOf(images, classes) }));
  const kept = scored.sort((a, b) => b.score - a.score).slice(0, mostKept);
  return {
    classes: candidates[0].map((_, i) => normalise(sum(kept.map(({ classes }) => classes[i])))),
    candidates: candidates.length,
    kept: kept.length,
  };
}

function surenessOf(images: readonly Float32Array[], classes: readonly Float32Array[]): number {
  const each = images.map((image) => {
    const shares = softmax(classes.map((prototype) => sharpness * dot(image, prototype))).sort((a, b) => b - a);
    return shares[0] - shares[1] - Math.abs(shares[0] + shares[1] - 1);
  });
  return each.reduce((total, value) => total + value, 0) / each.length;
}

function sum(vectors: readonly Float32Array[]): Float64Array {
  const total = new Float64Array(vectors[0].length);
  for (const vector of vectors) for (let i = 0; i < total.length; i++) total[i] += vector[i];
  return total;
}
