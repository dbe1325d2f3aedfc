/** A configuration in one of the forms that publishers write, the keys that it is read with, and what is made of it. */
export interface ConfigVariant {
  readonly name: string;
  readonly family?: string | undefined;
  readonly config: unknown;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** What the specification says, as far as it matters here. */
  readonly image: object;
  readonly text?: object;
  /** Its sizes are those that were published, or do not fit together: it is read, not built. */
  readonly readOnly?: true;
}

const width = 48;

interface Trunk {
  readonly positions?: number;
  readonly classToken?: boolean;
  readonly wide?: number;
  readonly hidden?: number;
  /** Rows of the feed-forward part's first layer. */
  readonly first?: number;
  /** A normalisation of what was pooled. */
  readonly gap?: boolean;
}

/** timm's names, of a tower of two blocks on 56 pixels in patches of 14. */
function trunk(prefix: string, options: Trunk = {}) {
  const { positions = 17, classToken = true, wide = width, hidden = 4 * width, gap = false } = options;
  const { first = hidden } = options;
  return {
    [`${prefix}patch_embed.proj.weight`]: [wide, 3, 14, 14],
    ...(classToken && { [`${prefix}cls_token`]: [1, 1, wide] }),
    [`${prefix}pos_embed`]: [1, positions, wide],
    [`${prefix}blocks.0.mlp.fc1.weight`]: [first, wide],
    [`${prefix}blocks.0.mlp.fc2.weight`]: [wide, hidden],
    [`${prefix}blocks.1.norm1.weight`]: [wide],
    ...(gap && { [`${prefix}fc_norm.weight`]: [wide] }),
  };
}

const bert = {
  hidden_size: width,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 96,
  max_position_embeddings: 128,
  vocab_size: 600,
};
const vision = { image_size: 56, layers: 2, width, patch_size: 14, head_width: 16 };
const text = { context_length: 20, vocab_size: 600, width: 32, heads: 4, layers: 2 };

const timmBert = (vision_cfg: object, text_cfg: object = {}) => ({
  model_cfg: {
    embed_dim: 40,
    vision_cfg: { timm_model_name: "vit_base_patch14_224", image_size: 56, ...vision_cfg },
    text_cfg: { hf_model_name: "bert", ...text_cfg },
  },
  tiny_vision: { num_heads: 4 },
  text_hf_config: bert,
});
const bertProjection = { "text.proj.0.weight": [44, width], "text.proj.2.weight": [40, 44] };

