import { ArchitectureError } from "../errors.ts";
import type { Activation, ArchitectureSpec, ImageTowerSpec, VitSpec } from "../spec.ts";
import { attentionResNet } from "./attention-resnet.ts";
import { byKwargs, type OpenClipModel, parseOpenClipConfig } from "./open-clip-config.ts";
import { bertPrefix, bertTower, ownText } from "./open-clip-text.ts";
import type { Shapes } from "./shapes.ts";
import { type TimmArguments, timmVit } from "./timm.ts";

/**
 * `open_clip_config.json`: open_clip's own or timm's image tower, its own text tower or Hugging Face's BERT.
 * @param activation of open_clip's own towers, where their publisher says what the configuration does not
 * @throws {ArchitectureError}
 */
export function openClip(config: unknown, shapes: Shapes, activation: Activation | undefined): ArchitectureSpec {
  const { model_cfg: model, tiny_vision: trunk, text_hf_config: bert } = parseOpenClipConfig(config);
  const own = model.quick_gelu ? "quick-gelu" : (activation ?? "gelu");
  const timm = model.vision_cfg.timm_model_name;
  const hasBert =
    typeof model.text_cfg.hf_model_name === "string" || shapes.hasPrefix(`${bertPrefix(shapes)}embeddings.`);
  return {
    image: timm ? timmTower(model, shapes, timm, trunk) : ownImageTower(model, shapes, own),
    text: hasBert ? bertTower(model, shapes, bert) : ownText(model, shapes, own),
    logits: { scale: "logit_scale", bias: shapes.has("logit_bias") ? "logit_bias" : null },
    unused: hasBert ? [`${bertPrefix(shapes)}pooler.`] : [],
  };
}

function ownImageTower(model: OpenClipModel, shapes: Shapes, activation: Activation): ImageTowerSpec {
  const { layers, image_size } = model.vision_cfg;
  return typeof layers === "number" ? ownVision(model, shapes, activation) : attentionResNet(shapes, image_size);
}

function ownVision(
  { embed_dim: dimensions, vision_cfg: vision }: OpenClipModel,
  shapes: Shapes,
  activation: Activation,
): VitSpec {
  if (typeof vision.layers !== "number") throw new ArchitectureError("a ResNet as its image tower");
  if (vision.attentional_pool) throw new ArchitectureError("an attentional pooler of open_clip's own tower");
  const { width } = vision;
  return {
    kind: "vit",
    layout: "open-clip",
    prefix: "visual.",
    imagePx: vision.image_size,
    patchPx: vision.patch_size,
    width,
    depth: vision.layers,
    heads: Math.trunc(width / vision.head_width),
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
    pool: ownVisionPool(vision.pool_type),
    norm: vision.final_ln_after_pool ? "pooled" : "tokens",
    projection: { kind: "matrix", key: "visual.proj", dimensions },
  };
}

function ownVisionPool(name: string): VitSpec["pool"] {
  if (name === "tok") return { kind: "class-token" };
  if (name === "avg") return { kind: "patch-mean" };
  throw new ArchitectureError("a pooling of patches of another name");
}

/** Source: open_clip `timm_model.py`. */
function timmTower(
  { embed_dim: dimensions, vision_cfg: vision }: OpenClipModel,
  shapes: Shapes,
  architecture: string,
  trunk: TimmArguments,
): VitSpec {
  const prefix = "visual.trunk.";
  const trunkPool = shapes.has(`${prefix}attn_pool.latent`) ? "map" : "token";
  return timmVit(shapes, {
    prefix,
    architecture,
    arguments: { ...trunk, img_size: vision.image_size },
    pool: vision.timm_pool || (typeof trunk.global_pool === "string" ? trunk.global_pool : trunkPool),
    projection: timmProjection(shapes, vision.timm_proj ?? "", dimensions),
  });
}

/** Where none is named, the trunk's classifier stands for it. */
function timmProjection(shapes: Shapes, kind: string, dimensions: number): VitSpec["projection"] {
  switch (kind) {
    case "linear":
      return { kind: "linear", key: "visual.head.proj", dimensions, bias: shapes.has("visual.head.proj.bias") };
    case "mlp": {
      const [first, last] = ["visual.head.mlp.fc1", "visual.head.mlp.fc2"];
      const [hidden] = shapes.of(`${first}.weight`);
      const bias = shapes.has(`${last}.bias`);
      return { kind: "mlp", first, last, hidden, dimensions, bias, ...(!bias && { firstBias: true }) };
    }
    case "": {
      const key = "visual.trunk.head";
      return shapes.has(`${key}.weight`) ? { kind: "linear", key, dimensions, bias: true } : { kind: "none" };
    }
    case "none":
      return { kind: "none" };
    default:
      throw new ArchitectureError("a projection of another name");
  }
}
