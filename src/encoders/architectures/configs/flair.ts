import { z } from "zod";
import type { ArchitectureSpec } from "../spec.ts";
import { BertConfig, bertSpec } from "./bert-config.ts";
import { resNet } from "./resnet-shapes.ts";
import type { Shapes } from "./shapes.ts";

const size = z.int().positive();
const FlairConfig = z.looseObject({
  image_size: size.default(512),
  proj_dim: size.default(512),
  text_config: BertConfig.prefault({}),
});

/** FLAIR: unit vectors before both projections. Source: jusiro/FLAIR `flair/modeling/model.py`. */
export function flair(config: unknown, shapes: Shapes): ArchitectureSpec {
  const { image_size: imagePx, proj_dim: dimensions, text_config } = FlairConfig.parse(config);
  const projection = (key: string) => ({
    kind: "normalised-linear" as const,
    key,
    dimensions,
    bias: shapes.has(`${key}.bias`),
  });
  return {
    image: {
      ...resNet(shapes, { prefix: "vision_model.model.", imagePx, variant: "torchvision" }),
      pool: { kind: "mean" },
      projection: projection("vision_model.projection_head_vision.projection"),
    },
    text: bertSpec(text_config, {
      prefix: "text_model.model.",
      pool: "three-layers-mean",
      projection: projection("text_model.projection_head_text.projection"),
    }),
    logits: { scale: "logit_scale", bias: null },
    unused: ["text_model.model.pooler.", "vision_model.model.fc."],
  };
}
