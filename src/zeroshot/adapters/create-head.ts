import type { Head, HeadParameters } from "./contract.ts";
import { knnHead } from "./knn.ts";
import { logisticHead } from "./logistic.ts";
import { tipHead } from "./tip.ts";

/** The head of fitted parameters. */
export function createHead(parameters: HeadParameters): Head {
  switch (parameters.method) {
    case "logistic":
      return logisticHead(parameters);
    case "knn":
      return knnHead(parameters);
    case "tip":
      return tipHead(parameters);
    default:
      return parameters satisfies never;
  }
}
