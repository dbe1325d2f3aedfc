import type { PreprocessSpec } from "../../../src/encoders/preprocess/spec.ts";

const openai = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} satisfies Partial<PreprocessSpec>;

const shortSide224 = {
  sizePx: 224,
  stretch: "none",
  grey: "none",
  fit: { kind: "crop-centre", shortSidePx: 224, offset: "round-half-even" },
  resampling: "pillow-bicubic",
  values: "0-1",
  ...openai,
  thenResize: null,
} satisfies PreprocessSpec;

/** The pipelines of ../shared/goldens/preprocess, and MedCLIP's, as cards state them. */
export const publishedSpecs = {
  clip224_torchvision: shortSide224,
  clip224_hf: { ...shortSide224, fit: { kind: "crop-centre", shortSidePx: 224, offset: "floor" } },
  siglip224_hf: { ...shortSide224, fit: { kind: "squash" }, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  dinov2_224_imagenet: { ...shortSide224, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  mobileclip256: {
    ...shortSide224,
    sizePx: 256,
    fit: { kind: "crop-centre", shortSidePx: 256, offset: "round-half-even" },
    resampling: "pillow-bilinear",
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
  conch448: {
    ...shortSide224,
    sizePx: 448,
    fit: { kind: "crop-centre", shortSidePx: 448, offset: "round-half-even" },
  },
  biovil448: {
    sizePx: 448,
    stretch: "min-max",
    grey: "before-fit",
    fit: { kind: "crop-centre", shortSidePx: 512, offset: "round-half-even" },
    resampling: "pillow-bilinear",
    values: "0-1",
    mean: [0, 0, 0],
    std: [1, 1, 1],
    thenResize: null,
  },
  chexzero224: {
    sizePx: 320,
    stretch: "none",
    grey: "after-fit",
    fit: { kind: "pad-centre" },
    resampling: "pillow-lanczos",
    values: "0-255",
    mean: [101.48761, 101.48761, 101.48761],
    std: [83.43944, 83.43944, 83.43944],
    thenResize: { sizePx: 224, resampling: "torch-bicubic-plain" },
  },
  flair512: {
    sizePx: 512,
    stretch: "none",
    grey: "none",
    fit: { kind: "pad-end" },
    resampling: "torch-bilinear",
    values: "0-1",
    mean: [0, 0, 0],
    std: [1, 1, 1],
    thenResize: null,
  },
  medclip224: {
    ...shortSide224,
    grey: "before-fit",
    fit: { kind: "pad-then-squash" },
    mean: [0.5862785803043838, 0.5862785803043838, 0.5862785803043838],
    std: [0.27950088968644304, 0.27950088968644304, 0.27950088968644304],
  },
} as const satisfies Readonly<Record<string, PreprocessSpec>>;
