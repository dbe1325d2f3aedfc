import { z } from "zod";
import type { ArchitectureSpec } from "../spec.ts";
import { BertConfig, bertSpec } from "./bert-config.ts";
import type { Shapes } from "./shapes.ts";
import { section, size } from "./sizes.ts";
import { TimmArguments, timmVit } from "./timm.ts";

const KeepConfig = z.looseObject({
  projection_dim: size.default(768),
  text_config: section(BertConfig),
  vision_config: section(TimmArguments),
});

/** KEEP: UNI's image tower under two layers, beside a BERT whose pooler is its embedding. Source: MAGIC-AI4Med/KEEP `keep_inference.py`. */
export function keep(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { projection_dim: dimensions, text_config: text, vision_config: vision } = KeepConfig.parse(config);
  const [hidden] = shapes.of("visual_head.0.weight");
  return {
    image: timmVit(shapes, {
      prefix: "visual.",
      architecture: "vit_large_patch16_224",
      arguments: vision,
      pool: "token",
      projection: { kind: "mlp", first: "visual_head.0", last: "visual_head.2", hidden, dimensions, bias: true },
    }),
    text: bertSpec(text, { prefix: "text.", pool: "pooler", projection: { kind: "none" } }),
    logits: { scale: "logit_scale", bias: null },
    unused: [],
  };
}