/** Sources: open_clip `model.py`, `transformer.py`, `hf_model.py`, `timm_model.py`. */
export const openClipVariants: readonly ConfigVariant[] = [
  {
    name: "SigLIP in open_clip's layout",
    family: "open_clip-siglip",
    config: {
      model_cfg: {
        embed_dim: width,
        init_logit_bias: -10,
        custom_text: true,
        vision_cfg: {
          timm_model_name: "vit_base_patch14_siglip_224",
          timm_pool: "map",
          timm_proj: "none",
          image_size: 56,
        },
        text_cfg: { ...text, no_causal_mask: true, proj_bias: true, pool_type: "last", norm_kwargs: { eps: 1e-6 } },
      },
      tiny_vision: { num_heads: 4 },
    },
    shapes: {
      ...trunk("visual.trunk.", { positions: 16, classToken: false }),
      "visual.trunk.attn_pool.mlp.fc1.weight": [168, width],
      "text.token_embedding.weight": [600, 32],
      "text.text_projection.weight": [width, 32],
      "text.text_projection.bias": [width],
      logit_bias: [],
    },
    image: {
      classToken: false,
      positions: "all",
      norm: "tokens",
      pool: { kind: "attention-head", layout: "timm", heads: 4, hidden: 168 },
      projection: { kind: "none" },
    },
    text: {
      causal: false,
      layerNormEps: 1e-6,
      pool: { kind: "last" },
      projection: { kind: "linear", key: "text.text_projection", dimensions: width, bias: true },
    },
  },
  {
    name: "UniMed-CLIP's file, which stands alone and has a text tower that its code does not make",
    family: "unimed-clip",
    config: { embed_dim: 40, quick_gelu: true, vision_cfg: vision, text_cfg: text, text_hf_config: bert },
    shapes: {
      "text_encoder.transformer.embeddings.word_embeddings.weight": [600, width],
      "text_encoder.proj.0.weight": [44, width],
      "text_encoder.proj.2.weight": [40, 44],
    },
    image: { layout: "open-clip", activation: "quick-gelu", heads: 3 },
    text: { kind: "bert", prefix: "text_encoder.transformer.", pool: "class-token", projection: { hidden: 44 } },
  },
  {
    name: "a mean of the patches that is normalised afterwards, LayerScale, and the first token",
    family: "open_clip",
    config: {
      model_cfg: {
        embed_dim: 24,
        custom_text: true,
        vision_cfg: { ...vision, image_size: [56, 56], pool_type: "avg", final_ln_after_pool: true, no_ln_pre: true },
        text_cfg: { ...text, pool_type: "first", no_causal_mask: true },
      },
    },
    shapes: { "visual.transformer.resblocks.0.ls_1.gamma": [width], "text.token_embedding.weight": [600, 32] },
    image: { imagePx: 56, pool: { kind: "patch-mean" }, norm: "pooled", layerScale: true, normFirst: false },
    text: { prefix: "text.", pool: { kind: "first" }, causal: false },
  },
  {
    name: "an end of text by its id, and no projection of the text",
    family: "open_clip",
    config: {
      model_cfg: { embed_dim: 32, vision_cfg: vision, text_cfg: { ...text, pool_type: "eos", proj_type: "none" } },
    },
    shapes: {},
    image: { activation: "gelu" },
    text: { prefix: "", pool: { kind: "first-of", id: 2 }, projection: { kind: "none" } },
  },
  {
    name: "timm's mean of the patches and one layer, as open_clip has them where they are not stated",
    config: timmBert({}, { hf_pooler_type: "cls_pooler" }),
    shapes: {
      ...trunk("visual.trunk."),
      ...bertProjection,
      "text.transformer.pooler.dense.weight": [width, width],
    },
    image: { pool: { kind: "patch-mean" }, norm: "tokens", projection: { kind: "linear", key: "visual.head.proj" } },
    text: { pool: "pooler" },
  },
  {
    name: "two layers of which the first alone has a bias",
    config: timmBert({ timm_pool: "", timm_proj: "mlp" }, { pooler_type: null }),
    shapes: { ...trunk("visual.trunk."), ...bertProjection, "visual.head.mlp.fc1.weight": [80, width] },
    image: {
      pool: { kind: "class-token" },
      projection: { kind: "mlp", hidden: 80, dimensions: 40, bias: false, firstBias: true },
    },
    text: { pool: "class-token" }, // open_clip makes no pooler for it
  },
  {
    name: "the trunk's own classifier as its projection",
    config: timmBert({ timm_pool: "avg", timm_proj: "" }),
    shapes: {
      ...trunk("visual.trunk.", { gap: true }),
      ...bertProjection,
      "visual.trunk.head.weight": [40, width],
    },
    image: {
      pool: { kind: "patch-mean" },
      norm: "pooled",
      projection: { kind: "linear", key: "visual.trunk.head", bias: true },
    },
    text: { pool: "mean" },
  },
];

