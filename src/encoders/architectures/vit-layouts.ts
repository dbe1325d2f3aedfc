import {
  type BlockLayout,
  dinov2Block,
  huggingFaceClipBlock,
  huggingFaceDinov2Block,
  huggingFaceVitBlock,
  openClipBlock,
  timmBlock,
} from "./block-layouts.ts";
import type { VitSpec } from "./spec.ts";

/** Where one code base keeps the parts of a vision transformer. */
export interface VitLayout {
  /** Of the convolution's `weight` and `bias`. */
  readonly patch: string;
  readonly classToken: string;
  readonly registers: string;
  readonly positions: string;
  /** Shape of a token that is learned, and of the positions, before their last two axes. */
  readonly leading: { readonly classToken: readonly number[]; readonly positions: readonly number[] };
  readonly normFirst: string;
  /** The last normalisation, on every token or on what was pooled. */
  readonly norm: Readonly<Record<VitSpec["norm"], string>>;
  readonly block: (index: number) => string;
  readonly blockLayout: BlockLayout;
  /** A block's two factors a channel. */
  readonly layerScale: readonly [attention: readonly string[], feedForward: readonly string[]];
}

const timm: VitLayout = {
  patch: "patch_embed.proj",
  classToken: "cls_token",
  registers: "reg_token",
  positions: "pos_embed",
  leading: { classToken: [1, 1], positions: [1] },
  normFirst: "norm_pre",
  norm: { tokens: "norm", pooled: "fc_norm" },
  block: (index) => `blocks.${index}`,
  blockLayout: timmBlock,
  // transformers renames every `gamma` when it loads a state dict, and so saves some of timm's as `weight`
  layerScale: [
    ["ls1.gamma", "ls1.weight"],
    ["ls2.gamma", "ls2.weight"],
  ],
};

const huggingFaceVit: VitLayout = {
  ...timm,
  patch: "embeddings.patch_embeddings.projection",
  classToken: "embeddings.cls_token",
  registers: "embeddings.register_tokens",
  positions: "embeddings.position_embeddings",
  norm: { tokens: "layernorm", pooled: "layernorm" },
  block: (index) => `encoder.layer.${index}`,
  blockLayout: huggingFaceVitBlock,
};

/** Sources: the modules' `state_dict()` in OpenAI CLIP and open_clip, timm, facebookresearch/dinov2 and transformers. */
export const vitLayouts: Readonly<Record<VitSpec["layout"], VitLayout>> = {
  timm,
  dinov2: { ...timm, registers: "register_tokens", blockLayout: dinov2Block },
  "hugging-face-vit": huggingFaceVit,
  "hugging-face-dinov2": {
    ...huggingFaceVit,
    blockLayout: huggingFaceDinov2Block,
    layerScale: [["layer_scale1.lambda1"], ["layer_scale2.lambda1"]],
  },
  "hugging-face-clip": {
    ...huggingFaceVit,
    patch: "embeddings.patch_embedding",
    classToken: "embeddings.class_embedding",
    positions: "embeddings.position_embedding.weight",
    leading: { classToken: [], positions: [] },
    normFirst: "pre_layrnorm", // as transformers spells it
    norm: { tokens: "post_layernorm", pooled: "post_layernorm" },
    block: (index) => `encoder.layers.${index}`,
    blockLayout: huggingFaceClipBlock,
  },
  "open-clip": {
    ...timm,
    patch: "conv1",
    classToken: "class_embedding",
    positions: "positional_embedding",
    leading: { classToken: [], positions: [] },
    normFirst: "ln_pre",
    norm: { tokens: "ln_post", pooled: "ln_post" },
    block: (index) => `transformer.resblocks.${index}`,
    blockLayout: openClipBlock,
    layerScale: [["ls_1.gamma"], ["ls_2.gamma"]],
  },
};
