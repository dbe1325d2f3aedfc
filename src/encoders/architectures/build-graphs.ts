import type { Checkpoint } from "../checkpoints/contract.ts";
import { type BuiltGraph, createGraphBuilder } from "../graphs/graph-builder.ts";
import type { Dimension } from "../graphs/onnx-model.ts";
import { bertEmbedding } from "./bert.ts";
import { clipTextEmbedding } from "./clip-text.ts";
import { WeightsMismatchError } from "./errors.ts";
import { buildImageTower } from "./image-tower.ts";
import { projectedDimensions } from "./layers.ts";
import type { ArchitectureSpec, ImageTowerSpec } from "./spec.ts";
import { createStateDict, type StateDict } from "./state-dict.ts";

/** The graphs of a published network, whose weights are read from the checkpoint when they are written. */
export interface TowerGraphs {
  /** `pixel_values` [B, 3, imagePx, imagePx] -> `image_embeds` [B, D], not normalised, and where parts of it have vectors `patch_embeds` [B, patches, D or the tower's width]. */
  readonly image: BuiltGraph;
  /** `input_ids` int64 [B, T] -> `text_embeds` [B, D], not normalised; null for a tower of images alone. */
  readonly text: BuiltGraph | null;
  /** Dimensions of `image_embeds`. */
  readonly dimensions: number;
  /** Reads the logits' scale and bias: of cosines, exp(scale) · cosine + bias; null where the checkpoint has none. */
  readonly logits: () => Promise<{ readonly scale: number | null; readonly bias: number | null }>;
}

/** @throws {WeightsMismatchError} when the checkpoint is not of this architecture: every key is used once, and nothing is left over. */
export function buildGraphs(checkpoint: Checkpoint, spec: ArchitectureSpec): TowerGraphs {
  const state = createStateDict(checkpoint);
  const towers = buildTowers(state, spec);
  const [scale, bias] = [spec.logits.scale, spec.logits.bias].map(
    (key) => key && state.take(key, scalarDims(checkpoint, key)),
  );
  state.finish(spec.unused);
  const read = async (weight: typeof scale) => (weight ? (await weight.load())[0] : null);
  return {
    ...towers,
    logits: async () => {
      const logarithm = await read(scale);
      const values = { scale: logarithm === null ? null : Math.exp(logarithm), bias: await read(bias) };
      if (values.scale === 0 || ![values.scale, values.bias].every((value) => value === null || Number.isFinite(value)))
        throw new WeightsMismatchError([{ key: spec.logits.scale ?? "logits", found: "no scale of logits" }]);
      return values;
    },
  };
}

/** The graphs alone, of whatever gives the tensors. */
export function buildTowers(state: StateDict, spec: ArchitectureSpec): Omit<TowerGraphs, "logits"> {
  return { ...imageGraph(state, spec), text: spec.text && textGraph(state, spec.text) };
}

/** A number is saved as a scalar or as one element. */
function scalarDims({ tensors }: Checkpoint, key: string): readonly number[] {
  return tensors.get(key)?.shape.length === 1 ? [1] : [];
}

function imageGraph(root: StateDict, { image: spec }: ArchitectureSpec): Pick<TowerGraphs, "image" | "dimensions"> {
  const graph = createGraphBuilder("image");
  const pixels = graph.input("pixel_values", "float32", ["batch", 3, ...pictureDims(spec)]);
  const { image, dimensions, patches } = buildImageTower(graph, pixels, root, spec);
  graph.output("image_embeds", image, ["batch", dimensions]);
  if (patches) graph.output("patch_embeds", patches.value, ["batch", "cells", patches.dimensions]);
  return { image: graph.build(), dimensions };
}

/** Height and width; a network of convolutions whose pool counts no cells takes any. */
function pictureDims(spec: ImageTowerSpec): readonly Dimension[] {
  if (spec.kind === "resnet" && spec.pool.kind !== "attention") return ["height", "width"];
  return [spec.imagePx, spec.imagePx];
}

function textGraph(root: StateDict, spec: NonNullable<ArchitectureSpec["text"]>): BuiltGraph {
  const graph = createGraphBuilder("text");
  const ids = graph.input("input_ids", "int64", ["batch", "tokens"]);
  const embedding =
    spec.kind === "bert" ? bertEmbedding(graph, ids, root, spec) : clipTextEmbedding(graph, ids, root, spec);
  graph.output("text_embeds", embedding, ["batch", projectedDimensions(spec.projection, spec.width)]);
  return graph.build();
}
