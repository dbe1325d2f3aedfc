import { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import type { Activation, ArchitectureSpec } from "../spec.ts";
import { conch } from "./conch.ts";
import { huggingFaceClip, huggingFaceDinov2, huggingFaceSiglip, huggingFaceVit, imageOnly } from "./hugging-face.ts";
import { keep } from "./keep.ts";
import { openClip } from "./open-clip.ts";
import { openAiClip } from "./openai-clip.ts";
import type { Shapes } from "./shapes.ts";
import { TimmArguments, timmPool, timmVit } from "./timm.ts";

type ReadConfig = (config: unknown, shapes: Shapes, activation: Activation | undefined) => ArchitectureSpec;

const TimmConfig = z.looseObject({
  architecture: z.string(),
  global_pool: z.string().optional(),
  model_args: TimmArguments.prefault({}),
});

/** timm's `config.json`. */
const timm: ReadConfig = (config, shapes) => {
  const { architecture, global_pool, model_args } = TimmConfig.parse(config);
  const pool = timmPool(model_args.global_pool ?? global_pool ?? "token");
  return imageOnly(
    timmVit(shapes, { prefix: "", architecture, arguments: model_args, pool, projection: { kind: "none" } }),
  );
};

const bareVit =
  (layout: "timm" | "dinov2"): ReadConfig =>
  (config, shapes) =>
    imageOnly(
      timmVit(shapes, {
        prefix: "",
        architecture: "",
        layout,
        arguments: TimmArguments.parse(config),
        pool: { kind: "class-token" },
        projection: { kind: "none" },
      }),
    );

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
  ["dinov2-native", bareVit("dinov2")],
  ["retfound", bareVit("timm")],
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
  model_type: z.string().optional(),
  model_cfg: z.unknown().optional(),
  architecture: z.string().optional(),
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
  const read = families.get(family ?? "") ?? families.get(familyOf(config));
  if (!read) throw new ArchitectureError("an architecture of another family");
  try {
    return read(config, shapes, activation);
  } catch (error) {
    if (error instanceof z.ZodError) throw new ArchitectureError("a configuration of another form", { cause: error });
    throw error;
  }
}

function familyOf(config: unknown): string {
  const { success, data } = Kinds.safeParse(config);
  if (!success) return "";
  if (data.model_cfg !== undefined) return "open_clip";
  if (data.model_type !== undefined && Object.hasOwn(modelTypes, data.model_type)) return modelTypes[data.model_type];
  return data.architecture === undefined ? "" : "timm-vit";
}
