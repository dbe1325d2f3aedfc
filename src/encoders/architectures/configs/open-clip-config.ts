import { z } from "zod";
import type { Activation } from "../spec.ts";
import { BertConfig } from "./bert-config.ts";
import { section, size, squarePx } from "./sizes.ts";
import { TimmArguments } from "./timm.ts";

const Kwargs = z.looseObject({ eps: z.number().positive().optional(), approximate: z.string().optional() });

/** open_clip's `CLIPVisionCfg` and `CLIPTextCfg`, with their defaults. */
const OpenClipConfig = z.looseObject({
  model_cfg: z.looseObject({
    embed_dim: size,
    quick_gelu: z.boolean().default(false),
    init_logit_bias: z.number().nullish(),
    vision_cfg: z.looseObject({
      timm_model_name: z.string().nullish(),
      timm_pool: z.string().nullable().default("avg"),
      timm_proj: z.string().nullable().default("linear"),
      image_size: squarePx.default(224),
      layers: z.union([size, z.array(size)]).default(12),
      width: size.default(768),
      /** Null beside the layers of a ResNet. */
      patch_size: size.nullish().transform((px) => px ?? 16),
      head_width: size.default(64),
      mlp_ratio: z.number().positive().default(4),
      attentional_pool: z.unknown().optional(),
      no_ln_pre: z.boolean().default(false),
      pool_type: z.string().default("tok"),
      final_ln_after_pool: z.boolean().default(false),
      norm_kwargs: Kwargs.nullish(),
      act_kwargs: Kwargs.nullish(),
    }),
    text_cfg: z.looseObject({
      hf_model_name: z.string().nullish(),
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
      eos_id: z.int().nonnegative().default(2),
      proj_type: z.string().nullish(),
      norm_kwargs: Kwargs.nullish(),
      act_kwargs: Kwargs.nullish(),
    }),
  }),
  /** Not open_clip's: arguments of the trunk, and the text tower's own configuration, where a folder brings them along. */
  tiny_vision: section(TimmArguments),
  text_hf_config: BertConfig.nullish(),
});
/** The file of a hub, or what stands alone under `model_configs` in the code. */
const Wrapped = z.looseObject({ model_cfg: z.unknown().optional() });
export type OpenClipModel = z.output<typeof OpenClipConfig>["model_cfg"];

/** @throws {z.ZodError} */
export function parseOpenClipConfig(config: unknown): z.output<typeof OpenClipConfig> {
  const wrapped = Wrapped.parse(config);
  return OpenClipConfig.parse(wrapped.model_cfg === undefined ? { ...wrapped, model_cfg: wrapped } : wrapped);
}

export function byKwargs(activation: Activation, kwargs: z.output<typeof Kwargs> | null | undefined): Activation {
  return activation === "gelu" && kwargs?.approximate === "tanh" ? "gelu-tanh" : activation;
}
