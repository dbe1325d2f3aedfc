import { z } from "zod";

const count = z.int().positive();
const key = z.string().min(1);
/** What the keys of a tower begin with; "" where they stand at the root. */
const prefix = z.string();

/** `gelu` with the error function, `gelu-tanh` its approximation, `quick-gelu` x · sigmoid(1.702 x), as OpenAI trained with. */
export const Activation = z.enum(["gelu", "gelu-tanh", "quick-gelu"]);
export type Activation = z.output<typeof Activation>;

/** From a pooled token to the shared space. `matrix` is used as it stands, `linear` is torch's Linear. */
const Projection = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("matrix"), key, dimensions: count }),
  z.strictObject({ kind: z.literal("linear"), key, dimensions: count, bias: z.boolean() }),
  /** Linear, GELU, Linear. */
  z.strictObject({
    kind: z.literal("mlp"),
    first: key,
    last: key,
    hidden: count,
    dimensions: count,
    bias: z.boolean(),
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
  /** `pooler` is BERT's own: a dense layer and tanh on the class token. */
  pool: z.enum(["class-token", "mean", "pooler"]),
  projection: Projection,
});
export type BertSpec = z.output<typeof BertSpec>;

/** A published network: its towers, and what its similarity is multiplied with. */
export const ArchitectureSpec = z.strictObject({
  image: VitSpec,
  text: z.discriminatedUnion("kind", [ClipTextSpec, BertSpec]).nullable(),
  /** Keys of the logarithm of the scale, and of SigLIP's bias. */
  logits: z.strictObject({ scale: key.nullable(), bias: key.nullable() }),
  /** What keys begin with that an embedding has no use for, such as a decoder's. */
  unused: z.array(z.string().min(1)),
});
export type ArchitectureSpec = z.output<typeof ArchitectureSpec>;
