import type { Shapes } from "../../../src/encoders/architectures/configs/shapes.ts";
import type { Activation } from "../../../src/encoders/architectures/spec.ts";

/** What a publisher's configuration and the shapes of its checkpoint say, as far as a reader asks. */
export interface PublishedConfig {
  readonly config: unknown;
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly family?: string;
  /** Where the publisher says another than its configuration. */
  readonly activation?: Activation;
}

/** Shapes by key; only those that a reader looks at. */
export function shapesFrom(tensors: Readonly<Record<string, readonly number[]>>): Shapes {
  const keys = Object.keys(tensors);
  return {
    has: (key) => Object.hasOwn(tensors, key),
    keys: () => keys,
    hasPrefix: (prefix) => keys.some((key) => key.startsWith(prefix)),
    of(key) {
      if (!Object.hasOwn(tensors, key)) throw new Error(`The shape of ${key} is not given.`);
      return tensors[key];
    },
    count(prefix) {
      const numbers = keys.flatMap((key) =>
        key.startsWith(prefix) ? [Number.parseInt(key.slice(prefix.length), 10)] : [],
      );
      return Math.max(-1, ...numbers) + 1;
    },
  };
}

interface Vit {
  readonly prefix?: string;
  readonly width: number;
  readonly depth: number;
  readonly patchPx: number;
  /** All that have one: patches, class token, registers. */
  readonly positions: number;
  /** Rows of the feed-forward part's first layer, where they are not four times the width. */
  readonly first?: number;
  readonly last?: number;
  readonly registers?: number;
  readonly layerScale?: boolean;
}

/** timm's names. */
function timmShapes({ prefix = "", width, depth, patchPx, positions, ...rest }: Vit) {
  const { first = 4 * width, last = first, registers = 0, layerScale = false } = rest;
  return {
    [`${prefix}patch_embed.proj.weight`]: [width, 3, patchPx, patchPx],
    [`${prefix}patch_embed.proj.bias`]: [width],
    [`${prefix}cls_token`]: [1, 1, width],
    [`${prefix}pos_embed`]: [1, positions, width],
    [`${prefix}blocks.0.mlp.fc1.weight`]: [first, width],
    [`${prefix}blocks.0.mlp.fc2.weight`]: [width, last],
    [`${prefix}blocks.${depth - 1}.norm1.weight`]: [width],
    ...(registers > 0 && { [`${prefix}reg_token`]: [1, registers, width] }),
    ...(layerScale && { [`${prefix}blocks.0.ls1.gamma`]: [width] }),
  };
}

/** BERT-base under a prefix, and the two layers after it. */
function bertShapes(tower: string, hidden: number, dimensions: number) {
  const prefix = `${tower}transformer.`;
  return {
    [`${prefix}embeddings.word_embeddings.weight`]: [30_522, 768],
    [`${prefix}embeddings.position_embeddings.weight`]: [512, 768],
    [`${prefix}embeddings.token_type_embeddings.weight`]: [2, 768],
    [`${prefix}encoder.layer.0.intermediate.dense.weight`]: [3_072, 768],
    [`${prefix}encoder.layer.11.output.dense.weight`]: [768, 3_072],
    [`${tower}proj.0.weight`]: [hidden, 768],
    [`${tower}proj.2.weight`]: [dimensions, hidden],
  };
}

const pubMedBert = {
  hf_model_name: "microsoft/BiomedNLP-BiomedBERT-base-uncased-abstract",
  hf_proj_type: "mlp",
  hf_pooler_type: "cls_last_hidden_state_pooler",
  context_length: 256,
};

const largeClip = {
  projection_dim: 768,
  text_config: { hidden_size: 768, intermediate_size: 3_072, num_attention_heads: 12 },
  vision_config: {
    hidden_size: 1_024,
    intermediate_size: 4_096,
    num_hidden_layers: 24,
    num_attention_heads: 16,
    patch_size: 14,
  },
};

/** open_clip's own towers by the file that a repository of QuiltNet's or PathCLIP's kind holds: without `quick_gelu`. */
const ownClip = (patch_size: number): PublishedConfig => ({
  config: { model_cfg: { embed_dim: 512, vision_cfg: { layers: 12, width: 768, patch_size }, text_cfg: {} } },
  activation: "quick-gelu",
});

const biomedClip: PublishedConfig = {
  config: {
    model_cfg: {
      embed_dim: 512,
      vision_cfg: { timm_model_name: "vit_base_patch16_224", timm_pool: "", timm_proj: "linear", image_size: 224 },
      text_cfg: pubMedBert,
    },
  },
  shapes: {
    ...timmShapes({ prefix: "visual.trunk.", width: 768, depth: 12, patchPx: 16, positions: 197 }),
    "visual.head.proj.weight": [512, 768],
    ...bertShapes("text.", 640, 512),
  },
};

