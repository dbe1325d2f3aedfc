import { type ChoiceOptions, type CrossValidation, chooseSetting, type Examples } from "./choose-setting.ts";
import type { HeadParameters, LabelledVectors, Trials, ZeroShotLogits } from "./contract.ts";
import { knnFallback, knnGrid, knnParameters, knnTrials } from "./knn.ts";
import { logisticFallback, logisticGrid, logisticParameters, logisticTrials } from "./logistic.ts";
import { tipFallback, tipGrid, tipParameters, tipTrials } from "./tip.ts";

/** What is fitted; the text side of a Tip-Adapter comes with it. */
export type HeadRequest =
  | { readonly method: "logistic" | "knn" }
  | { readonly method: "tip"; readonly names: ZeroShotLogits };

export interface FittedHead {
  readonly parameters: HeadParameters;
  /** Null where there were too few cases to choose by: then the settings are the method's own. */
  readonly crossValidation: CrossValidation | null;
}

/**
 * Fits a head to examples, its setting chosen by cross-validation over their cases. The same examples and seed give the same head.
 * @param examples every class has at least one
 */
export async function fitHead(request: HeadRequest, examples: Examples, options: ChoiceOptions): Promise<FittedHead> {
  const choose = async <S>(
    trials: Trials,
    grid: readonly S[],
    fallback: S,
    make: (set: LabelledVectors, setting: S) => HeadParameters,
  ): Promise<FittedHead> => {
    const chosen = await chooseSetting(examples, trials, options);
    const setting = chosen ? grid[chosen.setting] : fallback;
    return { parameters: make(examples, setting), crossValidation: chosen?.crossValidation ?? null };
  };
  switch (request.method) {
    case "logistic":
      return choose(logisticTrials, logisticGrid, logisticFallback, logisticParameters);
    case "knn":
      return choose(knnTrials, knnGrid, knnFallback, knnParameters);
    case "tip": {
      const { names } = request;
      return choose(tipTrials(names), tipGrid, tipFallback, (set, setting) => tipParameters(set, names, setting));
    }
    default:
      return request satisfies never;
  }
}
