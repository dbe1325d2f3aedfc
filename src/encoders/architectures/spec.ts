import { z } from "zod";

const count = z.int().positive();
const key = z.string().min(1);
/** What the keys of a tower begin with; "" where they stand at the root. */
const prefix = z.string();

/** `gelu` with the error function, `gelu-tanh` its approximation, `quick-gelu` x · sigmoid(1.702 x), as OpenAI trained with. */
export const Activation = z.enum(["gelu", "gelu-tanh", "quick-gelu"]);
export type Activation = z.output<typeof Activation>;

/**
 * From a pooled token to the shared space. `matrix` is used as it stands, `linear` is torch's Linear; `normalised-linear` takes a unit vector, as FLAIR
 * does.
 */
const Projection = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("matrix"), key, dimensions: count }),
  z.strictObject({ kind: z.literal("linear"), key, dimensions: count, bias: z.boolean() }),
  z.strictObject({ kind: z.literal("normalised-linear"), key, dimensions: count, bias: z.boolean() }),
  /** CXR-BERT's: Linear, GELU, normalisation, Linear. */
  z.strictObject({
    kind: z.literal("normed-mlp"),
    prefix,
    hidden: count,
    dimensions: count,
    layerNormEps: z.number().positive(),
  }),
  /** Linear, GELU, Linear. */
  z.strictObject({
    kind: z.literal("mlp"),
    first: key,
    last: key,
    hidden: count,
    dimensions: count,
    bias: z.boolean(),
    /** Of the first layer, where it differs from the last one's. */
    firstBias: z.boolean().optional(),
  }),
]);
export type Projection = z.output<typeof Projection>;

/** Sizes that all of these transformers have. */
const transformer = {
  width: count,
  depth: count,
  heads: count,
  /** Width of the hidden layer of a block's feed-forward part; of a SwiGLU, after its gate. */
  hidden: count,
  activation: Activation,
  layerNormEps: z.number().positive(),
};

/** A vision transformer whose blocks normalise first. */
export const VitSpec = z.strictObject({
  kind: z.literal("vit"),
  /** Whose names the keys are. */
  layout: z.enum(["hugging-face-clip", "hugging-face-dinov2", "hugging-face-vit", "open-clip", "timm", "dinov2"]),
  prefix,
  imagePx: count,
  patchPx: count,
  ...transformer,
  feedForward: z.enum(["mlp", "swiglu"]),
  layerScale: z.boolean(),
  patchBias: z.boolean(),
  /** A normalisation before the first block. */
  normFirst: z.boolean(),
  classToken: z.boolean(),
  registers: z.int().nonnegative(),
  /** Which tokens have a position: all, all but the registers, or the patches alone. */
  positions: z.enum(["all", "all-but-registers", "patches"]),
  pool: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("class-token") }),
    z.strictObject({ kind: z.literal("patch-mean") }),
    z.strictObject({ kind: z.literal("class-token-and-patch-mean") }),
    /** SigLIP's: a learned query attends to the patches, then a feed-forward part with a residual. */
    z.strictObject({
      kind: z.literal("attention-head"),
      layout: z.enum(["hugging-face", "timm"]),
      prefix,
      heads: count,
      hidden: count,
      activation: Activation,
    }),
    /** CoCa's: learned queries of their own width attend to all tokens. */
    z.strictObject({
      kind: z.literal("attentional-pooler"),
      prefix,
      norm: key,
      width: count,
      heads: count,
      queries: count,
      layerNormEps: z.number().positive(),
    }),
  ]),
  /** Where the normalisation stands: on every token, or on what was pooled. */
  norm: z.enum(["tokens", "pooled"]),
  projection: Projection,
});
export type VitSpec = z.output<typeof VitSpec>;

