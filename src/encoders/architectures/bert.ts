import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { rowsOf } from "../graphs/weight.ts";
import { bertBlock } from "./block-layouts.ts";
import { firstRows, length } from "./clip-text.ts";
import { layerNorm, linear, projector } from "./layers.ts";
import type { BertSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";
import { normLastBlock } from "./transformer-block.ts";

/** What transformers adds to the score of padding: the least 32-bit float. */
const masked = -3.4028234663852886e38;

/**
 * Text tower up to its projection; padding is hidden from every token.
 * @param ids int64 [B, T], T <= context
 * @param root of the whole checkpoint: the projection's keys are counted from there
 * @returns [B, dimensions]
 */
export function bertEmbedding(graph: GraphBuilder, ids: Value, root: StateDict, spec: BertSpec): Value {
  const state = root.within(spec.prefix);
  const { width, depth, padId, hidesPadding } = spec;
  const padded = graph.operator("Equal", [ids, graph.int64s([padId], [])]);
  const row = graph.operator("Where", [padded, graph.floats([masked], []), graph.floats([0], [])]);
  const mask = hidesPadding ? graph.operator("Unsqueeze", [row, graph.int64s([1, 2])]) : null;
  let tokens = embedded(graph, ids, state.within("embeddings."), spec);
  const layers: Value[] = [];
  for (let i = 0; i < depth; i++) {
    const parts = bertBlock(state.within(`encoder.layer.${i}.`), "mlp", width);
    tokens = normLastBlock(graph, parts, { ...spec, mask })(tokens);
    layers.push(tokens);
  }
  const pooled = poolBert(graph, { tokens, layers, padded }, state, spec);
  return projector(graph, root, { projection: spec.projection, from: width })(pooled);
}

/** Words, positions and the first of the token types, normalised. */
function embedded(graph: GraphBuilder, ids: Value, state: StateDict, spec: BertSpec): Value {
  const { vocabulary, context, tokenTypes, width } = spec;
  const table = (name: string, rows: number) => state.take(`${name}_embeddings.weight`, [rows, width]);
  const words = graph.operator("Gather", [graph.weight(table("word", vocabulary)), ids]);
  const positions = firstRows(graph, graph.weight(table("position", context)), length(graph, ids));
  const type = graph.weight(rowsOf(table("token_type", tokenTypes), 0, 1));
  const sum = graph.operator("Add", [graph.operator("Add", [words, type]), positions]);
  return layerNorm(graph, state.within("LayerNorm."), spec)(sum);
}

function poolBert(
  graph: GraphBuilder,
  { tokens, layers, padded }: { readonly tokens: Value; readonly layers: readonly Value[]; readonly padded: Value },
  state: StateDict,
  { pool, width }: BertSpec,
): Value {
  const classToken = () => graph.operator("Gather", [tokens, graph.int64s([0], [])], { axis: 1 });
  switch (pool) {
    case "class-token":
      return classToken();
    case "pooler":
      return graph.operator("Tanh", [
        linear(graph, state.within("pooler.dense."), { from: width, to: width })(classToken()),
      ]);
    case "mean": {
      const kept = graph.operator("Where", [padded, graph.floats([0], []), graph.floats([1], [])]);
      const weights = graph.operator("Unsqueeze", [kept, graph.int64s([2])]);
      const sum = graph.operator("ReduceSum", [graph.operator("Mul", [tokens, weights]), graph.int64s([1])], {
        keepdims: 0,
      });
      const count = graph.operator("ReduceSum", [kept, graph.int64s([1])], { keepdims: 1 });
      return graph.operator("Div", [sum, count]);
    }
    case "last-token": {
      const kept = graph.operator("Where", [padded, graph.int64s([0], []), graph.int64s([1], [])]);
      const count = graph.operator("ReduceSum", [kept, graph.int64s([1])], { keepdims: 1 });
      const last = graph.operator("Sub", [count, graph.int64s([1])]);
      return graph.operator("GatherND", [tokens, last], { batch_dims: 1 });
    }
    case "three-layers-mean": {
      const three = [layers[0], layers[1], tokens].reduce((a, b) => graph.operator("Add", [a, b]));
      const mean = graph.operator("ReduceMean", [three, graph.int64s([1])], { keepdims: 0 });
      return graph.operator("Div", [mean, graph.floats([3], [])]);
    }
    default:
      return pool satisfies never;
  }
}
