import { z } from "zod";
import { sha256Hex } from "../../core/sha256.ts";
import { normalise } from "../../core/vector.ts";
import { EncoderId } from "../../encoders/contract.ts";
import type { Adapter } from "./adapter.ts";
import type { HeadParameters } from "./contract.ts";
import { AdapterDamagedError, AdapterInvalidError } from "./errors.ts";
import { whyInconsistent } from "./inconsistent-adapter.ts";
import { decodeVectors, encodeVectors, VectorBlock } from "./vector-block.ts";

const Count = z.int().positive();
const Share = z.number().min(0).max(1);
const Words = z.string().min(1).max(300);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Labels = z.array(z.int().nonnegative()).min(1).max(20_000);

const Head = z.discriminatedUnion("method", [
  z.strictObject({
    method: z.literal("logistic"),
    c: z.number().positive(),
    weights: VectorBlock,
    /** One row. */
    intercepts: VectorBlock,
  }),
  z.strictObject({ method: z.literal("knn"), k: Count, vectors: VectorBlock, labels: Labels }),
  z.strictObject({
    method: z.literal("tip"),
    alpha: z.number().nonnegative(),
    beta: z.number().positive(),
    logitScale: z.number().positive(),
    prototypes: VectorBlock,
    vectors: VectorBlock,
    labels: Labels,
  }),
]);

const Content = z.strictObject({
  format: z.literal("caselens-adapter-1"),
  encoder: EncoderId,
  classes: z
    .array(z.strictObject({ name: Words, n: Count, cases: Count }))
    .min(2)
    .max(1_000),
  head: Head,
  kinds: z.strictObject({ judge: EncoderId, images: z.record(Words, Count) }),
  likeness: z.strictObject({ means: VectorBlock, cosineAtLeast: z.number().min(-1).max(1) }).nullable(),
  images: z
    .array(z.string().regex(/^[0-9a-f]{16}$/))
    .min(1)
    .max(20_000),
  fittedOn: z.strictObject({
    data: z.string().min(1).max(10_000),
    partition: Words.nullable(),
    cases: Count,
    promptsSha256: Sha256.nullable(),
    seed: z.int().nonnegative(),
    seenInTraining: Share.nullable(),
    crossValidation: z.strictObject({ folds: Count, tried: Count, balancedAccuracy: Share }).nullable(),
    createdAt: z.iso.datetime(),
    caselens: Words,
  }),
});
const AdapterFile = z.strictObject({ checksum: Sha256, ...Content.shape });
type Content = z.output<typeof Content>;

/** An adapter as it was written, and the checksum that names it. */
export interface StoredAdapter {
  readonly adapter: Adapter;
  readonly checksum: string;
}

/**
 * The text of an adapter's file: JSON, its vectors as base64. Weights are kept as 32-bit floats, examples as 16-bit ones: the adapter read
 * back has those, as has `storedForm`.
 */
export function writeAdapter(adapter: Adapter): string {
  const content = contentOf(adapter);
  return `${JSON.stringify({ checksum: checksumOf(content), ...content })}\n`;
}

/** The adapter as a file would give it back: what is measured is what is written. */
export function storedForm(adapter: Adapter): StoredAdapter {
  return parseAdapter(writeAdapter(adapter));
}

/** @throws {AdapterInvalidError | AdapterDamagedError} which never hold the file's text */
export function parseAdapter(text: string): StoredAdapter {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new AdapterInvalidError("is not JSON", { cause });
  }
  const parsed = AdapterFile.safeParse(raw);
  if (!parsed.success) {
    const [{ path, code }] = parsed.error.issues;
    const where = path.filter((part) => typeof part !== "string" || /^[a-zA-Z]{1,20}$/.test(part)).join(".");
    throw new AdapterInvalidError(`does not fit the schema at ${where || "top level"} (${code})`);
  }
  const { checksum, ...content } = parsed.data;
  if (checksum !== checksumOf(content)) throw new AdapterDamagedError();
  const why = whyInconsistent(content);
  if (why) throw new AdapterInvalidError(why);
  const { format: _, head, likeness, ...rest } = content;
  return {
    adapter: {
      ...rest,
      head: headOf(head, content.classes.length),
      likeness: likeness && { ...likeness, means: units(likeness.means) },
    },
    checksum,
  };
}

/** Of what the file says, however it is spaced. */
function checksumOf(content: Content): string {
  return sha256Hex(JSON.stringify(content));
}

function contentOf({ encoder, classes, head, kinds, likeness, images, fittedOn }: Adapter): Content {
  return Content.parse({
    format: "caselens-adapter-1",
    encoder,
    classes,
    head: headFile(head),
    kinds,
    likeness: likeness && { ...likeness, means: encodeVectors(likeness.means, "float32") },
    images,
    fittedOn,
  });
}

function headFile(head: HeadParameters): Content["head"] {
  switch (head.method) {
    case "logistic": {
      const { method, c, weights, intercepts } = head;
      return {
        method,
        c,
        weights: encodeVectors(weights, "float32"),
        intercepts: encodeVectors([intercepts], "float32"),
      };
    }
    case "knn": {
      const { method, k, vectors, labels } = head;
      return { method, k, vectors: encodeVectors(vectors, "float16"), labels: [...labels] };
    }
    case "tip": {
      const { prototypes, vectors, labels, ...settings } = head;
      return {
        ...settings,
        prototypes: encodeVectors(prototypes, "float32"),
        vectors: encodeVectors(vectors, "float16"),
        labels: [...labels],
      };
    }
    default:
      return head satisfies never;
  }
}

function headOf(head: Content["head"], classes: number): HeadParameters {
  switch (head.method) {
    case "logistic":
      return { ...head, weights: decodeVectors(head.weights), intercepts: decodeVectors(head.intercepts)[0] };
    case "knn":
      return { ...head, classes, vectors: units(head.vectors) };
    case "tip":
      return { ...head, prototypes: units(head.prototypes), vectors: units(head.vectors) };
    default:
      return head satisfies never;
  }
}

/** Rounding to 16 bits moves the length of a vector a little. */
function units(block: VectorBlock): readonly Float32Array[] {
  return decodeVectors(block).map(normalise);
}
