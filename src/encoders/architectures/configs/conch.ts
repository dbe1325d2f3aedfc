import { z } from "zod";
import type { ArchitectureSpec } from "../spec.ts";
import type { Shapes } from "./shapes.ts";
import { size, squarePx } from "./sizes.ts";
import { timmVit } from "./timm.ts";

/** With the defaults of `CoCaVisionCfg` and `CLIPTextCfg`; whatever a shape says is left out. */
const ConchConfig = z.looseObject({
  embed_dim: size,
  vision_cfg: z.looseObject({ image_size: squarePx.default(224), num_heads: size.default(12) }),
  text_cfg: z.looseObject({
    context_length: size.default(77),
    heads: size.default(8),
    pad_id: z.int().nonnegative().default(0),
  }),
});

/** Heads of both poolers: CONCH's constructor does not pass on what its configuration states. */
const poolerHeads = 8;

/** CONCH: a timm trunk under CoCa's attentional pooler, and CoCa's text tower. Source: mahmoodlab/CONCH `coca_model.py`, `vision_tower.py`. */
export function conch(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { embed_dim: dimensions, vision_cfg: vision, text_cfg: text } = ConchConfig.parse(config);
  const pooler = "visual.attn_pool_contrast.";
  const [queries, poolWidth] = shapes.of(`${pooler}query`);
  const [vocabulary, width] = shapes.of("text.token_embedding.weight");
  return {
    image: timmVit(shapes, {
      prefix: "visual.trunk.",
      architecture: "",
      arguments: { img_size: vision.image_size, num_heads: vision.num_heads },
      pool: {
        kind: "attentional-pooler",
        prefix: pooler,
        norm: "visual.ln_contrast",
        width: poolWidth,
        heads: poolerHeads,
        queries,
        layerNormEps: 1e-5,
      },
      projection: { kind: "matrix", key: "visual.proj_contrast", dimensions },
    }),
    text: {
      kind: "clip-text",
      layout: "open-clip",
      prefix: "text.",
      context: text.context_length,
      vocabulary,
      width,
      depth: shapes.count("text.transformer.resblocks."),
      heads: text.heads,
      hidden: 4 * width,
      activation: "gelu",
      layerNormEps: 1e-5,
      causal: true,
      pool: { kind: "class-embedding", padId: text.pad_id },
      projection: { kind: "matrix", key: "text.text_projection", dimensions },
    },
    logits: { scale: "logit_scale", bias: null },
    unused: ["visual.attn_pool_caption.", "visual.ln_caption.", "text_decoder."],
  };
}
