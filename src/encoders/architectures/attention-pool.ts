import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { attend } from "./attention.ts";
import { cellsOf } from "./convolutions.ts";
import { linear } from "./layers.ts";
import type { StateDict } from "./state-dict.ts";

export interface AttentionPoolSize {
  /** Channels of the map. */
  readonly width: number;
  /** Cells of the map. */
  readonly cells: number;
  readonly heads: number;
  readonly dimensions: number;
}

/**
 * The mean of a map's cells attends to itself and to all cells: [B, width, H, W] -> [B, dimensions].
 * Source: OpenAI CLIP `AttentionPool2d`.
 */
export function attentionPool(
  graph: GraphBuilder,
  map: Value,
  state: StateDict,
  { width, cells, heads, dimensions }: AttentionPoolSize,
): Value {
  const tokens = cellsOf(graph, map, width);
  const mean = graph.operator("ReduceMean", [tokens, graph.int64s([1])], { keepdims: 1 });
  const positions = graph.weight(state.take("positional_embedding", [cells + 1, width]));
  const placed = graph.operator("Add", [graph.operator("Concat", [mean, tokens], { axis: 1 }), positions]);
  const first = graph.operator("Slice", [placed, ...[0, 1, 1].map((each) => graph.int64s([each]))]);
  const [query, key, values] = ["q", "k", "v"].map((name) =>
    linear(graph, state.within(`${name}_proj.`), { from: width, to: width })(name === "q" ? first : placed),
  );
  const attended = attend(graph, { query, key, values }, { width, heads, mask: null });
  const out = linear(graph, state.within("c_proj."), { from: width, to: dimensions })(attended);
  return graph.operator("Squeeze", [out, graph.int64s([1])]);
}
