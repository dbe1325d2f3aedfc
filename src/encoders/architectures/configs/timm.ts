import { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import type { VitSpec } from "../spec.ts";
import type { Shapes } from "./shapes.ts";

/** The arguments of timm's `VisionTransformer`, which publishers leave at their defaults or fix by the architecture's name. */
export const TimmArguments = z.looseObject({
  img_size: z.int().positive().optional(),
  num_heads: z.int().positive().optional(),
  layer_norm_eps: z.number().positive().optional(),
  global_pool: z.string().optional(),
  act_layer: z.string().optional(),
});
export type TimmArguments = z.output<typeof TimmArguments>;

/** What timm makes of a name: heads by size. Source: timm `vision_transformer.py`, the registered entries. */
const headsBySize: readonly (readonly [RegExp, number])[] = [
  [/vit_tiny/, 3],
  [/vit_small/, 6],
  [/vit_base/, 12],
  [/vit_(medium)/, 8],
  [/vit_(large|so400m|huge)/, 16],
  [/vit_giant_patch14_(reg4_)?dinov2/, 24],
  [/vit_giant/, 16],
];

export interface TimmOptions {
  readonly prefix: string;
  /** Name of the architecture, "" where it is not stated. */
  readonly architecture: string;
  readonly arguments: TimmArguments;
  /** @default "timm" */
  readonly layout?: "timm" | "dinov2";
  readonly pool: VitSpec["pool"];
  readonly projection: VitSpec["projection"];
}

/**
 * A timm vision transformer; sizes, registers, positions, LayerScale and SwiGLU are what the shapes of its tensors say.
 * @throws {ArchitectureError}
 */
export function timmVit(shapes: Shapes, { prefix, architecture, layout = "timm", ...options }: TimmOptions): VitSpec {
  const { img_size, num_heads, layer_norm_eps, act_layer = "" } = options.arguments;
  const of = (key: string) => shapes.of(prefix + key);
  const has = (key: string) => shapes.has(prefix + key);
  const [width, , patchPx] = of("patch_embed.proj.weight");
  const classToken = has("cls_token");
  const registerKey = layout === "dinov2" ? "register_tokens" : "reg_token";
  const registers = has(registerKey) ? of(registerKey)[1] : 0;
  const positionCount = of("pos_embed")[1];
  const imagePx = img_size ?? Math.round(Math.sqrt(positionCount - Number(classToken))) * patchPx;
  const patches = Math.floor(imagePx / patchPx) ** 2;
  const first = layout === "dinov2" && has("blocks.0.mlp.w12.weight") ? "w12" : "fc1";
  const last = first === "w12" ? "w3" : "fc2";
  const hidden = of(`blocks.0.mlp.${last}.weight`)[1];
  const swiglu = of(`blocks.0.mlp.${first}.weight`)[0] === 2 * hidden;
  return {
    kind: "vit",
    layout,
    prefix,
    imagePx,
    patchPx,
    width,
    depth: shapes.count(`${prefix}blocks.`),
    heads: num_heads ?? headsOf(architecture),
    hidden,
    activation: /tanh/i.test(act_layer) || /siglip.*(so400m)|so400m.*siglip/.test(architecture) ? "gelu-tanh" : "gelu",
    layerNormEps: layer_norm_eps ?? 1e-6,
    feedForward: swiglu ? "swiglu" : "mlp",
    layerScale: has("blocks.0.ls1.gamma") || has("blocks.0.ls1.weight"),
    patchBias: has("patch_embed.proj.bias"),
    normFirst: has("norm_pre.weight"),
    classToken,
    registers,
    positions: positionsOf(positionCount - patches, Number(classToken), registers),
    pool: options.pool,
    norm: has("fc_norm.weight") ? "pooled" : "tokens",
    projection: options.projection,
  };
}

/** @param extra positions beyond those of the patches */
export function positionsOf(extra: number, classToken: number, registers: number): VitSpec["positions"] {
  if (extra === classToken + registers) return "all";
  if (extra === classToken) return "all-but-registers";
  if (extra === 0) return "patches";
  throw new ArchitectureError("positions for another number of patches than the image has");
}

/** timm's pools by name; Virchow's empty one is used as its card says: the class token beside the mean of the patches. */
export function timmPool(name: string): VitSpec["pool"] {
  switch (name) {
    case "token":
      return { kind: "class-token" };
    case "avg":
      return { kind: "patch-mean" };
    case "":
      return { kind: "class-token-and-patch-mean" };
    default:
      throw new ArchitectureError("a pooling of another name");
  }
}

function headsOf(architecture: string): number {
  const found = headsBySize.find(([name]) => name.test(architecture));
  if (!found) throw new ArchitectureError("a number of attention heads, which its configuration does not state");
  return found[1];
}