const uniMed = (vision_cfg: object, embed_dim: number): PublishedConfig => ({
  config: { model_cfg: { embed_dim, quick_gelu: true, vision_cfg, text_cfg: pubMedBert } },
  shapes: bertShapes("text_encoder.", (768 + embed_dim) / 2, embed_dim),
});

const openAi = (patch: number): PublishedConfig => ({
  config: {},
  family: "openai-clip",
  shapes: {
    "visual.proj": [768, 512],
    "visual.conv1.weight": [768, 3, patch, patch],
    "visual.positional_embedding": [(224 / patch) ** 2 + 1, 768],
    positional_embedding: [77, 512],
    "token_embedding.weight": [49_408, 512],
    text_projection: [512, 512],
    "visual.transformer.resblocks.11.ln_1.weight": [768],
    "transformer.resblocks.11.ln_1.weight": [512],
  },
});

/** A ResNet-50's names: torchvision's, or OpenAI's with three convolutions before it. */
function resNet50Shapes(prefix: string, variant: "torchvision" | "openai" = "torchvision") {
  const last = [3, 4, 6, 3].map((blocks, stage) => [`${prefix}layer${stage + 1}.${blocks - 1}.bn1.weight`, [64]]);
  return {
    [`${prefix}conv1.weight`]: [64, 3, 7, 7],
    ...(variant === "openai" && {
      [`${prefix}conv1.weight`]: [32, 3, 3, 3],
      [`${prefix}conv3.weight`]: [64, 32, 3, 3],
    }),
    [`${prefix}layer1.0.conv1.weight`]: [64, 64, 1, 1],
    ...Object.fromEntries(last),
  };
}

/** OpenAI's attention pool after it, of a picture whose last map is seven cells wide. */
const attentionPoolShapes = (dimensions: number) => ({
  "visual.attnpool.positional_embedding": [7 ** 2 + 1, 2_048],
  "visual.attnpool.c_proj.weight": [dimensions, 2_048],
});

/** Names of the buffers that a Swin-T of transformers is saved with. */
const swinBuffers = (prefix: string) =>
  Object.fromEntries(
    [2, 2, 6, 2].flatMap((blocks, stage) =>
      Array.from({ length: blocks }, (_, block) => [
        `${prefix}encoder.layers.${stage}.blocks.${block}.attention.self.relative_position_index`,
        [49, 49],
      ]),
    ),
  );

/** Bio_ClinicalBERT's `config.json`, where it differs from BERT-base. */
const clinicalBert = { vocab_size: 28_996 };

const cxrClipHeads = { "image_projection.projection.bias": [512], "text_projection.projection.bias": [512] };

/** Of CXR-BERT, where the image side says nothing of itself. */
const bioVil = (image_size: number, shapes: PublishedConfig["shapes"] = {}): PublishedConfig => ({
  config: { image_size, text_config: { model_type: "cxr-bert", projection_size: 128 } },
  family: "biovil",
  shapes: {
    ...resNet50Shapes("image.encoder.encoder."),
    "text.cls_projection_head.dense_to_hidden.weight": [128, 768],
    ...shapes,
  },
});

const siglip400m = { hidden_size: 1_152, intermediate_size: 4_304, num_hidden_layers: 27, num_attention_heads: 16 };
const large = { width: 1_024, depth: 24, patchPx: 16, positions: 197 };
const registersAfter = { "embeddings.register_tokens": [1, 4, 1_024] };

