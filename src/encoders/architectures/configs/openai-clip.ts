import { z } from "zod";
import type { ArchitectureSpec, ImageTowerSpec } from "../spec.ts";
import { attentionResNet } from "./attention-resnet.ts";
import type { Shapes } from "./shapes.ts";
import { size } from "./sizes.ts";

/**
 * What a bare state dict cannot tell; everything else is in its shapes. `image_size` is of a ResNet, whose cells do not say how many pixels of a side are
 * left over.
 */
const OpenAiConfig = z.looseObject({ transformer_heads: size.nullish(), image_size: size.nullish() });

/** Channels of a head, in both towers; what is left of a width that is no multiple of it widens the heads. */
const headWidth = 64;
/** Pixels under a cell of a ResNet's last map, along each side. */
const cellPx = 32;
const trained = { activation: "quick-gelu" as const, layerNormEps: 1e-5 };

/** OpenAI's own layout, which comes without a configuration. Source: openai/CLIP `build_model`. */
export function openAiClip(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { transformer_heads, image_size } = OpenAiConfig.parse(config);
  const [context, width] = shapes.of("positional_embedding");
  const [vocabulary] = shapes.of("token_embedding.weight");
  const [, dimensions] = shapes.of("text_projection");
  return {
    image: shapes.has("visual.proj") ? vit(shapes) : resNet(shapes, image_size),
    text: {
      kind: "clip-text",
      layout: "open-clip",
      prefix: "",
      context,
      vocabulary,
      width,
      depth: shapes.count("transformer.resblocks."),
      heads: transformer_heads ?? Math.trunc(width / headWidth),
      hidden: 4 * width,
      ...trained,
      causal: true,
      pool: { kind: "highest-id" },
      projection: { kind: "matrix", key: "text_projection", dimensions },
    },
    logits: { scale: "logit_scale", bias: null },
    unused: ["input_resolution", "context_length", "vocab_size"], // numbers that OpenAI's archives hold as tensors
  };
}

function vit(shapes: Shapes): ImageTowerSpec {
  const [width, , patchPx] = shapes.of("visual.conv1.weight");
  const [positions] = shapes.of("visual.positional_embedding");
  const [, dimensions] = shapes.of("visual.proj");
  return {
    kind: "vit",
    layout: "open-clip",
    prefix: "visual.",
    imagePx: Math.round(Math.sqrt(positions - 1)) * patchPx,
    patchPx,
    width,
    depth: shapes.count("visual.transformer.resblocks."),
    heads: Math.trunc(width / headWidth),
    hidden: 4 * width,
    ...trained,
    feedForward: "mlp",
    layerScale: false,
    patchBias: false,
    normFirst: true,
    classToken: true,
    registers: 0,
    positions: "all",
    pool: { kind: "class-token" },
    norm: "tokens",
    projection: { kind: "matrix", key: "visual.proj", dimensions },
  };
}

function resNet(shapes: Shapes, imagePx: number | null | undefined): ImageTowerSpec {
  const [positions] = shapes.of("visual.attnpool.positional_embedding");
  return attentionResNet(shapes, imagePx ?? Math.round(Math.sqrt(positions - 1)) * cellPx);
}
