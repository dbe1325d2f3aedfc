import { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import type { Activation, ArchitectureSpec, BertSpec, ClipTextSpec, VitSpec } from "../spec.ts";
import { BertConfig, bertSpec } from "./bert-config.ts";
import type { Shapes } from "./shapes.ts";
import { TimmArguments, timmPool, timmVit } from "./timm.ts";

const size = z.int().positive();
const Kwargs = z.looseObject({ eps: z.number().positive().optional(), approximate: z.string().optional() });

const OpenClipConfig = z.looseObject({
  model_cfg: z.looseObject({
    embed_dim: size,
    quick_gelu: z.boolean().default(false),
    init_logit_bias: z.number().nullish(),
    vision_cfg: z.looseObject({
      timm_model_name: z.string().nullish(),
      timm_pool: z.string().nullish(),
      timm_proj: z.string().nullish(),
      image_size: size.default(224),
      layers: z.union([size, z.array(size)]).default(12),
      width: size.default(768),
      patch_size: size.default(16),
      head_width: size.default(64),
      mlp_ratio: z.number().positive().default(4),
      no_ln_pre: z.boolean().default(false),
      pool_type: z.string().default("tok"),
      norm_kwargs: Kwargs.nullish(),
      act_kwargs: Kwargs.nullish(),
    }),
    text_cfg: z.looseObject({
      hf_model_name: z.string().nullish(),
      proj: z.string().nullish(),
      hf_proj_type: z.string().nullish(),
      pooler_type: z.string().nullish(),
      hf_pooler_type: z.string().nullish(),
      context_length: size.default(77),
      vocab_size: size.default(49_408),
      width: size.default(512),
      heads: size.default(8),
      layers: size.default(12),
      mlp_ratio: z.number().positive().default(4),
      no_causal_mask: z.boolean().default(false),
      pool_type: z.string().default("argmax"),
      proj_bias: z.boolean().default(false),
      norm_kwargs: Kwargs.nullish(),
      act_kwargs: Kwargs.nullish(),
    }),
  }),
  /** Not open_clip's: arguments of the trunk, and the text tower's own configuration, where a folder brings them along. */
  tiny_vision: TimmArguments.optional(),
  text_hf_config: BertConfig.optional(),
});
type OpenClipConfig = z.output<typeof OpenClipConfig>["model_cfg"];

/**
 * `open_clip_config.json`: open_clip's own or timm's image tower, its own text tower or Hugging Face's BERT.
 * @param activation of open_clip's own towers, where the publisher says another than the configuration
 * @throws {ArchitectureError}
 */
export function openClip(config: unknown, shapes: Shapes, activation: Activation | undefined): ArchitectureSpec {
  const { model_cfg: model, tiny_vision: trunk = {}, text_hf_config: bert } = OpenClipConfig.parse(config);
  const own = activation ?? (model.quick_gelu ? "quick-gelu" : "gelu");
  const timm = model.vision_cfg.timm_model_name;
  const hasBert = typeof model.text_cfg.hf_model_name === "string";
  return {
    image: timm ? timmTower(model, shapes, timm, trunk) : ownVision(model, shapes, own),
    text: hasBert ? bertTower(model, shapes, bert) : ownText(model, shapes, own),
    logits: { scale: "logit_scale", bias: shapes.has("logit_bias") ? "logit_bias" : null },
    unused: hasBert ? [`${bertPrefix(shapes)}transformer.pooler.`] : [],
  };
}

function ownVision(
  { embed_dim: dimensions, vision_cfg: vision }: OpenClipConfig,
  shapes: Shapes,
  activation: Activation,
): VitSpec {
  if (typeof vision.layers !== "number") throw new ArchitectureError("a ResNet as its image tower");
  if (vision.pool_type !== "tok") throw new ArchitectureError("a pooling of patches by open_clip's own tower");
  const { width } = vision;
  return {
    kind: "vit",
    layout: "open-clip",
    prefix: "visual.",
    imagePx: vision.image_size,
    patchPx: vision.patch_size,
    width,
    depth: vision.layers,
    heads: width / vision.head_width,
    hidden: Math.trunc(width * vision.mlp_ratio),
    activation: byKwargs(activation, vision.act_kwargs),
    layerNormEps: vision.norm_kwargs?.eps ?? 1e-5,
    feedForward: "mlp",
    layerScale: shapes.has("visual.transformer.resblocks.0.ls_1.gamma"),
    patchBias: false,
    normFirst: !vision.no_ln_pre,
    classToken: true,
    registers: 0,
    positions: "all",
    pool: { kind: "class-token" },
    norm: "tokens",
    projection: { kind: "matrix", key: "visual.proj", dimensions },
  };
}

function timmTower(
  { embed_dim: dimensions, vision_cfg: vision }: OpenClipConfig,
  shapes: Shapes,
  architecture: string,
  trunk: z.output<typeof TimmArguments>,
): VitSpec {
  const pool = vision.timm_pool === "map" ? "map" : (trunk.global_pool ?? "token");
  const spec = timmVit(shapes, {
    prefix: "visual.trunk.",
    architecture,
    arguments: { ...trunk, img_size: vision.image_size },
    pool: pool === "map" ? { kind: "class-token" } : timmPool(pool),
    projection: timmProjection(shapes, vision.timm_proj ?? "", dimensions),
  });
  if (pool !== "map") return spec;
  const prefix = "visual.trunk.attn_pool.";
  const [hidden] = shapes.of(`${prefix}mlp.fc1.weight`);
  return {
    ...spec,
    pool: { kind: "attention-head", layout: "timm", prefix, heads: spec.heads, hidden, activation: "gelu" },
  }; // whatever the trunk's own is
}

function timmProjection(shapes: Shapes, kind: string, dimensions: number): VitSpec["projection"] {
  switch (kind) {
    case "linear":
      return { kind: "linear", key: "visual.head.proj", dimensions, bias: shapes.has("visual.head.proj.bias") };
    case "mlp": {
      const [first, last] = ["visual.head.mlp.fc1", "visual.head.mlp.fc2"];
      const [hidden] = shapes.of(`${first}.weight`);
      return { kind: "mlp", first, last, hidden, dimensions, bias: shapes.has(`${last}.bias`) };
    }
    case "":
    case "none":
      return { kind: "none" };
    default:
      throw new ArchitectureError("a projection of another name");
  }
}

/** open_clip's own text tower: at the root, or under `text.` in a `CustomTextCLIP`. */
function ownText(
  { embed_dim: dimensions, text_cfg: text }: OpenClipConfig,
  shapes: Shapes,
  activation: Activation,
): ClipTextSpec {
  const prefix = shapes.has("text.token_embedding.weight") ? "text." : "";
  const key = `${prefix}text_projection`;
  return {
    kind: "clip-text",
    layout: "open-clip",
    prefix,
    context: text.context_length,
    vocabulary: text.vocab_size,
    width: text.width,
    depth: text.layers,
    heads: text.heads,
    hidden: Math.trunc(text.width * text.mlp_ratio),
    activation: byKwargs(activation, text.act_kwargs),
    layerNormEps: text.norm_kwargs?.eps ?? 1e-5,
    causal: !text.no_causal_mask,
    pool: ownTextPool(text.pool_type),
    projection: shapes.has(`${key}.weight`)
      ? { kind: "linear", key, dimensions, bias: shapes.has(`${key}.bias`) }
      : { kind: "matrix", key, dimensions },
  };
}

function ownTextPool(name: string): ClipTextSpec["pool"] {
  if (name === "argmax") return { kind: "highest-id" };
  if (name === "last") return { kind: "last" };
  throw new ArchitectureError("a pooling of text of another name");
}

/** UniMed-CLIP's copy of open_clip calls its text tower otherwise. */
function bertPrefix(shapes: Shapes): string {
  return shapes.hasPrefix("text_encoder.") ? "text_encoder." : "text.";
}

/** BERT with a pooler and a projection of open_clip's. Sources: open_clip `hf_model.py`; keys were renamed from `proj` and `pooler_type`. */
function bertTower(
  { embed_dim: dimensions, text_cfg: text }: OpenClipConfig,
  shapes: Shapes,
  config: z.output<typeof BertConfig> | undefined,
): BertSpec {
  const tower = bertPrefix(shapes);
  const prefix = `${tower}transformer.`;
  const known = config ?? bertBySizes(shapes, prefix);
  const pooler = text.hf_pooler_type ?? text.pooler_type ?? "mean_pooler";
  return bertSpec(known, {
    prefix,
    pool: bertPool(pooler),
    projection: bertProjection(shapes, `${tower}proj`, { width: known.hidden_size, dimensions }),
  });
}

function bertPool(name: string): BertSpec["pool"] {
  switch (name) {
    case "cls_last_hidden_state_pooler":
      return "class-token";
    case "cls_pooler":
      return "pooler";
    case "mean_pooler":
      return "mean";
    default:
      throw new ArchitectureError("a pooling of BERT's tokens of another name");
  }
}

function bertProjection(
  shapes: Shapes,
  key: string,
  { width, dimensions }: { readonly width: number; readonly dimensions: number },
): BertSpec["projection"] {
  if (shapes.has(`${key}.0.weight`)) {
    const [first, last] = [`${key}.0`, `${key}.2`];
    const [hidden] = shapes.of(`${first}.weight`);
    return { kind: "mlp", first, last, hidden, dimensions, bias: shapes.has(`${first}.bias`) };
  }
  if (shapes.has(`${key}.weight`)) return { kind: "linear", key, dimensions, bias: shapes.has(`${key}.bias`) };
  if (width === dimensions) return { kind: "none" };
  throw new ArchitectureError("a projection of its text, which the checkpoint lacks");
}

/** BERT's sizes where only the name of its configuration is stated: 64 channels a head, as every BERT that was published for this. */
function bertBySizes(shapes: Shapes, prefix: string): z.output<typeof BertConfig> {
  const [vocab_size, hidden_size] = shapes.of(`${prefix}embeddings.word_embeddings.weight`);
  return BertConfig.parse({
    vocab_size,
    hidden_size,
    num_hidden_layers: shapes.count(`${prefix}encoder.layer.`),
    num_attention_heads: hidden_size / 64,
    intermediate_size: shapes.of(`${prefix}encoder.layer.0.intermediate.dense.weight`)[0],
    max_position_embeddings: shapes.of(`${prefix}embeddings.position_embeddings.weight`)[0],
    type_vocab_size: shapes.of(`${prefix}embeddings.token_type_embeddings.weight`)[0],
  });
}

function byKwargs(activation: Activation, kwargs: z.output<typeof Kwargs> | null | undefined): Activation {
  return activation === "gelu" && kwargs?.approximate === "tanh" ? "gelu-tanh" : activation;
}
