import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArchitectureSpec } from "../../src/encoders/architectures/spec.ts";
import type { PublishedCard } from "../../src/encoders/published/card.ts";
import { randomValues, tensorsOf } from "./random-checkpoint.ts";
import { writeSafetensors } from "./safetensors-file.ts";

const sizes = { depth: 2, heads: 2, hidden: 64, activation: "quick-gelu" as const, layerNormEps: 1e-5 };

/** A CLIP of two small layers that reads the real vocabulary. */
export const tinyArchitecture: ArchitectureSpec = {
  image: {
    kind: "vit",
    layout: "open-clip",
    prefix: "visual.",
    imagePx: 32,
    patchPx: 8,
    width: 32,
    ...sizes,
    feedForward: "mlp",
    layerScale: false,
    patchBias: false,
    normFirst: true,
    classToken: true,
    registers: 0,
    positions: "all",
    pool: { kind: "class-token" },
    norm: "tokens",
    projection: { kind: "matrix", key: "visual.proj", dimensions: 24 },
  },
  text: {
    kind: "clip-text",
    layout: "open-clip",
    prefix: "",
    context: 77,
    vocabulary: 49_408,
    width: 16,
    ...sizes,
    causal: true,
    pool: { kind: "highest-id" },
    projection: { kind: "matrix", key: "text_projection", dimensions: 24 },
  },
  logits: { scale: "logit_scale", bias: null },
  unused: [],
};

export const tinyCard: PublishedCard = {
  id: "tiny-clip",
  name: "Tiny CLIP",
  source: { kind: "page", url: "https://example.org/tiny-clip" },
  weights: { name: "model.safetensors", sha256: null, prefix: "" },
  textWeights: null,
  files: [{ name: "bpe_simple_vocab_16e6.txt.gz", sha256: null }],
  licence: { name: "none: random numbers", gated: false, note: null },
  architecture: tinyArchitecture,
  notBuilt: null,
  preprocess: {
    sizePx: 32,
    stretch: "none",
    grey: "none",
    fit: { kind: "crop-centre", shortSidePx: 32, offset: "floor" },
    resampling: "pillow-bicubic",
    values: "0-1",
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
    thenResize: null,
  },
  tokenizer: {
    kind: "clip-bpe",
    file: "bpe_simple_vocab_16e6.txt.gz",
    contextTokens: 77,
    padId: 0,
    startId: 49_406,
    endId: 49_407,
    cleaning: "open-clip",
  },
  dimensions: 24,
  intendedUse: "tests",
  limits: ["It knows nothing."],
  figures: [],
  sources: ["this file"],
};

type EditWeights = (name: string, shape: readonly number[], values: Float32Array) => void;

/**
 * One channel of the image tower is a thousand times the others, and nothing reads it: in floats it changes no vector, and in 8 bits for the
 * whole activation it leaves the others none. Source: Dettmers et al. 2022 (arXiv:2208.07339), "outlier features".
 */
export const withOutlierChannel: EditWeights = (name, shape, values) => {
  if (!name.startsWith("visual.transformer")) return;
  if (/ln_[12]\.weight$/.test(name)) values[0] = 1_000;
  if (/(in_proj_weight|c_fc\.weight)$/.test(name)) for (let row = 0; row < shape[0]; row++) values[row * shape[1]] = 0;
};

/** Fills a folder with its weights and its card. @returns path of the card */
export async function writeTinyClip(folder: string, edit: EditWeights = () => undefined): Promise<string> {
  const tensors = [...tensorsOf(tinyArchitecture)].map(([name, shape]) => {
    const values = randomValues(name, shape);
    edit(name, shape, values);
    return [name, { dtype: "F32", shape, bytes: new Uint8Array(values.buffer) }] as const;
  });
  await writeSafetensors(join(folder, "model.safetensors"), new Map(tensors));
  const card = join(folder, "card.json");
  await writeFile(card, JSON.stringify(tinyCard));
  return card;
}
