import { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import type { ArchitectureSpec } from "../spec.ts";
import type { Shapes } from "./shapes.ts";
import { size } from "./sizes.ts";

/** What a bare state dict cannot tell; everything else is in its shapes. */
const OpenAiConfig = z.looseObject({ transformer_heads: size.nullish() });

/** Channels of a head, in both towers; what is left of a width that is no multiple of it widens the heads. */
const headWidth = 64;

/** OpenAI's own layout, which comes without a configuration. Source: openai/CLIP `build_model`. */
export function openAiClip(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { transformer_heads } = OpenAiConfig.parse(config);
  if (!shapes.has("visual.proj")) throw new ArchitectureError("a ResNet as its image tower");
  const [visionWidth, , patchPx] = shapes.of("visual.conv1.weight");
  const [positions] = shapes.of("visual.positional_embedding");
  const [context, width] = shapes.of("positional_embedding");
  const [vocabulary] = shapes.of("token_embedding.weight");
  const [, dimensions] = shapes.of("text_projection");
  const trained = { activation: "quick-gelu" as const, layerNormEps: 1e-5 };
  return {
    image: {
      kind: "vit",
      layout: "open-clip",
      prefix: "visual.",
      imagePx: Math.round(Math.sqrt(positions - 1)) * patchPx,
      patchPx,
      width: visionWidth,
      depth: shapes.count("visual.transformer.resblocks."),
      heads: Math.trunc(visionWidth / headWidth),
      hidden: 4 * visionWidth,
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
    },
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
