import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { reshaped, type Weight } from "../graphs/weight.ts";
import { layerNorm } from "./layers.ts";
import type { VitSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";
import { type BranchScales, normFirstBlock } from "./transformer-block.ts";
import { type VitLayout, vitLayouts } from "./vit-layouts.ts";

/** Tokens before the patches: the class token, then the registers. */
export function prefixTokens({ classToken, registers }: VitSpec): number {
  return Number(classToken) + registers;
}

export function patchCount({ imagePx, patchPx }: Pick<VitSpec, "imagePx" | "patchPx">): number {
  return Math.floor(imagePx / patchPx) ** 2;
}

/**
 * The tokens of a vision transformer after its last block and, where its norm stands on tokens, after that.
 * @param pixels [B, 3, imagePx, imagePx]
 * @returns [B, prefixTokens + patchCount, width]
 */
export function vitTokens(graph: GraphBuilder, pixels: Value, state: StateDict, spec: VitSpec): Value {
  const layout = vitLayouts[spec.layout];
  const { width, depth, feedForward } = spec;
  let tokens = embedded(graph, pixels, state, { spec, layout });
  if (spec.normFirst) tokens = layerNorm(graph, state.within(`${layout.normFirst}.`), spec)(tokens);
  for (let i = 0; i < depth; i++) {
    const block = state.within(`${layout.block(i)}.`);
    const parts = layout.blockLayout(block, feedForward, width);
    tokens = normFirstBlock(graph, parts, { ...spec, scales: branchScales(graph, block, spec, layout), mask: null })(
      tokens,
    );
  }
  return spec.norm === "tokens" ? layerNorm(graph, state.within(`${layout.norm.tokens}.`), spec)(tokens) : tokens;
}

interface Laid {
  readonly spec: VitSpec;
  readonly layout: VitLayout;
}

/** Patches as tokens, the learned tokens before them, and the positions added. */
function embedded(graph: GraphBuilder, pixels: Value, state: StateDict, { spec, layout }: Laid): Value {
  const { width, positions, classToken, registers } = spec;
  const patches = patchTokens(graph, pixels, state.within(`${layout.patch}.`), spec);
  const { leading } = layout;
  const learned = (key: string, count: number, dims: readonly number[]) =>
    repeated(graph, pixels, reshaped(state.take(key, dims), [1, count, width]));
  const first = classToken ? [learned(layout.classToken, 1, [...leading.classToken, width])] : [];
  const more = registers > 0 ? [learned(layout.registers, registers, [1, registers, width])] : [];
  const counted = { all: prefixTokens(spec), "all-but-registers": first.length, patches: 0 }[positions];
  const positionCount = counted + patchCount(spec);
  const position = graph.weight(
    reshaped(state.take(layout.positions, [...leading.positions, positionCount, width]), [1, positionCount, width]),
  );
  const placed = (values: readonly Value[]) => graph.operator("Add", [joined(graph, values), position]);
  switch (positions) {
    case "all":
      return placed([...first, ...more, patches]);
    case "all-but-registers": {
      const withClass = placed([...first, patches]);
      if (more.length === 0) return withClass;
      const [head, tail] = [between(graph, withClass, 0, first.length), between(graph, withClass, first.length)];
      return joined(graph, [head, ...more, tail]);
    }
    case "patches":
      return joined(graph, [...first, ...more, placed([patches])]);
    default:
      return positions satisfies never;
  }
}

/** The picture cut into squares, each one a token: [B, 3, H, W] -> [B, patches, width]. */
function patchTokens(graph: GraphBuilder, pixels: Value, state: StateDict, spec: VitSpec): Value {
  const { width, patchPx, patchBias } = spec;
  const kernel = graph.weight(state.take("weight", [width, 3, patchPx, patchPx]));
  const bias = patchBias ? [graph.weight(state.take("bias", [width]))] : [];
  const grid = graph.operator("Conv", [pixels, kernel, ...bias], {
    kernel_shape: [patchPx, patchPx],
    strides: [patchPx, patchPx],
  });
  const flat = graph.operator("Reshape", [grid, graph.int64s([0, width, patchCount(spec)])]);
  return graph.operator("Transpose", [flat], { perm: [0, 2, 1] });
}

/** LayerScale, or nothing. */
function branchScales(graph: GraphBuilder, block: StateDict, spec: VitSpec, { layerScale }: VitLayout): BranchScales {
  const [attention, feedForward] = layerScale.map((key) => {
    if (!spec.layerScale) return (value: Value) => value;
    const factor = graph.weight(block.take(key, [spec.width]));
    return (value: Value) => graph.operator("Mul", [value, factor]);
  });
  return { attention, feedForward };
}

/** A learned [1, N, width] for every image of the batch: [B, N, width]. */
function repeated(graph: GraphBuilder, batched: Value, weight: Weight): Value {
  const batch = graph.operator("Shape", [batched], { start: 0, end: 1 });
  const shape = graph.operator("Concat", [batch, graph.int64s(weight.dims.slice(1))], { axis: 0 });
  return graph.operator("Expand", [graph.weight(weight), shape]);
}

function joined(graph: GraphBuilder, values: readonly Value[]): Value {
  return values.length === 1 ? values[0] : graph.operator("Concat", values, { axis: 1 });
}

/** Tokens `from` to `to` (default: the last) of [B, N, width]. */
export function between(graph: GraphBuilder, tokens: Value, from: number, to: number = 2 ** 31 - 1): Value {
  return graph.operator("Slice", [tokens, ...[from, to, 1].map((each) => graph.int64s([each]))]);
}
