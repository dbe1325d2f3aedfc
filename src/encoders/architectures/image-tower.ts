import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { attentionPool } from "./attention-pool.ts";
import { batchNorm, cellsOf, convolution, relu } from "./convolutions.ts";
import { projectedDimensions, projector } from "./layers.ts";
import { resNetMap, resNetSide, resNetWidth } from "./resnet.ts";
import type { ImageTowerSpec, ResNetSpec, SwinSpec, VitSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";
import { swinSide, swinTokens, swinWidth } from "./swin.ts";
import { patchCount, vitTokens } from "./vit.ts";
import { pooledWidth, poolTokens } from "./vit-pooling.ts";

/** What an image tower gives of [B, 3, imagePx, imagePx]. */
export interface ImageTower {
  /** [B, dimensions], not normalised. */
  readonly image: Value;
  readonly dimensions: number;
  /** Null where no part of the picture has a vector of its own. */
  readonly patches: {
    /** [B, count, dimensions] */
    readonly value: Value;
    readonly count: number;
    readonly dimensions: number;
  } | null;
}

/** @param root of the whole checkpoint: projections and pools count their keys from there */
export function buildImageTower(graph: GraphBuilder, pixels: Value, root: StateDict, spec: ImageTowerSpec): ImageTower {
  switch (spec.kind) {
    case "vit":
      return vitTower(graph, pixels, root, spec);
    case "resnet":
      return resNetTower(graph, pixels, root, spec);
    case "swin":
      return swinTower(graph, pixels, root, spec);
    default:
      return spec satisfies never;
  }
}

/** Whether a part of the picture has a vector in the space of whole images. */
export function patchesAreEmbedded(spec: ImageTowerSpec): boolean {
  if (spec.kind === "vit") return spec.pool.kind !== "class-token-and-patch-mean";
  return spec.kind === "swin" || spec.pool.kind === "projected-cells";
}

/** What of either side of its square a tower's patches cover: a vision transformer passes over what is no whole patch. */
export function patchedPart(spec: ImageTowerSpec): number {
  if (spec.kind !== "vit") return 1;
  return (Math.floor(spec.imagePx / spec.patchPx) * spec.patchPx) / spec.imagePx;
}

function vitTower(graph: GraphBuilder, pixels: Value, root: StateDict, spec: VitSpec): ImageTower {
  const tokens = vitTokens(graph, pixels, root.within(spec.prefix), spec);
  const pooled = poolTokens(graph, tokens, root, spec);
  const from = pooledWidth(spec);
  const project = projector(graph, root, { projection: spec.projection, from });
  const dimensions = projectedDimensions(spec.projection, from);
  const image = project(pooled.image);
  // Where a patch is pooled beside another token it has no place in the shared space.
  const patches = patchesAreEmbedded(spec)
    ? { value: project(pooled.patches), dimensions }
    : { value: pooled.patches, dimensions: spec.width };
  return { image, dimensions, patches: { ...patches, count: patchCount(spec) } };
}

function swinTower(graph: GraphBuilder, pixels: Value, root: StateDict, spec: SwinSpec): ImageTower {
  const tokens = swinTokens(graph, pixels, root.within(spec.prefix), spec);
  const from = swinWidth(spec);
  const project = projector(graph, root, { projection: spec.projection, from });
  const dimensions = projectedDimensions(spec.projection, from);
  const pooled =
    spec.pool === "mean"
      ? graph.operator("ReduceMean", [tokens, graph.int64s([1])], { keepdims: 0 })
      : graph.operator("Gather", [tokens, graph.int64s([0], [])], { axis: 1 });
  const patches = { value: project(tokens), count: swinSide(spec) ** 2, dimensions };
  return { image: project(pooled), dimensions, patches };
}

function resNetTower(graph: GraphBuilder, pixels: Value, root: StateDict, spec: ResNetSpec): ImageTower {
  const map = resNetMap(graph, pixels, root.within(spec.prefix), spec);
  const width = resNetWidth(spec);
  const cells = resNetSide(spec) ** 2;
  const { pool } = spec;
  switch (pool.kind) {
    case "attention": {
      const image = attentionPool(graph, map, root.within(pool.prefix), { ...pool, width, cells });
      return { image, dimensions: pool.dimensions, patches: null };
    }
    case "mean": {
      const pooled = graph.operator("ReduceMean", [map, graph.int64s([2, 3])], { keepdims: 0 });
      const { projection } = spec;
      const image = projector(graph, root, { projection, from: width })(pooled);
      return { image, dimensions: projectedDimensions(projection, width), patches: null };
    }
    case "projected-cells": {
      const projected = projectCells(graph, map, root, { pool, width });
      const image = graph.operator("ReduceMean", [projected, graph.int64s([2, 3])], { keepdims: 0 });
      const { dimensions } = pool;
      return { image, dimensions, patches: { value: cellsOf(graph, projected, dimensions), count: cells, dimensions } };
    }
    default:
      return pool satisfies never;
  }
}

type ProjectedCells = Extract<ResNetSpec["pool"], { readonly kind: "projected-cells" }>;

/**
 * Source: microsoft/hi-ml `health_multimodal/image/model`, `MultiImageEncoder` without an earlier image, and `MLP` with convolutions.
 * @returns [B, dimensions, H, W]
 */
function projectCells(
  graph: GraphBuilder,
  map: Value,
  root: StateDict,
  {
    pool: { previous, projector: prefix, dimensions },
    width,
  }: { readonly pool: ProjectedCells; readonly width: number },
): Value {
  const state = root.within(prefix);
  const seen = previous ? besideMissing(graph, map, root, { ...previous, from: width }) : map;
  const from = previous ? 2 * previous.width : width;
  const first = convolution(graph, state.within("model.0."), { from, to: dimensions, kernelPx: 1 })(seen);
  const inside = relu(graph, batchNorm(graph, state.within("model.1."), dimensions)(first));
  const last = { from: dimensions, to: dimensions, kernelPx: 1, bias: true };
  return convolution(graph, state.within("model.3."), last)(inside);
}

/** The cells through a convolution, and beside each the learned one that stands for "no earlier image". */
function besideMissing(
  graph: GraphBuilder,
  map: Value,
  root: StateDict,
  { convolution: key, missing, width, from }: { convolution: string; missing: string; width: number; from: number },
): Value {
  const cells = convolution(graph, root.within(`${key}.`), { from, to: width, kernelPx: 1 })(map);
  const learned = graph.weight(root.take(missing, [1, width, 1, 1]));
  const repeated = graph.operator("Expand", [learned, graph.operator("Shape", [cells])]);
  return graph.operator("Concat", [cells, repeated], { axis: 1 });
}