/** Sources: timm `vision_transformer.py`, mahmoodlab/UNI, rmaphoh/RETFound_MAE `models_vit.py`, facebookresearch/dinov2. */
export const vitVariants: readonly ConfigVariant[] = [
  {
    name: "UNI2-h: eight registers without positions, and a SwiGLU",
    config: {
      architecture: "vit_giant_patch14_224",
      model_args: { num_heads: 3, no_embed_class: true, reg_tokens: 8, mlp_layer: "SwiGLUPacked", act_layer: "SiLU" },
    },
    shapes: { ...trunk("", { positions: 16, hidden: 128, first: 256 }), reg_token: [1, 8, width] },
    image: { imagePx: 56, registers: 8, positions: "patches", feedForward: "swiglu", hidden: 128 },
  },
  {
    name: "eight registers with positions, whose number is a square too",
    config: { architecture: "vit_giant_patch14_224", model_args: { num_heads: 3 } },
    shapes: { ...trunk("", { positions: 25 }), reg_token: [1, 8, width] },
    image: { imagePx: 56, registers: 8, positions: "all" },
  },
  {
    name: "a mean of the patches that is normalised afterwards",
    config: { architecture: "vit_base_patch14", global_pool: "avg", model_args: { img_size: [56, 56] } },
    shapes: trunk("", { gap: true }),
    image: { imagePx: 56, heads: 12, pool: { kind: "patch-mean" }, norm: "pooled" },
  },
  {
    name: "OpenAI's towers by timm's names",
    config: { architecture: "vit_base_patch14_clip_quickgelu_224.openai", model_args: null },
    shapes: { ...trunk(""), "norm_pre.weight": [width] },
    image: { activation: "quick-gelu", layerNormEps: 1e-5, normFirst: true, patchBias: false },
    readOnly: true,
  },
  {
    name: "RETFound's mean",
    family: "retfound",
    config: { num_heads: 3, global_pool: true },
    shapes: trunk(""),
    image: { pool: { kind: "patch-mean" }, norm: "pooled" }, // fails without `fc_norm`, whatever else is there
  },
  {
    name: "RETFound's class token",
    family: "retfound",
    config: { global_pool: false },
    shapes: trunk(""),
    image: { pool: { kind: "class-token" }, norm: "tokens", heads: 16 },
    readOnly: true,
  },
  {
    name: "DINOv2's own state dict, without a configuration",
    config: undefined,
    shapes: { ...trunk("", { wide: 128, hidden: 512 }), "blocks.0.ls1.gamma": [128], mask_token: [1, 128] },
    image: { layout: "dinov2", heads: 2, feedForward: "mlp", registers: 0, layerScale: true },
  },
  {
    name: "CONCH by its own defaults",
    config: {
      embed_dim: 64,
      vision_cfg: { image_size: 56, num_heads: 4 },
      text_cfg: { pad_id: 1 },
      multimodal_cfg: {},
    },
    shapes: {
      ...trunk("visual.trunk."),
      "visual.attn_pool_contrast.query": [2, 64],
      "text.token_embedding.weight": [600, 96],
      "text.transformer.resblocks.1.ln_1.weight": [96],
    },
    image: { pool: { kind: "attentional-pooler", queries: 2, heads: 8, width: 64 } },
    text: { context: 77, heads: 8, depth: 2, pool: { kind: "class-embedding", padId: 1 } },
  },
  {
    name: "KEEP with what its hub file leaves null",
    config: { model_type: "keep", vision_config: null, text_config: bert },
    shapes: { ...trunk("visual."), "visual_head.0.weight": [64, width] },
    image: { heads: 16, projection: { kind: "mlp", hidden: 64, dimensions: 768 } },
    text: { kind: "bert", width, pool: "pooler" },
    readOnly: true,
  },
  {
    name: "OpenAI's own layout, of widths that are no multiples of 64",
    config: undefined,
    shapes: {
      "visual.class_embedding": [96],
      "visual.proj": [96, 40],
      "visual.conv1.weight": [96, 3, 14, 14],
      "visual.positional_embedding": [17, 96],
      "visual.transformer.resblocks.1.ln_1.weight": [96],
      positional_embedding: [77, 160],
      "token_embedding.weight": [600, 160],
      text_projection: [160, 40],
      "transformer.resblocks.1.ln_1.weight": [160],
    },
    image: { heads: 1, imagePx: 56 },
    text: { heads: 2 },
  },
];

const layers = { num_hidden_layers: 2, num_attention_heads: 4, image_size: 56, patch_size: 14, hidden_size: width };

/** Sources: transformers `modeling_dinov2.py`, `modeling_vit.py`, `configuration_clip.py`. */
export const huggingFaceVariants: readonly ConfigVariant[] = [
  {
    name: "a DINOv2 within a classifier",
    config: { model_type: "dinov2", ...layers, layer_norm_eps: null },
    shapes: {
      "dinov2.embeddings.cls_token": [1, 1, width],
      "dinov2.embeddings.position_embeddings": [1, 17, width],
      "dinov2.encoder.layer.0.mlp.fc2.weight": [width, 192],
    },
    image: { layout: "hugging-face-dinov2", prefix: "dinov2.", layerNormEps: 1e-6, feedForward: "mlp" },
  },
  {
    name: "a DINOv2 whose registers come after the positions",
    config: { model_type: "dinov2_with_registers", ...layers, num_register_tokens: 4, use_swiglu_ffn: true },
    shapes: {
      "embeddings.position_embeddings": [1, 17, width],
      "encoder.layer.0.mlp.weights_out.weight": [width, 128],
    },
    image: { registers: 4, positions: "all-but-registers", feedForward: "swiglu", hidden: 128 },
  },
  {
    name: "an old CLIP whose `_dict` says otherwise",
    config: {
      model_type: "clip",
      projection_dim: 40,
      text_config: { hidden_size: 512, hidden_act: "gelu", eos_token_id: null },
      text_config_dict: { hidden_size: 64 },
      vision_config: null,
      vision_config_dict: null,
    },
    shapes: {},
    image: { width: 768, heads: 12, patchPx: 32, activation: "quick-gelu" },
    text: { width: 64, activation: "quick-gelu", pool: { kind: "highest-id" } },
    readOnly: true,
  },
  {
    name: "a SigLIP whose configuration is all defaults",
    config: { model_type: "siglip", text_config: { projection_size: null }, vision_config: null },
    shapes: {},
    image: { width: 768, patchPx: 16, activation: "gelu-tanh", layerNormEps: 1e-6 },
    text: { context: 64, projection: { dimensions: 768, bias: true } },
    readOnly: true,
  },
];
