import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import type { Weight } from "../graphs/weight.ts";
import { attend, stackedQkv } from "./attention.ts";
import { cellsOf, convolution } from "./convolutions.ts";
import { activate, affine, type Layer, layerNorm, linear } from "./layers.ts";
import type { SwinSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";

/** Added to the score of cells that are neighbours only because the map was rolled. */
const apart = -100;

/** Channels of the last tokens. */
export function swinWidth({ width, depths }: Pick<SwinSpec, "width" | "depths">): number {
  return width * 2 ** (depths.length - 1);
}

/** Side of the last map, in cells. */
export function swinSide({ imagePx, patchPx, depths }: Pick<SwinSpec, "imagePx" | "patchPx" | "depths">): number {
  return imagePx / patchPx / 2 ** (depths.length - 1);
}

/**
 * The last tokens of a Swin transformer, normalised.
 * Source: transformers `SwinModel`, whose windows divide every map of the image (else it pads, which is not built).
 * @param pixels [B, 3, imagePx, imagePx]
 * @returns [B, swinSide², swinWidth]
 */
export function swinTokens(graph: GraphBuilder, pixels: Value, state: StateDict, spec: SwinSpec): Value {
  const { patchPx, width, depths, heads, layerNormEps } = spec;
  const patches = { from: 3, to: width, kernelPx: patchPx, stride: patchPx, paddingPx: 0, bias: true };
  const map = convolution(graph, state.within("embeddings.patch_embeddings.projection."), patches)(pixels);
  let tokens = layerNorm(graph, state.within("embeddings.norm."), spec)(cellsOf(graph, map, width));
  let side = spec.imagePx / patchPx;
  for (const [stage, depth] of depths.entries()) {
    const own = state.within(`encoder.layers.${stage}.`);
    const size = { side, width: width * 2 ** stage, heads: heads[stage] };
    for (let i = 0; i < depth; i++) {
      const shift = i % 2 === 1 && side > spec.windowPx ? Math.floor(spec.windowPx / 2) : 0;
      tokens = swinBlock(graph, own.within(`blocks.${i}.`), { ...size, shift, spec })(tokens);
    }
    if (stage === depths.length - 1) break;
    tokens = mergedPatches(graph, own.within("downsample."), size)(tokens);
    side /= 2;
  }
  return layerNorm(graph, state.within("layernorm."), { width: swinWidth(spec), layerNormEps })(tokens);
}

interface StageSize {
  /** Cells of a side of the map. */
  readonly side: number;
  readonly width: number;
  readonly heads: number;
}

function swinBlock(
  graph: GraphBuilder,
  state: StateDict,
  { side, width, heads, shift, spec }: StageSize & { readonly shift: number; readonly spec: SwinSpec },
): Layer {
  const { layerNormEps, activation, mlpRatio } = spec;
  const window = Math.min(spec.windowPx, side);
  const norm = { width, layerNormEps };
  const before = layerNorm(graph, state.within("layernorm_before."), norm);
  const attention = windowAttention(graph, state.within("attention."), { side, width, heads, window, shift });
  const after = layerNorm(graph, state.within("layernorm_after."), norm);
  const hidden = Math.trunc(width * mlpRatio);
  const first = linear(graph, state.within("intermediate.dense."), { from: width, to: hidden });
  const last = linear(graph, state.within("output.dense."), { from: hidden, to: width });
  return (value) => {
    const attended = graph.operator("Add", [value, attention(before(value))]);
    return graph.operator("Add", [attended, last(activate(graph, first(after(attended)), activation))]);
  };
}

interface WindowSize extends StageSize {
  readonly window: number;
  readonly shift: number;
}

/** Attention within squares of the map, which is rolled by `shift` cells first and back afterwards: [B, side², width] -> the same. */
function windowAttention(graph: GraphBuilder, state: StateDict, size: WindowSize): Layer {
  const { side, width, heads, window, shift } = size;
  const { weight, bias } = stackedQkv(
    ["query", "key", "value"].map((name) => state.within(`self.${name}.`)),
    width,
  );
  const project = affine(graph, weight, bias);
  const out = linear(graph, state.within("output.dense."), { from: width, to: width });
  const positions = graph.weight(positionBias(state, window, heads));
  const [windows, cells] = [(side / window) ** 2, window ** 2];
  const mask = shift > 0 ? maskOf(graph, positions, { ...size, windows, cells }) : positions;
  return (value) => {
    const map = graph.operator("Reshape", [value, graph.int64s([-1, side, side, width])]);
    const parted = partition(graph, rolled(graph, map, shift), size);
    const [query, key, values] = graph.split(project(parted), 3);
    const attended = attend(
      graph,
      { query, key, values },
      { width, heads, mask: shift > 0 ? repeatedMask(graph, mask, parted, { windows, cells, heads }) : mask },
    );
    const joined = rolled(graph, joinedWindows(graph, out(attended), size), -shift);
    return graph.operator("Reshape", [joined, graph.int64s([-1, side ** 2, width])]);
  };
}

/** The bias of every pair of cells by their distance: [1, heads, cells, cells]. */
function positionBias(state: StateDict, window: number, heads: number): Weight {
  const span = 2 * window - 1;
  const table = state.take("self.relative_position_bias_table", [span ** 2, heads]);
  const cells = window ** 2;
  return {
    dims: [1, heads, cells, cells],
    async load() {
      const values = await table.load();
      const bias = new Float32Array(heads * cells * cells);
      for (let a = 0; a < cells; a++) {
        for (let b = 0; b < cells; b++) {
          const rows = Math.floor(a / window) - Math.floor(b / window) + window - 1;
          const columns = (a % window) - (b % window) + window - 1;
          for (let head = 0; head < heads; head++)
            bias[(head * cells + a) * cells + b] = values[(rows * span + columns) * heads + head];
        }
      }
      return bias;
    },
  };
}

/** The bias, and what parts cells that the roll made neighbours: [windows, heads, cells, cells]. */
function maskOf(
  graph: GraphBuilder,
  positions: Value,
  { side, window, shift, windows, cells }: WindowSize & { readonly windows: number; readonly cells: number },
): Value {
  const region = (at: number) => (at < side - window ? 0 : at < side - shift ? 1 : 2);
  const perSide = side / window;
  const regionOf = (index: number, cell: number) => {
    const row = Math.floor(index / perSide) * window + Math.floor(cell / window);
    const column = (index % perSide) * window + (cell % window);
    return 3 * region(row) + region(column);
  };
  const values: number[] = [];
  for (let index = 0; index < windows; index++)
    for (let a = 0; a < cells; a++)
      for (let b = 0; b < cells; b++) values.push(regionOf(index, a) === regionOf(index, b) ? 0 : apart);
  return graph.operator("Add", [positions, graph.floats(values, [windows, 1, cells, cells])]);
}

/** The mask for every image of the batch: [B × windows, heads, cells, cells]. */
function repeatedMask(
  graph: GraphBuilder,
  mask: Value,
  parted: Value,
  { windows, cells, heads }: { readonly windows: number; readonly cells: number; readonly heads: number },
): Value {
  const all = graph.operator("Shape", [parted], { start: 0, end: 1 });
  const images = graph.operator("Div", [all, graph.int64s([windows])]);
  const shape = graph.operator("Concat", [images, graph.int64s([windows, heads, cells, cells])], { axis: 0 });
  const expanded = graph.operator("Expand", [mask, shape]);
  return graph.operator("Reshape", [expanded, graph.int64s([-1, heads, cells, cells])]);
}

/** Squares of the map as rows of tokens: [B, side, side, width] -> [B × windows, cells, width]. */
function partition(graph: GraphBuilder, map: Value, { side, width, window }: WindowSize): Value {
  const perSide = side / window;
  const cut = graph.operator("Reshape", [map, graph.int64s([-1, perSide, window, perSide, window, width])]);
  const parted = graph.operator("Transpose", [cut], { perm: [0, 1, 3, 2, 4, 5] });
  return graph.operator("Reshape", [parted, graph.int64s([-1, window ** 2, width])]);
}

function joinedWindows(graph: GraphBuilder, parted: Value, { side, width, window }: WindowSize): Value {
  const perSide = side / window;
  const cut = graph.operator("Reshape", [parted, graph.int64s([-1, perSide, perSide, window, window, width])]);
  const joined = graph.operator("Transpose", [cut], { perm: [0, 1, 3, 2, 4, 5] });
  return graph.operator("Reshape", [joined, graph.int64s([-1, side, side, width])]);
}

/** The map with its first `shift` rows and columns at the end; less than 0: back again. */
function rolled(graph: GraphBuilder, map: Value, shift: number): Value {
  if (shift === 0) return map;
  return [1, 2].reduce((value, axis) => {
    const slice = (from: number, to: number) =>
      graph.operator("Slice", [value, ...[from, to, axis].map((each) => graph.int64s([each]))]);
    return graph.operator("Concat", [slice(shift, 2 ** 31 - 1), slice(0, shift)], { axis });
  }, map);
}

/** Four cells become one of twice the channels: [B, side², width] -> [B, (side / 2)², 2 · width]. */
function mergedPatches(graph: GraphBuilder, state: StateDict, { side, width }: StageSize): Layer {
  const norm = layerNorm(graph, state.within("norm."), { width: 4 * width, layerNormEps: 1e-5 });
  const reduce = linear(graph, state.within("reduction."), { from: 4 * width, to: 2 * width, bias: false });
  return (value) => {
    const half = side / 2;
    const cut = graph.operator("Reshape", [value, graph.int64s([-1, half, 2, half, 2, width])]);
    const four = graph.operator("Transpose", [cut], { perm: [0, 1, 3, 4, 2, 5] }); // columns before rows, as upstream joins them
    const joined = graph.operator("Reshape", [four, graph.int64s([-1, half ** 2, 4 * width])]);
    return reduce(norm(joined));
  };
}