/** By the id of the card. Sizes by the sources that the cards name. */
export const publishedConfigs: Readonly<Record<string, PublishedConfig>> = {
  "clip-vit-b-32": { config: { model_type: "clip", text_config: { eos_token_id: 2 } } },
  "clip-vit-b-16": { config: { model_type: "clip", vision_config: { patch_size: 16 } } },
  "clip-vit-l-14": { config: { model_type: "clip", ...largeClip } },
  plip: { config: { model_type: "clip" } },
  "pubmedclip-vit-b-32": { config: { model_type: "clip" } },
  biomedclip: biomedClip,
  "quiltnet-b-16-pmb": biomedClip,
  "quiltnet-b-32": ownClip(32),
  "quiltnet-b-16": ownClip(16),
  pathclip: ownClip(16),
  "unimed-clip-b-16": uniMed({ layers: 12, width: 768, patch_size: 16 }, 512),
  "unimed-clip-l-14-336": uniMed({ image_size: 336, layers: 24, width: 1_024, patch_size: 14 }, 768),
  chexzero: openAi(32),
  // What its authors trained and validated it on is 250 px wide: `INPUT_SIZE` of their settings
  "pubmedclip-rn50": {
    config: { image_size: 250 },
    family: "openai-clip",
    shapes: {
      ...resNet50Shapes("visual.", "openai"),
      ...attentionPoolShapes(1_024),
      positional_embedding: [77, 512],
      "token_embedding.weight": [49_408, 512],
      text_projection: [512, 1_024],
      "transformer.resblocks.11.ln_1.weight": [512],
    },
  },
  "pmc-clip": {
    config: { embed_dim: 768, vision_cfg: { image_size: 224, layers: [3, 4, 6, 3], width: 64 } },
    family: "pmc-clip",
    shapes: { ...resNet50Shapes("visual.", "openai"), ...attentionPoolShapes(768) },
  },
  "medclip-resnet": {
    config: { text_config: clinicalBert },
    family: "medclip",
    shapes: resNet50Shapes("vision_model.model."),
  },
  "medclip-vit": {
    config: { text_config: clinicalBert },
    family: "medclip",
    shapes: swinBuffers("vision_model.model."),
  },
  "cxr-clip-resnet50": {
    config: { text_config: clinicalBert },
    family: "cxr-clip",
    shapes: { ...resNet50Shapes("image_encoder.resnet."), ...cxrClipHeads },
  },
  "cxr-clip-swin": {
    config: { text_config: clinicalBert },
    family: "cxr-clip",
    shapes: { ...swinBuffers("image_encoder.image_encoder."), ...cxrClipHeads },
  },
  flair: {
    config: { text_config: clinicalBert },
    family: "flair",
    shapes: resNet50Shapes("vision_model.model."),
  },
  biovil: bioVil(480),
  "biovil-t": bioVil(448, { "image.encoder.backbone_to_vit.weight": [256, 2_048, 1, 1] }),
  "siglip-b-16-224": { config: { model_type: "siglip" } },
  "medsiglip-448": {
    config: {
      model_type: "siglip",
      text_config: siglip400m,
      vision_config: { ...siglip400m, image_size: 448, patch_size: 14 },
    },
  },
  conch: {
    config: {
      embed_dim: 512,
      vision_cfg: { image_size: 448, attn_pooler_heads: 8 },
      text_cfg: { context_length: 128, heads: 12 },
    },
    family: "conch-coca",
    shapes: {
      ...timmShapes({ prefix: "visual.trunk.", width: 768, depth: 12, patchPx: 16, positions: 785 }),
      "visual.attn_pool_contrast.query": [1, 512],
      "text.token_embedding.weight": [32_007, 768],
      "text.transformer.resblocks.11.ln_1.weight": [768],
    },
  },
  keep: {
    config: { model_type: "keep", projection_dim: 768 },
    shapes: {
      ...timmShapes({ ...large, prefix: "visual.", layerScale: true }),
      "visual_head.0.weight": [768, 1_024],
    },
  },
  uni: { config: { architecture: "vit_large_patch16_224" }, shapes: timmShapes({ ...large, layerScale: true }) },
  "uni2-h": {
    config: { architecture: "vit_giant_patch14_224", model_args: { img_size: 224, num_heads: 24 } },
    shapes: timmShapes({
      width: 1_536,
      depth: 24,
      patchPx: 14,
      positions: 256,
      first: 8_192,
      last: 4_096,
      registers: 8,
      layerScale: true,
    }),
  },
  virchow2: {
    config: { architecture: "vit_huge_patch14_224", global_pool: "", model_args: { img_size: 224 } },
    shapes: timmShapes({
      width: 1_280,
      depth: 32,
      patchPx: 14,
      positions: 261,
      first: 6_832,
      last: 3_416,
      registers: 4,
      layerScale: true,
    }),
  },
  "h-optimus-0": {
    config: { architecture: "vit_giant_patch14_reg4_dinov2", model_args: { img_size: 224 } },
    shapes: timmShapes({
      width: 1_536,
      depth: 40,
      patchPx: 14,
      positions: 256,
      first: 8_192,
      last: 4_096,
      registers: 4,
      layerScale: true,
    }),
  },
  phikon: {
    config: { model_type: "vit" },
    shapes: {
      "encoder.layer.0.intermediate.dense.weight": [3_072, 768],
      "embeddings.position_embeddings": [1, 197, 768],
    },
  },
  "phikon-v2": {
    config: { model_type: "dinov2", hidden_size: 1_024, num_hidden_layers: 24, num_attention_heads: 16 },
    shapes: { "encoder.layer.0.mlp.fc2.weight": [1_024, 4_096], "embeddings.position_embeddings": [1, 197, 1_024] },
  },
  "rad-dino": {
    config: { model_type: "dinov2", image_size: 518, patch_size: 14 },
    shapes: { "encoder.layer.0.mlp.fc2.weight": [768, 3_072], "embeddings.position_embeddings": [1, 1_370, 768] },
  },
  "hibou-l": {
    config: {
      model_type: "dinov2",
      hidden_size: 1_024,
      num_hidden_layers: 24,
      num_attention_heads: 16,
      patch_size: 14,
      use_swiglu_ffn: true,
    },
    shapes: {
      "encoder.layer.0.mlp.weights_out.weight": [1_024, 2_736],
      "embeddings.position_embeddings": [1, 257, 1_024],
      ...registersAfter,
    },
  },
  "retfound-cfp": { config: { num_heads: 16 }, family: "retfound", shapes: timmShapes(large) },
  "retfound-oct": { config: { num_heads: 16 }, family: "retfound", shapes: timmShapes(large) },
};
