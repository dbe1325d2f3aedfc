import { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import { type Activation, ArchitectureSpec, type VitSpec } from "../spec.ts";
import { bioVil, cxrClip, medClip } from "./chest-x-ray.ts";
import { conch } from "./conch.ts";
import { flair } from "./flair.ts";
import { huggingFaceClip, huggingFaceDinov2, huggingFaceSiglip, huggingFaceVit, imageOnly } from "./hugging-face.ts";
import { keep } from "./keep.ts";
import { openClip } from "./open-clip.ts";
import { openAiClip } from "./openai-clip.ts";
import { pmcClip } from "./pmc-clip.ts";
import type { Shapes } from "./shapes.ts";
import { TimmArguments, type TimmOptions, timmVit } from "./timm.ts";

type ReadConfig = (config: unknown, shapes: Shapes, activation: Activation | undefined) => ArchitectureSpec;

const TimmConfig = z.looseObject({
  architecture: z.string().default(""),
  global_pool: z.string().nullish(),
  model_args: TimmArguments.nullish(),
});

/** timm's `config.json`; or the arguments alone. */
const timm: ReadConfig = (config, shapes) => {
  const { architecture, global_pool, model_args } = TimmConfig.parse(config);
  const stated = model_args ?? TimmArguments.parse(config);
  const pool = typeof stated.global_pool === "string" ? stated.global_pool : (global_pool ?? "token");
  return imageOnly(bareVit(shapes, { architecture, arguments: stated, pool }));
};

/** What comes as a bare state dict of facebookresearch/dinov2. */
const dinov2: ReadConfig = (config, shapes) => {
  const stated = TimmArguments.parse(config);
  return imageOnly(bareVit(shapes, { architecture: "", layout: "dinov2", arguments: stated, pool: "token" }));
};

/** RETFound: the class token, or with `global_pool` the mean of the patches, normalised afterwards. Source: rmaphoh/RETFound_MAE `models_vit.py`. */
const retFound: ReadConfig = (config, shapes) => {
  const stated = TimmArguments.parse(config);
  const { global_pool = shapes.has("fc_norm.weight") } = stated;
  const mean = global_pool === true || global_pool === "avg";
  const image = bareVit(shapes, {
    architecture: "vit_large_patch16", // the only one of them
    arguments: stated,
    pool: mean ? "avg" : "token",
  });
  return imageOnly({ ...image, norm: mean ? "pooled" : "tokens" });
};

function bareVit(shapes: Shapes, options: Omit<TimmOptions, "prefix" | "projection">): VitSpec {
  return timmVit(shapes, { ...options, prefix: "", projection: { kind: "none" } });
}

/** Families by the name that a case gives them, and how the configuration that they publish is read. */
const families: ReadonlyMap<string, ReadConfig> = new Map<string, ReadConfig>([
  ["hf-clip", huggingFaceClip],
  ["hf-siglip", huggingFaceSiglip],
  ["hf-dinov2", huggingFaceDinov2],
  ["hf-vit", huggingFaceVit],
  ["open_clip", openClip],
  ["open_clip-siglip", openClip],
  ["open_clip-timm-bert", openClip],
  ["open_clip-vit-bert", openClip],
  ["openai-clip", openAiClip],
  ["conch-coca", conch],
  ["keep", keep],
  ["timm-vit", timm],
  ["dinov2-native", dinov2],
  ["retfound", retFound],
  ["pmc-clip", pmcClip],
  ["medclip", medClip],
  ["cxr-clip", cxrClip],
  ["biovil-t", bioVil],
  ["biovil", bioVil],
  ["flair", flair],
]);

/** What transformers calls its models. */
const modelTypes: Readonly<Record<string, string>> = {
  clip: "hf-clip",
  siglip: "hf-siglip",
  dinov2: "hf-dinov2",
  dinov2_with_registers: "hf-dinov2",
  vit: "hf-vit",
  keep: "keep",
};

const Kinds = z.looseObject({
  model_type: z.unknown().optional(),
  model_cfg: z.unknown().optional(),
  multimodal_cfg: z.unknown().optional(),
  vision_cfg: z.unknown().optional(),
  architecture: z.unknown().optional(),
});

/**
 * The architecture that a published configuration stands for.
 * @param family as a case names it; where it is unknown, the configuration itself says it
 * @throws {ArchitectureError} when it asks for something that is not built
 */
export function readConfig(
  config: unknown,
  shapes: Shapes,
  { family, activation }: { readonly family?: string | undefined; readonly activation?: Activation | undefined } = {},
): ArchitectureSpec {
  const known = config ?? {};
  const read = families.get(family ?? "") ?? families.get(familyOf(known) ?? familyByKeys(shapes));
  if (!read) throw new ArchitectureError("an architecture of another family");
  try {
    return ArchitectureSpec.parse(read(known, shapes, activation));
  } catch (error) {
    if (error instanceof z.ZodError) throw new ArchitectureError("a configuration of another form", { cause: error });
    throw error;
  }
}

/** Null where the configuration is of no form that is known. */
function familyOf(config: unknown): string | null {
  const { success, data } = Kinds.safeParse(config);
  if (!success) return "";
  const { model_type, model_cfg, multimodal_cfg, vision_cfg, architecture } = data;
  if (typeof model_type === "string") return Object.hasOwn(modelTypes, model_type) ? modelTypes[model_type] : "";
  if (multimodal_cfg !== undefined) return "conch-coca";
  if (model_cfg !== undefined || vision_cfg !== undefined) return "open_clip";
  return architecture === undefined ? null : "timm-vit";
}

/** Of a state dict that comes without a configuration. */
function familyByKeys(shapes: Shapes): string {
  const ownTower = shapes.has("visual.class_embedding") || shapes.has("visual.attnpool.positional_embedding");
  if (ownTower && shapes.has("token_embedding.weight")) return "openai-clip";
  const isDinov2 = shapes.has("register_tokens") || shapes.has("blocks.0.mlp.w12.weight") || shapes.has("mask_token");
  return shapes.has("blocks.0.ls1.gamma") && isDinov2 ? "dinov2-native" : "";
}
