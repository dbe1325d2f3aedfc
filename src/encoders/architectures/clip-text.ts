import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { reshaped } from "../graphs/weight.ts";
import { type BlockLayout, huggingFaceClipBlock, openClipBlock } from "./block-layouts.ts";
import { layerNorm, projector } from "./layers.ts";
import type { BertSpec, ClipTextSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";
import { normFirstBlock } from "./transformer-block.ts";
import { between } from "./vit.ts";

interface TextLayout {
  readonly tokens: string;
  readonly positions: string;
  readonly norm: string;
  readonly block: (index: number) => string;
  readonly blockLayout: BlockLayout;
}

const layouts: Readonly<Record<ClipTextSpec["layout"], TextLayout>> = {
  "hugging-face-clip": {
    tokens: "embeddings.token_embedding.weight",
    positions: "embeddings.position_embedding.weight",
    norm: "final_layer_norm",
    block: (index) => `encoder.layers.${index}`,
    blockLayout: huggingFaceClipBlock,
  },
  "open-clip": {
    tokens: "token_embedding.weight",
    positions: "positional_embedding",
    norm: "ln_final",
    block: (index) => `transformer.resblocks.${index}`,
    blockLayout: openClipBlock,
  },
};

/** Below every score, and finite: a row that is masked throughout stays a number. */
const masked = -3.4e38;

/**
 * Text tower up to its projection.
 * @param input ids, int64 [B, T], T <= context; with a class token T is the full context, and the last id a place for it
 * @param root of the whole checkpoint: the projection's keys are counted from there
 * @returns [B, dimensions]
 */
export function clipTextEmbedding(graph: GraphBuilder, input: Value, root: StateDict, spec: ClipTextSpec): Value {
  const state = root.within(spec.prefix);
  const layout = layouts[spec.layout];
  const { width, depth, pool } = spec;
  const withClass = pool.kind === "class-embedding";
  const ids = withClass ? between(graph, input, 0, spec.context - 1) : input;
  const embedded = withClass
    ? textAndClass(graph, ids, state, { spec, layout })
    : text(graph, ids, state, { spec, layout });
  const mask = maskOf(graph, ids, spec);
  let tokens = embedded;
  for (let i = 0; i < depth; i++) {
    const parts = layout.blockLayout(state.within(`${layout.block(i)}.`), "mlp", width);
    tokens = normFirstBlock(graph, parts, { ...spec, scales: none, mask })(tokens);
  }
  const pooled = layerNorm(graph, state.within(`${layout.norm}.`), spec)(poolText(graph, tokens, ids, pool));
  return projector(graph, root, { projection: spec.projection, from: width })(pooled);
}

/** Whether padding changes the embedding: then every text is filled up to the context. */
export function needsFullContext(spec: ClipTextSpec | BertSpec): boolean {
  if (spec.kind === "bert") return !spec.hidesPadding;
  return spec.pool.kind === "last" || spec.pool.kind === "class-embedding";
}

const none = { attention: (value: Value) => value, feedForward: (value: Value) => value };

interface Laid {
  readonly spec: ClipTextSpec;
  readonly layout: TextLayout;
}

function text(graph: GraphBuilder, ids: Value, state: StateDict, { spec, layout }: Laid): Value {
  const { vocabulary, width, context } = spec;
  const words = graph.operator("Gather", [graph.weight(state.take(layout.tokens, [vocabulary, width])), ids]);
  const positions = graph.weight(state.take(layout.positions, [context, width]));
  return graph.operator("Add", [words, firstRows(graph, positions, length(graph, ids))]);
}

/** CoCa's: `context` counts the class token, whose position is the last one. */
function textAndClass(graph: GraphBuilder, ids: Value, state: StateDict, { spec, layout }: Laid): Value {
  const { vocabulary, width, context } = spec;
  const words = graph.operator("Gather", [graph.weight(state.take(layout.tokens, [vocabulary, width])), ids]);
  const batch = graph.operator("Shape", [ids], { start: 0, end: 1 });
  const shape = graph.operator("Concat", [batch, graph.int64s([1, width])], { axis: 0 });
  const learned = graph.weight(reshaped(state.take("cls_emb", [width]), [1, 1, width]));
  const tokens = graph.operator("Concat", [words, graph.operator("Expand", [learned, shape])], { axis: 1 });
  const positions = graph.weight(state.take(layout.positions, [context, width]));
  return graph.operator("Add", [tokens, positions]);
}

/** What each token may see, to be added to the scores; null where it is everything. */
function maskOf(graph: GraphBuilder, ids: Value, { context, causal, pool }: ClipTextSpec): Value | null {
  if (!causal) return null;
  const later = Array.from({ length: context ** 2 }, (_, i) => (i % context > Math.floor(i / context) ? masked : 0));
  const full = graph.floats(later, [context, context]);
  if (pool.kind === "class-embedding") return graph.operator("Add", [full, classMask(graph, ids, context, pool.padId)]);
  const tokens = length(graph, ids);
  const rows = firstRows(graph, full, tokens);
  return graph.operator("Slice", [rows, graph.int64s([0]), tokens, graph.int64s([1])]);
}

/**
 * The class token, last of all, does not see what follows the text: [B, 1, context, context]. As upstream has it, the mask stands one
 * place to the right, so that the first padding is seen and a text that fills the context hides nothing.
 * Source: open_clip `TextTransformer.build_cls_mask`.
 */
function classMask(graph: GraphBuilder, ids: Value, context: number, padId: number): Value {
  const padded = graph.operator("Equal", [ids, graph.int64s([padId], [])]);
  const row = graph.operator("Where", [padded, graph.floats([masked], []), graph.floats([0], [])]);
  const shifted = graph.operator("Pad", [row, graph.int64s([0, 1, 0, 0]), graph.floats([0], [])]);
  const asRow = graph.operator("Unsqueeze", [shifted, graph.int64s([1, 2])]);
  return graph.operator("Pad", [asRow, graph.int64s([0, 0, context - 1, 0, 0, 0, 0, 0]), graph.floats([0], [])]);
}

function poolText(graph: GraphBuilder, tokens: Value, ids: Value, pool: ClipTextSpec["pool"]): Value {
  switch (pool.kind) {
    case "highest-id":
      return tokenAt(graph, tokens, graph.operator("ArgMax", [ids], { axis: 1, keepdims: 1 }));
    case "first-of": {
      const found = graph.operator("Equal", [ids, graph.int64s([pool.id], [])]);
      const asNumbers = graph.operator("Cast", [found], { to: 6 }); // int32: ArgMax takes no booleans
      return tokenAt(graph, tokens, graph.operator("ArgMax", [asNumbers], { axis: 1, keepdims: 1 }));
    }
    case "first":
      return graph.operator("Squeeze", [between(graph, tokens, 0, 1), graph.int64s([1])]);
    case "last":
    case "class-embedding":
      return graph.operator("Squeeze", [between(graph, tokens, -1), graph.int64s([1])]);
    default:
      return pool satisfies never;
  }
}

/** @param index int64 [B, 1] @returns [B, width] */
function tokenAt(graph: GraphBuilder, tokens: Value, index: Value): Value {
  return graph.operator("GatherND", [tokens, index], { batch_dims: 1 });
}

/** T of int64 [B, T], as a tensor of one. */
export function length(graph: GraphBuilder, ids: Value): Value {
  return graph.operator("Shape", [ids], { start: 1, end: 2 });
}

/** The first rows of a matrix. */
export function firstRows(graph: GraphBuilder, matrix: Value, count: Value): Value {
  return graph.operator("Slice", [matrix, graph.int64s([0]), count, graph.int64s([0])]);
}
