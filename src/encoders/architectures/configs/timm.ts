import { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import type { Activation, VitSpec } from "../spec.ts";
import type { Shapes } from "./shapes.ts";
import { size, squarePx } from "./sizes.ts";

/** The arguments of timm's `VisionTransformer`, which publishers leave at their defaults or fix by the architecture's name. */
export const TimmArguments = z.looseObject({
  img_size: squarePx.nullish(),
  depth: size.nullish(),
  num_heads: size.nullish(),
  layer_norm_eps: z.number().positive().nullish(),
  /** RETFound's is a boolean: the mean, or the class token. */
  global_pool: z.union([z.string(), z.boolean()]).nullish(),
  act_layer: z.string().nullish(),
  no_embed_class: z.boolean().nullish(),
  reg_tokens: z.int().nonnegative().nullish(),
  /** What facebookresearch/dinov2 calls them. */
  num_register_tokens: z.int().nonnegative().nullish(),
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
  [/vit_(giant|gigantic)/, 16],
];

export interface TimmOptions {
  readonly prefix: string;
  /** Name of the architecture, "" where it is not stated. */
  readonly architecture: string;
  readonly arguments: TimmArguments;
  /** @default "timm" */
  readonly layout?: "timm" | "dinov2";
  /** By the name that timm gives it, or one that stands outside the trunk. */
  readonly pool: string | VitSpec["pool"];
  readonly projection: VitSpec["projection"];
}

/**
 * A timm vision transformer; sizes, registers, positions, LayerScale and SwiGLU are what the shapes of its tensors say.
 * @throws {ArchitectureError}
 */
export function timmVit(shapes: Shapes, { prefix, architecture, layout = "timm", ...options }: TimmOptions): VitSpec {
  const { depth, num_heads, layer_norm_eps, act_layer, reg_tokens, num_register_tokens } = options.arguments;
  const of = (key: string) => shapes.of(prefix + key);
  const has = (key: string) => shapes.has(prefix + key);
  const [width, , patchPx] = of("patch_embed.proj.weight");
  const classToken = has("cls_token");
  const registerKey = layout === "dinov2" ? "register_tokens" : "reg_token";
  const registers = reg_tokens ?? num_register_tokens ?? (has(registerKey) ? of(registerKey)[1] : 0);
  const first = layout === "dinov2" && has("blocks.0.mlp.w12.weight") ? "w12" : "fc1";
  const last = first === "w12" ? "w3" : "fc2";
  const hidden = of(`blocks.0.mlp.${last}.weight`)[1];
  const swiglu = of(`blocks.0.mlp.${first}.weight`)[0] === 2 * hidden;
  // every DINOv2 has 64 channels a head
  const heads = num_heads ?? (layout === "dinov2" ? width / 64 : headsOf(architecture));
  return {
    kind: "vit",
    layout,
    prefix,
    ...gridOf(of("pos_embed")[1], { patchPx, classToken, registers, layout, arguments: options.arguments }),
    patchPx,
    width,
    depth: depth ?? shapes.count(`${prefix}blocks.`),
    heads,
    hidden,
    activation: swiglu ? gateOf(act_layer) : activationOf(architecture, act_layer),
    layerNormEps: layer_norm_eps ?? (/_clip_/.test(architecture) ? 1e-5 : 1e-6),
    feedForward: swiglu ? "swiglu" : "mlp",
    layerScale: has("blocks.0.ls1.gamma") || has("blocks.0.ls1.weight"),
    patchBias: !has("norm_pre.weight"),
    normFirst: has("norm_pre.weight"),
    classToken,
    registers,
    pool:
      typeof options.pool === "string" ? timmPool(options.pool, shapes, { prefix, heads, classToken }) : options.pool,
    norm: has("fc_norm.weight") ? "pooled" : "tokens",
    projection: options.projection,
  };
}

interface GridOptions extends Pick<VitSpec, "patchPx" | "classToken" | "registers"> {
  readonly layout: "timm" | "dinov2";
  readonly arguments: TimmArguments;
}

/** Side of the image, and which tokens have one of the positions; a side that is not stated is the one that makes a square of them. */
function gridOf(
  positions: number,
  { patchPx, classToken, registers, layout, arguments: { img_size, no_embed_class } }: GridOptions,
): Pick<VitSpec, "imagePx" | "positions"> {
  const prefix = Number(classToken);
  const others = layout === "dinov2" ? [prefix] : no_embed_class ? [0] : [prefix + registers, 0];
  const sides = others.map((count) => Math.sqrt(positions - count)).filter(Number.isInteger);
  const imagePx = img_size ?? (sides.length > 0 ? sides[0] * patchPx : 0);
  const patches = Math.floor(imagePx / patchPx) ** 2;
  return { imagePx, positions: positionsOf(positions - patches, prefix, registers) };
}

/** @param extra positions beyond those of the patches */
export function positionsOf(extra: number, classToken: number, registers: number): VitSpec["positions"] {
  if (extra === classToken + registers) return "all";
  if (extra === classToken) return "all-but-registers";
  if (extra === 0) return "patches";
  throw new ArchitectureError("positions for another number of patches than the image has");
}

/** timm's pools by name; Virchow's empty one is used as its card says: the class token beside the mean of the patches. */
function timmPool(
  name: string,
  shapes: Shapes,
  { prefix, heads, classToken }: Pick<VitSpec, "prefix" | "heads" | "classToken">,
): VitSpec["pool"] {
  if (!classToken && (name === "token" || name === "")) throw new ArchitectureError("a class token, which it lacks");
  switch (name) {
    case "token":
      return { kind: "class-token" };
    case "avg":
      return { kind: "patch-mean" };
    case "":
      return { kind: "class-token-and-patch-mean" };
    case "map": {
      const pool = `${prefix}attn_pool.`;
      const [hidden] = shapes.of(`${pool}mlp.fc1.weight`);
      // the activation whatever the trunk's own is
      return { kind: "attention-head", layout: "timm", prefix: pool, heads, hidden, activation: "gelu" };
    }
    default:
      throw new ArchitectureError("a pooling of another name");
  }
}

function headsOf(architecture: string): number {
  const found = headsBySize.find(([name]) => name.test(architecture));
  if (!found) throw new ArchitectureError("a number of attention heads, which its configuration does not state");
  return found[1];
}

function activationOf(architecture: string, named: string | null | undefined): Activation {
  if (named) return timmActivation(named);
  if (/siglip.*so400m|so400m.*siglip/.test(architecture)) return "gelu-tanh";
  return /quickgelu/.test(architecture) ? "quick-gelu" : "gelu";
}

/** By the name that timm registers, or by torch's class. */
function timmActivation(name: string): Activation {
  switch (name.toLowerCase().replace(/[^a-z]|^(torch\.)?nn\./g, "")) {
    case "gelu":
      return "gelu";
    case "gelutanh":
      return "gelu-tanh";
    case "quickgelu":
      return "quick-gelu";
    default:
      throw new ArchitectureError("an activation of another name");
  }
}

/** A SwiGLU's gate is SiLU; of the activation, which it does not use, nothing is known then. */
function gateOf(named: string | null | undefined): Activation {
  if (named && !/silu|swish/i.test(named)) throw new ArchitectureError("another gate than SiLU");
  return "gelu";
}
