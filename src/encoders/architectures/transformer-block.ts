import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { type QkvWeights, selfAttention } from "./attention.ts";
import { activate, type Layer, layerNorm, linear } from "./layers.ts";
import type { Activation } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";

/** What both kinds of block need to know of their transformer. */
export interface BlockSize {
  readonly width: number;
  readonly heads: number;
  readonly hidden: number;
  readonly activation: Activation;
  readonly layerNormEps: number;
}

/** Where the parts of a block stand in a checkpoint. */
export interface BlockState {
  readonly attentionNorm: StateDict;
  readonly qkv: QkvWeights;
  readonly attentionOut: StateDict;
  readonly feedForwardNorm: StateDict;
  readonly feedForward:
    | { readonly kind: "mlp"; readonly first: StateDict; readonly last: StateDict }
    /** `gated` gives the gate and what is gated, in this order. */
    | { readonly kind: "swiglu"; readonly gated: StateDict; readonly last: StateDict };
}

/** A residual branch's own scale, one factor a channel; the identity where a network has none. */
export interface BranchScales {
  readonly attention: Layer;
  readonly feedForward: Layer;
}

/** x + attention(norm(x)), then x + feedForward(norm(x)): [B, N, width] -> [B, N, width]. */
export function normFirstBlock(
  graph: GraphBuilder,
  state: BlockState,
  { scales, mask, ...size }: BlockSize & { readonly scales: BranchScales; readonly mask: Value | null },
): Layer {
  const { width } = size;
  const attentionNorm = layerNorm(graph, state.attentionNorm, size);
  const attention = selfAttention(graph, state.qkv, { ...size, mask });
  const attentionOut = linear(graph, state.attentionOut, { from: width, to: width });
  const feedForwardNorm = layerNorm(graph, state.feedForwardNorm, size);
  const forward = feedForward(graph, state.feedForward, size);
  const add = (a: Value, b: Value) => graph.operator("Add", [a, b]);
  return (value) => {
    const attended = add(value, scales.attention(attentionOut(attention(attentionNorm(value)))));
    return add(attended, scales.feedForward(forward(feedForwardNorm(attended))));
  };
}

/** norm(x + attention(x)), then norm(x + feedForward(x)), as BERT: [B, N, width] -> [B, N, width]. */
export function normLastBlock(
  graph: GraphBuilder,
  state: BlockState,
  { mask, ...size }: BlockSize & { readonly mask: Value | null },
): Layer {
  const { width } = size;
  const attention = selfAttention(graph, state.qkv, { ...size, mask });
  const attentionOut = linear(graph, state.attentionOut, { from: width, to: width });
  const attentionNorm = layerNorm(graph, state.attentionNorm, size);
  const forward = feedForward(graph, state.feedForward, size);
  const feedForwardNorm = layerNorm(graph, state.feedForwardNorm, size);
  const add = (a: Value, b: Value) => graph.operator("Add", [a, b]);
  return (value) => {
    const attended = attentionNorm(add(value, attentionOut(attention(value))));
    return feedForwardNorm(add(attended, forward(attended)));
  };
}

/** Two layers with an activation between them, or SwiGLU: silu(gate) · x. */
export function feedForward(
  graph: GraphBuilder,
  state: BlockState["feedForward"],
  { width, hidden, activation }: Pick<BlockSize, "width" | "hidden" | "activation">,
): Layer {
  const last = linear(graph, state.last, { from: hidden, to: width });
  if (state.kind === "mlp") {
    const first = linear(graph, state.first, { from: width, to: hidden });
    return (value) => last(activate(graph, first(value), activation));
  }
  const gated = linear(graph, state.gated, { from: width, to: 2 * hidden });
  return (value) => {
    const [gate, rest] = graph.split(gated(value), 2);
    const open = graph.operator("Mul", [gate, graph.operator("Sigmoid", [gate])]);
    return last(graph.operator("Mul", [open, rest]));
  };
}
