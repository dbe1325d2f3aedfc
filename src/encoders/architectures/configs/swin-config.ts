import { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import type { SwinSpec } from "../spec.ts";
import { activationNamed } from "./activation.ts";

const size = z.int().positive();

/** transformers' `SwinConfig`, with the defaults of Swin-T. */
export const SwinConfig = z.looseObject({
  image_size: size.default(224),
  patch_size: size.default(4),
  embed_dim: size.default(96),
  depths: z.array(size).default([2, 2, 6, 2]),
  num_heads: z.array(size).default([3, 6, 12, 24]),
  window_size: size.default(7),
  mlp_ratio: z.number().positive().default(4),
  hidden_act: z.string().default("gelu"),
  layer_norm_eps: z.number().positive().default(1e-5),
});

/** @throws {ArchitectureError} when its windows do not divide its maps */
export function swin(prefix: string, config: z.output<typeof SwinConfig>): Omit<SwinSpec, "pool" | "projection"> {
  const { image_size: imagePx, patch_size: patchPx, window_size: windowPx, depths } = config;
  const sides = depths.map((_, stage) => imagePx / patchPx / 2 ** stage);
  if (sides.some((side) => !Number.isInteger(side) || (side > windowPx && side % windowPx !== 0)))
    throw new ArchitectureError("windows that do not divide the image");
  return {
    kind: "swin",
    prefix,
    imagePx,
    patchPx,
    windowPx,
    width: config.embed_dim,
    depths,
    heads: config.num_heads,
    mlpRatio: config.mlp_ratio,
    activation: activationNamed(config.hidden_act),
    layerNormEps: config.layer_norm_eps,
  };
}
