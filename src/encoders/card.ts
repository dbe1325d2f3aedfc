import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { sha256Hex } from "../core/sha256.ts";
import { EncoderId } from "./contract.ts";
import { ModelCardError } from "./errors.ts";

const Figure = z.object({ value: z.number(), interval: z.tuple([z.number(), z.number()]) });
const Triple = z.tuple([z.number(), z.number(), z.number()]);

const Tests = z.object({ textRandomisation: z.boolean(), deletion: z.boolean() });

/** Explanations only where all images together passed both tests, and those of the kind itself. */
const Localisation = z
  .object({
    protocol: z.literal("localisation-1"),
    partition: z.string(),
    tests: Tests,
    kinds: z.array(z.object({ kind: z.string(), n: z.int().positive(), tests: Tests })),
    explains: z.array(z.string()),
  })
  .refine(
    ({ tests, kinds, explains }) => {
      const passed = (each: z.output<typeof Tests> | undefined) => each?.textRandomisation === true && each.deletion;
      return explains.every((kind) => passed(tests) && passed(kinds.find((each) => each.kind === kind)?.tests));
    },
    { path: ["explains"], error: "names a kind of image whose maps did not pass" },
  );

/**
 * The card of a dual encoder in a model folder of ours, for the fields that the program reads. Literals stand where only
 * one way is built: another value is an unknown preprocessing and is refused.
 */
const DualEncoderCard = z.object({
  id: z.string().regex(/^[a-z0-9.-]+$/),
  revision: z.string().regex(/^[0-9a-f]{8}$/),
  kind: z.literal("dual-encoder"),
  dimensions: z.int().positive(),
  licence: z.string(),
  logitScale: z.number().positive(),
  limits: z.array(z.string()),
  sources: z.record(z.string(), z.string()),
  trainedOn: z.array(z.object({ folder: z.string(), partition: z.string(), n: z.int() })),
  trainedImages: z.object({ file: z.string() }),
  image: z.looseObject({
    file: z.string(),
    input: z.string(),
    layout: z.literal("NCHW"),
    dtype: z.literal("float32"),
    sizePx: z.int().positive(),
    resize: z.enum(["squash to 224x224 (no crop), antialiased bicubic", "squash (no crop), antialiased bicubic"]),
    /** Kinds of image, by the gate, that are encoded again at a greater size. */
    finer: z.array(z.object({ kind: z.string(), sizePx: z.int().positive() })).default([]),
    channels: z.literal("RGB, 0-1"),
    mean: Triple,
    std: Triple,
  }),
  text: z.looseObject({
    file: z.string(),
    tokenizer: z.string(),
    maxTokens: z.int().min(3),
    inputs: z.array(z.enum(["input_ids", "attention_mask", "token_type_ids"])),
    pooling: z.literal("mask-weighted mean of last_hidden_state, then L2"),
    projection: z.object({ file: z.string() }),
  }),
  gate: z.object({
    file: z.string(),
    classes: z.array(z.string()).min(2),
    distanceThreshold: z.number().positive(),
  }),
  /** The question head, its twin that sees the question alone, and what their outputs stand for. */
  questions: z
    .object({ file: z.string(), questionOnly: z.object({ file: z.string() }), answers: z.string() })
    .optional(),
  concepts: z.array(
    z.object({
      name: z.string(),
      set: z.string(),
      label: z.string(),
      prompts: z.array(z.string()).min(1),
      modality: z.string(),
      n: z.object({ positive: z.int(), negative: z.int() }),
      auroc: Figure,
      recall: z.number(),
    }),
  ),
  /** How its heat maps fared in `caselens eval localisation`, and on which kinds of image they may be called explanations. */
  localisation: Localisation.optional(),
  measured: z.object({ partition: z.string(), headline: z.record(z.string(), Figure.extend({ n: z.int() })) }),
  files: z.record(z.string(), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int() })),
});
export type DualEncoderCard = z.output<typeof DualEncoderCard>;

/** A card that was read and whose revision was recomputed, with the folder that it describes. */
export interface LoadedCard {
  readonly folder: string;
  readonly encoderId: EncoderId;
  readonly card: DualEncoderCard;
}

/** Path and checksum of one of the card's files. @throws {ModelCardError} when the card does not list it. */
export function cardFile(
  { folder, card }: LoadedCard,
  name: string,
): { readonly path: string; readonly sha256: string } {
  const listed = card.files[name];
  if (!listed) throw new ModelCardError(`lists no checksum for ${name}`);
  return { path: join(folder, name), sha256: listed.sha256 };
}

/**
 * First eight hex digits of SHA-256 over each listed file's `name:sha256\n` in order of name, then the card's `image`
 * and `text` objects as JSON with their keys in the card's order.
 * Source: the model folder's README.md, "Checksums and revision".
 */
function revisionOf(raw: { files: Record<string, { sha256: string }>; image: unknown; text: unknown }): string {
  const lines = Object.keys(raw.files)
    .sort()
    .map((name) => `${name}:${raw.files[name].sha256}\n`);
  return sha256Hex(lines.join("") + JSON.stringify(raw.image) + JSON.stringify(raw.text)).slice(0, 8);
}

const RevisionFields = z.object({
  files: z.record(z.string(), z.looseObject({ sha256: z.string() })),
  image: z.unknown(),
  text: z.unknown(),
});

/**
 * Reads `card.json` of a model folder.
 * @throws {ModelCardError} when it is missing, malformed, asks for a step that is not built, or its revision is not the
 *   one that its contents give.
 */
export async function loadCard(folder: string): Promise<LoadedCard> {
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(join(folder, "card.json"), "utf8"));
  } catch (cause) {
    throw new ModelCardError("is missing or is not JSON", { cause });
  }
  const parsed = DualEncoderCard.safeParse(raw);
  if (!parsed.success) {
    const paths = parsed.error.issues.slice(0, 5).map(({ path }) => path.join("."));
    throw new ModelCardError(`does not fit the schema at ${paths.join(", ")}`);
  }
  const card = parsed.data;
  if (revisionOf(RevisionFields.parse(raw)) !== card.revision)
    throw new ModelCardError("states a revision that its contents do not give");
  return { folder, card, encoderId: EncoderId.parse(`${card.id}@${card.revision}`) };
}
