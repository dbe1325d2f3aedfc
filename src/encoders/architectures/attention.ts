import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { stacked, type Weight } from "../graphs/weight.ts";
import { ArchitectureError } from "./errors.ts";
import { affine, type Layer } from "./layers.ts";
import type { StateDict } from "./state-dict.ts";

/** The projections of queries, keys and values as one: [3 · width, width] and [3 · width]. */
export interface QkvWeights {
  readonly weight: Weight;
  readonly bias: Weight;
}

/** Where a checkpoint has them apart. @param states of each one's Linear: query, key, value */
export function stackedQkv(states: readonly StateDict[], width: number): QkvWeights {
  return {
    weight: stacked(states.map((state) => state.take("weight", [width, width]))),
    bias: stacked(states.map((state) => state.take("bias", [width]))),
  };
}

export interface AttentionOptions {
  readonly width: number;
  readonly heads: number;
  /** Added to the scores [B, heads, N, M]; null: every query sees every key. */
  readonly mask: Value | null;
}

/** Multi-head self-attention up to its output projection: [B, N, width] -> [B, N, width]. */
export function selfAttention(graph: GraphBuilder, { weight, bias }: QkvWeights, options: AttentionOptions): Layer {
  const project = affine(graph, weight, bias);
  return (value) => {
    const [query, key, values] = graph.split(project(value), 3);
    return attend(graph, { query, key, values }, options);
  };
}

/** Scaled dot-product attention of queries [B, N, width] over keys and values [B, M, width], heads joined again: [B, N, width]. */
export function attend(
  graph: GraphBuilder,
  { query, key, values }: { readonly query: Value; readonly key: Value; readonly values: Value },
  { width, heads, mask }: AttentionOptions,
): Value {
  if (width % heads !== 0) throw new ArchitectureError("attention heads of unequal widths");
  const apart = graph.int64s([0, 0, heads, width / heads]);
  const perHead = (value: Value, perm: readonly number[]) =>
    graph.operator("Transpose", [graph.operator("Reshape", [value, apart])], { perm });
  const scale = graph.floats([(width / heads) ** -0.5], []);
  const scaled = graph.operator("Mul", [perHead(query, [0, 2, 1, 3]), scale]);
  const scores = graph.operator("MatMul", [scaled, perHead(key, [0, 2, 3, 1])]);
  const seen = mask === null ? scores : graph.operator("Add", [scores, mask]);
  const shares = graph.operator("Softmax", [seen], { axis: -1 });
  const mixed = graph.operator("MatMul", [shares, perHead(values, [0, 2, 1, 3])]);
  const joined = graph.operator("Transpose", [mixed], { perm: [0, 2, 1, 3] });
  return graph.operator("Reshape", [joined, graph.int64s([0, 0, width])]);
}
