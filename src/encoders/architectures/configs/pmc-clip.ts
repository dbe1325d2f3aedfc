import { z } from "zod";
import type { ArchitectureSpec } from "../spec.ts";
import { attentionResNet } from "./attention-resnet.ts";
import { BertConfig, bertSpec } from "./bert-config.ts";
import type { Shapes } from "./shapes.ts";

const size = z.int().positive();
const PmcClipConfig = z.looseObject({
  embed_dim: size.default(768),
  vision_cfg: z.looseObject({ image_size: size.default(224) }).prefault({}),
  text_hf_config: BertConfig.prefault({}),
});

/** PMC-CLIP: OpenAI's ResNet-50 beside a PubMedBERT that sees its padding. Source: WeixiongLin/PMC-CLIP `pmc_clip/model/pmc_clip.py`. */
export function pmcClip(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { embed_dim: dimensions, vision_cfg, text_hf_config } = PmcClipConfig.parse(config);
  return {
    image: attentionResNet(shapes, vision_cfg.image_size),
    text: bertSpec(text_hf_config, {
      prefix: "text_encoder.",
      hidesPadding: false,
      pool: "class-token",
      projection: { kind: "matrix", key: "text_projection", dimensions },
    }),
    logits: { scale: "logit_scale", bias: null },
    unused: [
      "text_encoder.pooler.",
      "fusion_module.",
      "ln_final.",
      "positional_embedding",
      "img_special_token",
      "mlm_projection",
      "cls_id",
      "token_embedding.",
    ],
  };
}
