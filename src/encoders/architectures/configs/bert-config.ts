import { z } from "zod";
import { ArchitectureError } from "../errors.ts";
import type { BertSpec } from "../spec.ts";
import { activationNamed } from "./activation.ts";

/** transformers' `BertConfig`, with its defaults. */
export const BertConfig = z.looseObject({
  model_type: z.string().nullish(),
  vocab_size: z.int().positive().default(30_522),
  hidden_size: z.int().positive().default(768),
  num_hidden_layers: z.int().positive().default(12),
  num_attention_heads: z.int().positive().default(12),
  intermediate_size: z.int().positive().default(3_072),
  hidden_act: z.string().default("gelu"),
  max_position_embeddings: z.int().positive().default(512),
  type_vocab_size: z.int().positive().default(2),
  layer_norm_eps: z.number().positive().default(1e-12),
  pad_token_id: z.int().nonnegative().default(0),
});

export function bertSpec(
  config: z.output<typeof BertConfig>,
  rest: Pick<BertSpec, "prefix" | "pool" | "projection"> & Partial<Pick<BertSpec, "hidesPadding">>,
): BertSpec {
  // RoBERTa and its kin have BERT's keys, but begin to count positions after the padding's id
  if (/roberta|camembert/.test(config.model_type ?? "") || config.type_vocab_size === 1)
    throw new ArchitectureError("RoBERTa's count of positions");
  return {
    kind: "bert",
    context: config.max_position_embeddings,
    vocabulary: config.vocab_size,
    tokenTypes: config.type_vocab_size,
    width: config.hidden_size,
    depth: config.num_hidden_layers,
    heads: config.num_attention_heads,
    hidden: config.intermediate_size,
    activation: activationNamed(config.hidden_act),
    layerNormEps: config.layer_norm_eps,
    padId: config.pad_token_id,
    hidesPadding: true,
    ...rest,
  };
}
