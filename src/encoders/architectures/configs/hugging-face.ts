import { z } from "zod";
import type { ArchitectureSpec, VitSpec } from "../spec.ts";
import { activationNamed } from "./activation.ts";
import type { Shapes } from "./shapes.ts";
import { section, size, squarePx } from "./sizes.ts";
import { positionsOf } from "./timm.ts";

const eps = z.number().positive();

const ClipTextConfig = z.looseObject({
  vocab_size: size.default(49_408),
  hidden_size: size.default(512),
  intermediate_size: size.default(2_048),
  num_hidden_layers: size.default(12),
  num_attention_heads: size.default(8),
  max_position_embeddings: size.default(77),
  hidden_act: z.string().default("quick_gelu"),
  layer_norm_eps: eps.default(1e-5),
  eos_token_id: z.int().nullish(),
});
const ClipVisionConfig = z.looseObject({
  hidden_size: size.default(768),
  intermediate_size: size.default(3_072),
  num_hidden_layers: size.default(12),
  num_attention_heads: size.default(12),
  image_size: squarePx.default(224),
  patch_size: size.default(32),
  hidden_act: z.string().default("quick_gelu"),
  layer_norm_eps: eps.default(1e-5),
});

/** transformers' `CLIPConfig`, with its defaults. Where old files have a `_dict`, it stands above its other name, its defaults included. */
const ClipConfig = z.looseObject({
  projection_dim: size.default(512),
  text_config: section(ClipTextConfig),
  text_config_dict: ClipTextConfig.nullish(),
  vision_config: section(ClipVisionConfig),
  vision_config_dict: ClipVisionConfig.nullish(),
});

/** The id by which configurations older than transformers 4.31 stand: their end of text is the highest id. */
const legacyEndOfText = 2;

export function huggingFaceClip(config: unknown): ArchitectureSpec {
  const { projection_dim: dimensions, ...towers } = ClipConfig.parse(config);
  const text = { ...towers.text_config, ...towers.text_config_dict };
  const vision = { ...towers.vision_config, ...towers.vision_config_dict };
  const end = text.eos_token_id ?? legacyEndOfText;
  return {
    image: {
      ...huggingFaceVision(vision),
      prefix: "vision_model.",
      normFirst: true,
      classToken: true,
      patchBias: false,
      pool: { kind: "class-token" },
      projection: { kind: "linear", key: "visual_projection", dimensions, bias: false },
    },
    text: {
      kind: "clip-text",
      layout: "hugging-face-clip",
      prefix: "text_model.",
      ...textSizes(text),
      causal: true,
      pool: end === legacyEndOfText ? { kind: "highest-id" } : { kind: "first-of", id: end },
      projection: { kind: "linear", key: "text_projection", dimensions, bias: false },
    },
    logits: { scale: "logit_scale", bias: null },
    unused: [],
  };
}

/** transformers' `SiglipConfig`, with its defaults. */
const SiglipConfig = z.looseObject({
  text_config: section(
    z.looseObject({
      vocab_size: size.default(32_000),
      hidden_size: size.default(768),
      intermediate_size: size.default(3_072),
      num_hidden_layers: size.default(12),
      num_attention_heads: size.default(12),
      max_position_embeddings: size.default(64),
      hidden_act: z.string().default("gelu_pytorch_tanh"),
      layer_norm_eps: eps.default(1e-6),
      projection_size: size.nullish(),
    }),
  ),
  vision_config: section(
    z.looseObject({
      hidden_size: size.default(768),
      intermediate_size: size.default(3_072),
      num_hidden_layers: size.default(12),
      num_attention_heads: size.default(12),
      image_size: squarePx.default(224),
      patch_size: size.default(16),
      hidden_act: z.string().default("gelu_pytorch_tanh"),
      layer_norm_eps: eps.default(1e-6),
    }),
  ),
});

export function huggingFaceSiglip(config: unknown): ArchitectureSpec {
  const { text_config: text, vision_config: vision } = SiglipConfig.parse(config);
  const dimensions = text.projection_size ?? text.hidden_size;
  return {
    image: {
      ...huggingFaceVision(vision),
      prefix: "vision_model.",
      normFirst: false,
      classToken: false,
      patchBias: true,
      pool: {
        kind: "attention-head",
        layout: "hugging-face",
        prefix: "vision_model.head.",
        heads: vision.num_attention_heads,
        hidden: vision.intermediate_size,
        activation: activationNamed(vision.hidden_act),
      },
      projection: { kind: "none" },
    },
    text: {
      kind: "clip-text",
      layout: "hugging-face-clip",
      prefix: "text_model.",
      ...textSizes(text),
      causal: false,
      pool: { kind: "last" },
      projection: { kind: "linear", key: "text_model.head", dimensions, bias: true },
    },
    logits: { scale: "logit_scale", bias: "logit_bias" },
    unused: [],
  };
}

