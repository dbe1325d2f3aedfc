import type { ResNetSpec } from "../spec.ts";
import { resNet } from "./resnet-shapes.ts";
import type { Shapes } from "./shapes.ts";

/** Channels of a head of the attention pool, whatever the width: upstream counts width · 32 / 64. */
const headWidth = 64;

/** OpenAI's ResNet with attention pooling, at `visual.`. Source: OpenAI CLIP and open_clip, `ModifiedResNet`. */
export function attentionResNet(shapes: Shapes, imagePx: number): ResNetSpec {
  const prefix = "visual.";
  const pool = `${prefix}attnpool.`;
  const [dimensions, width] = shapes.of(`${pool}c_proj.weight`);
  return {
    ...resNet(shapes, { prefix, imagePx, variant: "openai" }),
    pool: { kind: "attention", prefix: pool, heads: width / headWidth, dimensions },
    projection: { kind: "none" },
  };
}
