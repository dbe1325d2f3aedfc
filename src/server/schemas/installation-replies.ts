import { z } from "zod";

const text = z.string();

export const SampleList = z.object({
  samples: z.array(
    z.object({
      id: text,
      title: text,
      caption: text,
      modality: text,
      source: text,
      licence: text,
      questions: z.array(text).min(1),
      promptSet: text.nullable(),
    }),
  ),
});
export const PromptSetList = z.object({
  promptSets: z.array(
    z.looseObject({
      id: text,
      version: z.int().positive(),
      title: text,
      source: text,
      templates: z.array(text).min(1),
      classes: z.array(z.looseObject({ name: text, synonyms: z.array(text).min(1) })).min(1),
    }),
  ),
});
const LanguageModel = z.object({
  name: text,
  provider: z.enum(["ollama", "openai", "anthropic", "fake"]),
  model: text,
  host: text.nullable(),
  remote: z.boolean(),
  vision: z.boolean(),
  state: z.enum(["configured", "offered"]),
});
export const LanguageModelList = z.object({ languageModels: z.array(LanguageModel) });
export const EncoderList = z.object({
  encoders: z.array(
    z.object({
      name: text,
      encoder: text,
      state: z.enum(["embedded", "imported"]),
      dimensions: z.int(),
      hasText: z.boolean(),
      level: z.int(),
      seen: text,
      licence: text,
      quantized: z
        .object({
          of: text,
          n: z.int().nonnegative(),
          cosine: z.object({ mean: z.number(), least: z.number() }).nullable(),
        })
        .nullable()
        .meta({ description: "Of an 8-bit model: what it was made of, and the cosine of both models' vectors." }),
    }),
  ),
});
export const Status = z.object({
  name: z.literal("caselens"),
  version: text,
  notice: text,
  library: z
    .object({ name: text, pairs: z.int().nonnegative(), encoder: text })
    .nullable()
    .meta({ description: "The library in use; null where it cannot be used, and `problem` says why." }),
  problem: z.object({ code: text, message: text, remedy: text }).nullable(),
  languageModels: z.array(LanguageModel),
});
export const Health = z.object({ status: z.enum(["ok", "ready"]) });
