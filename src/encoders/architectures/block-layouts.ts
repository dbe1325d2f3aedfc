import { stackedQkv } from "./attention.ts";
import type { VitSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";
import type { BlockState } from "./transformer-block.ts";

/** The parts of a vision or text block by the names of one code base. @param state of the block */
export type BlockLayout = (state: StateDict, feedForward: VitSpec["feedForward"], width: number) => BlockState;

/** `in_proj_weight`, `attn.qkv` …: queries, keys and values as one tensor already. */
function packed(state: StateDict, weight: string, bias: string, width: number) {
  return { weight: state.take(weight, [3 * width, width]), bias: state.take(bias, [3 * width]) };
}

function mlpOrGated(
  state: StateDict,
  feedForward: VitSpec["feedForward"],
  names: { readonly mlp: readonly [string, string]; readonly swiglu: readonly [string, string] },
): BlockState["feedForward"] {
  const [first, last] = names[feedForward].map((name) => state.within(`${name}.`));
  return feedForward === "mlp" ? { kind: "mlp", first, last } : { kind: "swiglu", gated: first, last };
}

/** transformers' `CLIPEncoderLayer` and `SiglipEncoderLayer`. */
export const huggingFaceClipBlock: BlockLayout = (state, _, width) => ({
  attentionNorm: state.within("layer_norm1."),
  qkv: stackedQkv(
    ["q", "k", "v"].map((each) => state.within(`self_attn.${each}_proj.`)),
    width,
  ),
  attentionOut: state.within("self_attn.out_proj."),
  feedForwardNorm: state.within("layer_norm2."),
  feedForward: { kind: "mlp", first: state.within("mlp.fc1."), last: state.within("mlp.fc2.") },
});

/** OpenAI's and open_clip's `ResidualAttentionBlock`. */
export const openClipBlock: BlockLayout = (state, _, width) => ({
  attentionNorm: state.within("ln_1."),
  qkv: packed(state, "attn.in_proj_weight", "attn.in_proj_bias", width),
  attentionOut: state.within("attn.out_proj."),
  feedForwardNorm: state.within("ln_2."),
  feedForward: { kind: "mlp", first: state.within("mlp.c_fc."), last: state.within("mlp.c_proj.") },
});

/** timm's `Block`; its SwiGLU is packed in `fc1`. */
export const timmBlock: BlockLayout = (state, feedForward, width) => ({
  attentionNorm: state.within("norm1."),
  qkv: packed(state, "attn.qkv.weight", "attn.qkv.bias", width),
  attentionOut: state.within("attn.proj."),
  feedForwardNorm: state.within("norm2."),
  feedForward: mlpOrGated(state, feedForward, { mlp: ["mlp.fc1", "mlp.fc2"], swiglu: ["mlp.fc1", "mlp.fc2"] }),
});

/** facebookresearch/dinov2's `Block`. */
export const dinov2Block: BlockLayout = (state, feedForward, width) => ({
  ...timmBlock(state, "mlp", width),
  feedForward: mlpOrGated(state, feedForward, { mlp: ["mlp.fc1", "mlp.fc2"], swiglu: ["mlp.w12", "mlp.w3"] }),
});

/** transformers' `Dinov2Layer`. */
export const huggingFaceDinov2Block: BlockLayout = (state, feedForward, width) => ({
  attentionNorm: state.within("norm1."),
  qkv: stackedQkv(
    ["query", "key", "value"].map((each) => state.within(`attention.attention.${each}.`)),
    width,
  ),
  attentionOut: state.within("attention.output.dense."),
  feedForwardNorm: state.within("norm2."),
  feedForward: mlpOrGated(state, feedForward, {
    mlp: ["mlp.fc1", "mlp.fc2"],
    swiglu: ["mlp.weights_in", "mlp.weights_out"],
  }),
});

/** transformers' `ViTLayer`. */
export const huggingFaceVitBlock: BlockLayout = (state, _, width) => ({
  attentionNorm: state.within("layernorm_before."),
  qkv: stackedQkv(
    ["query", "key", "value"].map((each) => state.within(`attention.attention.${each}.`)),
    width,
  ),
  attentionOut: state.within("attention.output.dense."),
  feedForwardNorm: state.within("layernorm_after."),
  feedForward: { kind: "mlp", first: state.within("intermediate.dense."), last: state.within("output.dense.") },
});

/** transformers' `BertLayer`. */
export const bertBlock: BlockLayout = (state, _, width) => ({
  qkv: stackedQkv(
    ["query", "key", "value"].map((each) => state.within(`attention.self.${each}.`)),
    width,
  ),
  attentionOut: state.within("attention.output.dense."),
  attentionNorm: state.within("attention.output.LayerNorm."),
  feedForward: { kind: "mlp", first: state.within("intermediate.dense."), last: state.within("output.dense.") },
  feedForwardNorm: state.within("output.LayerNorm."),
});
