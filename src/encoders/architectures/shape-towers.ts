import { buildTowers, type TowerGraphs } from "./build-graphs.ts";
import type { ArchitectureSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";

/** The graphs of an architecture without a checkpoint: its weights have shapes and no values. */
export function shapeTowers(spec: ArchitectureSpec): Omit<TowerGraphs, "logits"> {
  const shapes: StateDict = {
    take: (_, dims) => ({ dims, load: () => Promise.reject(new TypeError("The weight has no values.")) }),
    within: () => shapes,
  };
  return buildTowers(shapes, spec);
}