/** transformers' `Dinov2Config`, `Dinov2WithRegistersConfig` and `ViTConfig`, with their defaults. */
const BareVitConfig = z.looseObject({
  hidden_size: size.default(768),
  num_hidden_layers: size.default(12),
  num_attention_heads: size.default(12),
  image_size: squarePx.default(224),
  patch_size: size.default(16),
  hidden_act: z.string().default("gelu"),
  layer_norm_eps: eps.nullish(),
  use_swiglu_ffn: z.boolean().default(false),
  num_register_tokens: z.int().nonnegative().nullish(),
});

/** What a classifier of transformers puts before the keys of the network that it holds. */
const wrappers = ["vit.", "dinov2.", "dinov2_with_registers."];

function bareVitPrefix(shapes: Shapes): string {
  return wrappers.find((prefix) => shapes.has(`${prefix}embeddings.cls_token`)) ?? "";
}

/** `Dinov2Model` and `Dinov2WithRegistersModel`: registers have no position. */
export function huggingFaceDinov2(config: unknown, shapes: Shapes): ArchitectureSpec {
  const parsed = BareVitConfig.parse(config);
  const swiglu = parsed.use_swiglu_ffn;
  const last = swiglu ? "weights_out" : "fc2";
  const prefix = bareVitPrefix(shapes);
  const registerKey = `${prefix}embeddings.register_tokens`;
  const registers = parsed.num_register_tokens ?? (shapes.has(registerKey) ? shapes.of(registerKey)[1] : 0);
  const [, hidden] = shapes.of(`${prefix}encoder.layer.0.mlp.${last}.weight`);
  const image = bareVit(
    { ...parsed, layer_norm_eps: parsed.layer_norm_eps ?? 1e-6, intermediate_size: hidden },
    shapes,
    { prefix, registers },
  );
  return imageOnly({
    ...image,
    layout: "hugging-face-dinov2",
    feedForward: swiglu ? "swiglu" : "mlp",
    layerScale: true,
  });
}

/** `ViTModel`. */
export function huggingFaceVit(config: unknown, shapes: Shapes): ArchitectureSpec {
  const parsed = BareVitConfig.parse(config);
  const prefix = bareVitPrefix(shapes);
  const [hidden] = shapes.of(`${prefix}encoder.layer.0.intermediate.dense.weight`);
  const image = bareVit(
    { ...parsed, layer_norm_eps: parsed.layer_norm_eps ?? 1e-12, intermediate_size: hidden },
    shapes,
    { prefix, registers: 0 },
  );
  return imageOnly({ ...image, layout: "hugging-face-vit" });
}

const unused = ["mask_token", "embeddings.mask_token", "pooler.", "decoder", "head."];

/** A tower of images alone. `mask_token` and the like serve training. */
export function imageOnly(image: VitSpec): ArchitectureSpec {
  return {
    image,
    text: null,
    logits: { scale: null, bias: null },
    unused: image.prefix === "" ? unused : [...unused.map((key) => image.prefix + key), "classifier."],
  };
}

interface VisionConfig {
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  readonly image_size: number;
  readonly patch_size: number;
  readonly hidden_act: string;
  readonly layer_norm_eps: number;
}

/** What the vision towers of transformers have in common. */
function huggingFaceVision(config: VisionConfig) {
  return {
    kind: "vit" as const,
    layout: "hugging-face-clip" as const,
    imagePx: config.image_size,
    patchPx: config.patch_size,
    ...sizes(config),
    feedForward: "mlp" as const,
    layerScale: false,
    registers: 0,
    positions: "all" as const,
    norm: "tokens" as const,
  };
}

function bareVit(
  config: VisionConfig,
  shapes: Shapes,
  { prefix, registers }: Pick<VitSpec, "prefix" | "registers">,
): VitSpec {
  const patches = Math.floor(config.image_size / config.patch_size) ** 2;
  const extra = shapes.of(`${prefix}embeddings.position_embeddings`)[1] - patches;
  return {
    ...huggingFaceVision(config),
    prefix,
    patchBias: true,
    normFirst: false,
    classToken: true,
    registers,
    positions: positionsOf(extra, 1, registers),
    pool: { kind: "class-token" },
    projection: { kind: "none" },
  };
}

function textSizes(
  config: Omit<VisionConfig, "image_size" | "patch_size"> & {
    readonly vocab_size: number;
    readonly max_position_embeddings: number;
  },
) {
  return { context: config.max_position_embeddings, vocabulary: config.vocab_size, ...sizes(config) };
}

function sizes(config: Omit<VisionConfig, "image_size" | "patch_size">) {
  return {
    width: config.hidden_size,
    depth: config.num_hidden_layers,
    heads: config.num_attention_heads,
    hidden: config.intermediate_size,
    activation: activationNamed(config.hidden_act),
    layerNormEps: config.layer_norm_eps,
  };
}
