import { dot, softmax } from "../../core/vector.ts";
import type { Head, LabelledVectors, TipParameters, Trials, ZeroShotLogits } from "./contract.ts";

/** What cross-validation chooses from. With an alpha of 0 the examples add nothing to the names. */
const alphas = [0, 1, 3, 10, 30, 100, 300] as const;
const betas = [1, 3, 5.5, 10, 30, 100] as const;

export interface TipSetting {
  readonly alpha: number;
  readonly beta: number;
}
export const tipGrid: readonly TipSetting[] = betas.flatMap((beta) => alphas.map((alpha) => ({ alpha, beta })));
/** Where there are too few cases to choose: beta as the paper's, the examples weighing about as much as the names. */
export const tipFallback: TipSetting = { alpha: 10, beta: 5.5 };

/** A class's examples: which they are. */
function byClass({ labels, classes }: Pick<LabelledVectors, "labels" | "classes">): readonly (readonly number[])[] {
  const examples: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, i) => {
    examples[label].push(i);
  });
  return examples;
}

/**
 * The cache's logit of each class: the mean of exp(-beta (1 - cosine)) over its examples; 0 without one. The paper takes the sum, for
 * classes of equally many examples, where both are the same but for alpha; here no class outvotes another by number.
 * Source: Zhang et al. 2022, Tip-Adapter, arXiv:2207.09519, section 3.2.
 */
function affinities(cosines: readonly number[], examples: readonly (readonly number[])[], beta: number): number[] {
  return examples.map((each) =>
    each.length === 0 ? 0 : each.reduce((sum, index) => sum + Math.exp(-beta * (1 - cosines[index])), 0) / each.length,
  );
}

function zeroShotLogits({ prototypes, logitScale }: ZeroShotLogits, vector: Float32Array): number[] {
  return prototypes.map((prototype) => logitScale * dot(prototype, vector));
}

/** Trials over names that stay the same from fold to fold: no image has a part in them. */
export function tipTrials(names: ZeroShotLogits): Trials {
  return (fit, held) => {
    const examples = byClass(fit);
    const found = held.map((vector) => {
      const cosines = fit.vectors.map((example) => dot(example, vector));
      const named = zeroShotLogits(names, vector);
      const byBeta = new Map(betas.map((beta) => [beta, affinities(cosines, examples, beta)] as const));
      return betas.flatMap((beta) =>
        alphas.map((alpha) => softmax((byBeta.get(beta) ?? []).map((cache, each) => named[each] + alpha * cache))),
      );
    });
    return tipGrid.map((_, setting) => found.map((each) => each[setting]));
  };
}

export function tipParameters(
  { vectors, labels }: LabelledVectors,
  names: ZeroShotLogits,
  setting: TipSetting,
): TipParameters {
  return { method: "tip", ...setting, ...names, vectors, labels };
}

export function tipHead({ vectors, labels, prototypes, logitScale, alpha, beta }: TipParameters): Head {
  const examples = byClass({ labels, classes: prototypes.length });
  return (vector) => {
    const cosines = vectors.map((example) => dot(example, vector));
    const cache = affinities(cosines, examples, beta);
    const named = zeroShotLogits({ prototypes, logitScale }, vector);
    return {
      shares: softmax(named.map((logit, each) => logit + alpha * cache[each])),
      cosines: prototypes.map((prototype) => dot(prototype, vector)),
    };
  };
}