/** A ResNet of bottlenecks, as torchvision has it, or with OpenAI's stem and strides. */
export const ResNetSpec = z.strictObject({
  kind: z.literal("resnet"),
  variant: z.enum(["torchvision", "openai"]),
  prefix,
  imagePx: count,
  /** Channels after the stem. */
  stem: count,
  /** Inner channels of the first stage's bottlenecks. */
  planes: count,
  /** Bottlenecks of each stage. */
  layers: z.array(count).min(1),
  pool: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("mean") }),
    /** OpenAI's: the mean of the cells attends to them. */
    z.strictObject({ kind: z.literal("attention"), prefix, heads: count, dimensions: count }),
    /**
     * BioViL's: every cell, with a learned one beside it that stands for the missing earlier image, goes through a projector of its own, and the
     * mean is taken of these.
     */
    z.strictObject({
      kind: z.literal("projected-cells"),
      /** Of a convolution before it, and of the learned cell; null: neither. */
      previous: z.strictObject({ convolution: key, missing: key, width: count }).nullable(),
      projector: prefix,
      dimensions: count,
    }),
  ]),
  projection: Projection,
});
export type ResNetSpec = z.output<typeof ResNetSpec>;

/** A Swin transformer as Hugging Face has it. */
export const SwinSpec = z.strictObject({
  kind: z.literal("swin"),
  prefix,
  imagePx: count,
  patchPx: count,
  windowPx: count,
  /** Channels of the first stage. */
  width: count,
  /** Blocks and heads of each stage. */
  depths: z.array(count).min(1),
  heads: z.array(count).min(1),
  mlpRatio: z.number().positive(),
  activation: Activation,
  layerNormEps: z.number().positive(),
  /** `first-cell`: CXR-CLIP takes the first cell of the last map for a class token. */
  pool: z.enum(["mean", "first-cell"]),
  projection: Projection,
});
export type SwinSpec = z.output<typeof SwinSpec>;

export const ImageTowerSpec = z.discriminatedUnion("kind", [VitSpec, ResNetSpec, SwinSpec]);
export type ImageTowerSpec = z.output<typeof ImageTowerSpec>;

/** A text transformer whose blocks normalise first, as CLIP's. */
export const ClipTextSpec = z.strictObject({
  kind: z.literal("clip-text"),
  layout: z.enum(["hugging-face-clip", "open-clip"]),
  prefix,
  context: count,
  vocabulary: count,
  ...transformer,
  causal: z.boolean(),
  pool: z.discriminatedUnion("kind", [
    /** Where the highest id stands: OpenAI's way, the end of text being the last of the vocabulary. */
    z.strictObject({ kind: z.literal("highest-id") }),
    z.strictObject({ kind: z.literal("first-of"), id: z.int().nonnegative() }),
    z.strictObject({ kind: z.literal("first") }),
    /** The last position of the full context. */
    z.strictObject({ kind: z.literal("last") }),
    /** CoCa's: a learned token after the text, which does not see the padding. */
    z.strictObject({ kind: z.literal("class-embedding"), padId: z.int().nonnegative() }),
  ]),
  projection: Projection,
});
export type ClipTextSpec = z.output<typeof ClipTextSpec>;

/** BERT as Hugging Face has it; its blocks normalise last. */
export const BertSpec = z.strictObject({
  kind: z.literal("bert"),
  prefix,
  context: count,
  vocabulary: count,
  tokenTypes: count,
  ...transformer,
  padId: z.int().nonnegative(),
  /** Whether padding is hidden from the tokens; PMC-CLIP's sees it. */
  hidesPadding: z.boolean(),
  /**
   * `pooler` is BERT's own: a dense layer and tanh on the class token. `last-token`: the last one that is no padding. `three-layers-mean`: the mean over all
   * positions, padding too, of what the first, the second and the last layer give.
   */
  pool: z.enum(["class-token", "mean", "pooler", "last-token", "three-layers-mean"]),
  projection: Projection,
});
export type BertSpec = z.output<typeof BertSpec>;

/** A published network: its towers, and what its similarity is multiplied with. */
export const ArchitectureSpec = z.strictObject({
  image: ImageTowerSpec,
  text: z.discriminatedUnion("kind", [ClipTextSpec, BertSpec]).nullable(),
  /** Keys of the logarithm of the scale, and of SigLIP's bias. */
  logits: z.strictObject({ scale: key.nullable(), bias: key.nullable() }),
  /** What keys begin with that an embedding has no use for, such as a decoder's. */
  unused: z.array(z.string().min(1)),
});
export type ArchitectureSpec = z.output<typeof ArchitectureSpec>;
