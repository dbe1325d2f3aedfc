import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { transposed, type Weight } from "../graphs/weight.ts";
import type { Activation, Projection } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";

/** A part of a network whose weights are taken once and that may be used several times. */
export type Layer = (value: Value) => Value;

/** Normalisation over the last axis. @param state of its `weight` and `bias` */
export function layerNorm(
  graph: GraphBuilder,
  state: StateDict,
  { width, layerNormEps }: { readonly width: number; readonly layerNormEps: number },
): Layer {
  const [scale, bias] = ["weight", "bias"].map((key) => graph.weight(state.take(key, [width])));
  return (value) =>
    graph.operator("LayerNormalization", [value, scale, bias], { axis: -1, epsilon: { float: layerNormEps } });
}

/** x · Wᵀ + b. @param weight [to, from] @param bias [to] */
export function affine(graph: GraphBuilder, weight: Weight, bias: Weight | null): Layer {
  const factor = graph.weight(transposed(weight));
  const summand = bias && graph.weight(bias);
  return (value) => {
    const product = graph.operator("MatMul", [value, factor]);
    return summand === null ? product : graph.operator("Add", [product, summand]);
  };
}

export interface LinearSize {
  readonly from: number;
  readonly to: number;
  /** @default true */
  readonly bias?: boolean;
}

/** torch's Linear. @param state of its `weight` and `bias` */
export function linear(graph: GraphBuilder, state: StateDict, { from, to, bias = true }: LinearSize): Layer {
  return affine(graph, state.take("weight", [to, from]), bias ? state.take("bias", [to]) : null);
}

export function activate(graph: GraphBuilder, value: Value, activation: Activation): Value {
  switch (activation) {
    case "gelu":
      return graph.operator("Gelu", [value]);
    case "gelu-tanh":
      return graph.operator("Gelu", [value], { approximate: "tanh" });
    case "quick-gelu": {
      const gate = graph.operator("Sigmoid", [graph.operator("Mul", [value, graph.floats([1.702], [])])]);
      return graph.operator("Mul", [value, gate]);
    }
    default:
      return activation satisfies never;
  }
}

/** From a pooled token into the shared space. @param state in which the projection's keys stand */
export function projector(
  graph: GraphBuilder,
  state: StateDict,
  { projection, from }: { readonly projection: Projection; readonly from: number },
): Layer {
  switch (projection.kind) {
    case "none":
      return (value) => value;
    case "matrix": {
      const matrix = graph.weight(state.take(projection.key, [from, projection.dimensions]));
      return (value) => graph.operator("MatMul", [value, matrix]);
    }
    case "linear":
      return linear(graph, state.within(`${projection.key}.`), { ...projection, from, to: projection.dimensions });
    case "normalised-linear": {
      const size = { ...projection, from, to: projection.dimensions };
      const project = linear(graph, state.within(`${projection.key}.`), size);
      return (value) => project(graph.operator("LpNormalization", [value], { axis: -1, p: 2 }));
    }
    case "normed-mlp": {
      const { prefix, hidden, dimensions, layerNormEps } = projection;
      const own = state.within(prefix);
      const first = linear(graph, own.within("dense_to_hidden."), { from, to: hidden });
      const norm = layerNorm(graph, own.within("LayerNorm."), { width: hidden, layerNormEps });
      const last = linear(graph, own.within("dense_to_output."), { from: hidden, to: dimensions });
      return (value) => last(norm(activate(graph, first(value), "gelu")));
    }
    case "mlp": {
      const { first, last, hidden, dimensions, bias, firstBias = bias } = projection;
      const one = linear(graph, state.within(`${first}.`), { from, to: hidden, bias: firstBias });
      const two = linear(graph, state.within(`${last}.`), { from: hidden, to: dimensions, bias });
      return (value) => two(activate(graph, one(value), "gelu"));
    }
    default:
      return projection satisfies never;
  }
}

/** Dimensions of what a projection gives. */
export function projectedDimensions(projection: Projection, from: number): number {
  return projection.kind === "none" ? from : projection.dimensions;
}
