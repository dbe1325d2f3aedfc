import type { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import type { Activation, BertSpec, ClipTextSpec } from "../spec.ts";
import { BertConfig, bertSpec } from "./bert-config.ts";
import { byKwargs, type OpenClipModel } from "./open-clip-config.ts";
import type { Shapes } from "./shapes.ts";

/** open_clip's own text tower: at the root, or under `text.` in a `CustomTextCLIP`. */
export function ownText(
  { embed_dim: dimensions, text_cfg: text }: OpenClipModel,
  shapes: Shapes,
  activation: Activation,
): ClipTextSpec {
  const prefix = shapes.has("text.token_embedding.weight") ? "text." : "";
  const key = `${prefix}text_projection`;
  return {
    kind: "clip-text",
    layout: "open-clip",
    prefix,
    context: text.context_length,
    vocabulary: text.vocab_size,
    width: text.width,
    depth: text.layers,
    heads: text.heads,
    hidden: Math.trunc(text.width * text.mlp_ratio),
    activation: byKwargs(activation, text.act_kwargs),
    layerNormEps: text.norm_kwargs?.eps ?? 1e-5,
    causal: !text.no_causal_mask,
    pool: ownTextPool(text.pool_type, text.eos_id),
    projection: ownTextProjection(shapes, key, { kind: text.proj_type ?? "linear", dimensions }),
  };
}

/** Source: open_clip `text_global_pool`. */
function ownTextPool(name: string, endId: number): ClipTextSpec["pool"] {
  switch (name) {
    case "argmax":
      return { kind: "highest-id" };
    case "eos":
      return { kind: "first-of", id: endId };
    case "first":
      return { kind: "first" };
    case "last":
      return { kind: "last" };
    default:
      throw new ArchitectureError("a pooling of text of another name");
  }
}

function ownTextProjection(
  shapes: Shapes,
  key: string,
  { kind, dimensions }: { readonly kind: string; readonly dimensions: number },
): ClipTextSpec["projection"] {
  if (kind === "none") return { kind: "none" };
  if (!shapes.has(`${key}.weight`)) return { kind: "matrix", key, dimensions };
  return { kind: "linear", key, dimensions, bias: true };
}

/** UniMed-CLIP's copy of open_clip has a BERT, under another name, where its configurations have open_clip's own tower. */
function isUniMed(shapes: Shapes): boolean {
  return shapes.hasPrefix("text_encoder.transformer.");
}

/** What the keys of a BERT begin with. */
export function bertPrefix(shapes: Shapes): string {
  return `${bertTowerPrefix(shapes)}transformer.`;
}

function bertTowerPrefix(shapes: Shapes): string {
  return isUniMed(shapes) ? "text_encoder." : "text.";
}

/** BERT with a pooler and a projection of open_clip's. Sources: open_clip `hf_model.py`; keys were renamed from `proj` and `pooler_type`. */
export function bertTower(
  { embed_dim: dimensions, text_cfg: text }: OpenClipModel,
  shapes: Shapes,
  config: z.output<typeof BertConfig> | null | undefined,
): BertSpec {
  const prefix = bertPrefix(shapes);
  const known = config ?? bertBySizes(shapes, prefix);
  const usual = isUniMed(shapes) ? "cls_last_hidden_state_pooler" : "mean_pooler";
  const pooler = text.hf_pooler_type === undefined ? text.pooler_type : text.hf_pooler_type;
  return bertSpec(known, {
    prefix,
    pool: bertPool(pooler === undefined ? usual : pooler, shapes.has(`${prefix}pooler.dense.weight`)),
    projection: bertProjection(shapes, `${bertTowerPrefix(shapes)}proj`, { width: known.hidden_size, dimensions }),
  });
}

/** @param name null: what open_clip has for BERT @param hasPooler without it `ClsPooler` gives the token itself */
function bertPool(name: string | null, hasPooler: boolean): BertSpec["pool"] {
  switch (name) {
    case "cls_last_hidden_state_pooler":
      return "class-token";
    case null:
    case "cls_pooler":
      return hasPooler ? "pooler" : "class-token";
    case "mean_pooler":
      return "mean";
    default:
      throw new ArchitectureError("a pooling of BERT's tokens of another name");
  }
}

function bertProjection(
  shapes: Shapes,
  key: string,
  { width, dimensions }: { readonly width: number; readonly dimensions: number },
): BertSpec["projection"] {
  if (shapes.has(`${key}.0.weight`)) {
    const [first, last] = [`${key}.0`, `${key}.2`];
    const [hidden] = shapes.of(`${first}.weight`);
    return { kind: "mlp", first, last, hidden, dimensions, bias: shapes.has(`${first}.bias`) };
  }
  if (shapes.has(`${key}.weight`)) return { kind: "linear", key, dimensions, bias: shapes.has(`${key}.bias`) };
  if (width === dimensions) return { kind: "none" };
  throw new ArchitectureError("a projection of its text, which the checkpoint lacks");
}

/** BERT's sizes where only the name of its configuration is stated: 64 channels a head, as every BERT that was published for this. */
function bertBySizes(shapes: Shapes, prefix: string): z.output<typeof BertConfig> {
  const [vocab_size, hidden_size] = shapes.of(`${prefix}embeddings.word_embeddings.weight`);
  return BertConfig.parse({
    vocab_size,
    hidden_size,
    num_hidden_layers: shapes.count(`${prefix}encoder.layer.`),
    num_attention_heads: hidden_size / 64,
    intermediate_size: shapes.of(`${prefix}encoder.layer.0.intermediate.dense.weight`)[0],
    max_position_embeddings: shapes.of(`${prefix}embeddings.position_embeddings.weight`)[0],
    type_vocab_size: shapes.of(`${prefix}embeddings.token_type_embeddings.weight`)[0],
  });
}
