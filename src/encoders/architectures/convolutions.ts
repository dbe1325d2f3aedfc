import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import type { Layer } from "./layers.ts";
import type { StateDict } from "./state-dict.ts";

/** torch's epsilon of a batch normalisation. */
const batchNormEps = 1e-5;

export interface ConvolutionSize {
  readonly from: number;
  readonly to: number;
  readonly kernelPx: number;
  /** @default 1 */
  readonly stride?: number;
  /** @default such that the size stays at stride 1 */
  readonly paddingPx?: number;
  /** @default false */
  readonly bias?: boolean;
}

/** A square convolution: [B, from, H, W] -> [B, to, H', W']. @param state of its `weight` and `bias` */
export function convolution(graph: GraphBuilder, state: StateDict, size: ConvolutionSize): Layer {
  const { from, to, kernelPx, stride = 1, paddingPx = Math.floor(kernelPx / 2), bias = false } = size;
  const weights = [graph.weight(state.take("weight", [to, from, kernelPx, kernelPx]))];
  if (bias) weights.push(graph.weight(state.take("bias", [to])));
  const attributes = {
    kernel_shape: [kernelPx, kernelPx],
    strides: [stride, stride],
    pads: [paddingPx, paddingPx, paddingPx, paddingPx],
  };
  return (value) => graph.operator("Conv", [value, ...weights], attributes);
}

/** With the mean and variance that training left. @param state of its four vectors */
export function batchNorm(graph: GraphBuilder, state: StateDict, channels: number): Layer {
  const vectors = ["weight", "bias", "running_mean", "running_var"].map((key) =>
    graph.weight(state.take(key, [channels])),
  );
  return (value) => graph.operator("BatchNormalization", [value, ...vectors], { epsilon: { float: batchNormEps } });
}

export function relu(graph: GraphBuilder, value: Value): Value {
  return graph.operator("Relu", [value]);
}

/** Mean of squares of `sidePx`, which do not overlap. */
export function averagePool(graph: GraphBuilder, value: Value, sidePx: number): Value {
  return graph.operator("AveragePool", [value], { kernel_shape: [sidePx, sidePx], strides: [sidePx, sidePx] });
}

/** The cells of a map as tokens: [B, C, H, W] -> [B, H × W, C]. */
export function cellsOf(graph: GraphBuilder, map: Value, channels: number): Value {
  const flat = graph.operator("Reshape", [map, graph.int64s([0, channels, -1])]);
  return graph.operator("Transpose", [flat], { perm: [0, 2, 1] });
}
