import type { Tensor } from "../../inference/contract.ts";
import type { ReferenceTensors } from "./reference-case.ts";

/** What our graphs gave; absent where the case has no such input. */
export interface TowerOutputs {
  /** [N, D], not normalised. */
  readonly images: Tensor | undefined;
  readonly texts: Tensor | undefined;
  /** [N, patches, D], not normalised. */
  readonly patches: Tensor | undefined;
  readonly logits: { readonly scale: number | null; readonly bias: number | null };
}

export interface Comparison {
  readonly maxAbs: Readonly<Record<"image" | "text" | "logits" | "patches", number | null>>;
  readonly cosine: number | null;
  readonly pass: boolean;
  readonly reason?: string;
}

/**
 * Tolerances of unit vectors and of logits; what is not normalised may differ in proportion to its largest value.
 * Sources: the double-precision run of each reference, and the least effect of a wrong epsilon or activation (3e-5).
 */
export const tolerances = { unit: 5e-6, unitOfConvolutions: 1e-5, logits: 5e-4, raw: 2e-5 };

/**
 * @param largest of each expected tensor, by its name
 * @param unit tolerance of unit vectors
 */
export function compareWithReference(
  { images, texts, patches, logits }: TowerOutputs,
  expected: ReferenceTensors,
  largest: Readonly<Record<string, number>>,
  unit: number = tolerances.unit,
): Comparison {
  const allowed = { unit, raw: (name: string) => tolerances.raw * Math.max(1, largest[name] ?? 1) };
  const measured = {
    image: measureEmbedding(rows(images), "image_embeds", expected, allowed),
    text: measureEmbedding(rows(texts), "text_embeds", expected, allowed),
    logits: measureLogits(rows(images), rows(texts), logits, expected),
    patches: measurePatches(patches, expected, allowed.raw),
  };
  const all = Object.values(measured);
  const missed = Object.entries(measured).flatMap(([name, each]) =>
    each && !(each.maxAbs <= each.tolerance) ? [name] : [],
  );
  const cosines = all.flatMap((each) => each?.cosines ?? []);
  const compared = measured.image !== null || measured.text !== null;
  return {
    maxAbs: {
      image: measured.image?.maxAbs ?? null,
      text: measured.text?.maxAbs ?? null,
      logits: measured.logits?.maxAbs ?? null,
      patches: measured.patches?.maxAbs ?? null,
    },
    cosine: cosines.length === 0 ? null : Math.min(...cosines),
    pass: compared && missed.length === 0,
    ...(!compared && { reason: "noReference" }),
    ...(missed.length > 0 && { reason: `over the tolerance: ${missed.join(", ")}` }),
  };
}

interface Measured {
  readonly maxAbs: number;
  readonly tolerance: number;
  readonly cosines: readonly number[];
}

type Rows = readonly Float32Array[];

/** Unit vectors against `NAME_norm`; against the raw ones, where the reference has no others. */
function measureEmbedding(
  found: Rows | null,
  name: string,
  expected: ReferenceTensors,
  allowed: { readonly unit: number; readonly raw: (name: string) => number },
): Measured | null {
  const unit = rowsNamed(expected, `${name}_norm`);
  const reference = unit ?? rowsNamed(expected, name);
  if (!found || !reference) return null;
  const ours = unit ? found.map(normalised) : found;
  return {
    maxAbs: maxAbs(ours, reference),
    tolerance: unit ? allowed.unit : allowed.raw(name),
    cosines: found.map((row, i) => dot(normalised(row), normalised(reference[i]))),
  };
}

function measureLogits(
  images: Rows | null,
  texts: Rows | null,
  { scale, bias }: TowerOutputs["logits"],
  expected: ReferenceTensors,
): Measured | null {
  const reference = rowsNamed(expected, "logits_per_image");
  if (!images || !texts || !reference) return null;
  const unit = texts.map(normalised);
  const ours = images
    .map(normalised)
    .map((image) => Float32Array.from(unit, (text) => (scale ?? 1) * dot(image, text) + (bias ?? 0)));
  return { maxAbs: maxAbs(ours, reference), tolerance: tolerances.logits, cosines: [] };
}

/** Patches in the shared space, or as the tower's last tokens where that is what the reference gives. */
function measurePatches(
  found: Tensor | undefined,
  expected: ReferenceTensors,
  raw: (name: string) => number,
): Measured | null {
  const name = ["patch_embeds", "patch_tokens"].find((each) => expected.has(each));
  const reference = name === undefined ? undefined : expected.get(name);
  if (name === undefined || !reference || found?.type !== "float32") return null;
  return { maxAbs: maxAbs([found.data], [reference.data]), tolerance: raw(name), cosines: [] };
}

function rows(tensor: Tensor | undefined): Rows | null {
  return tensor?.type === "float32" ? rowsOf(tensor.data, tensor.dims) : null;
}

function rowsNamed(expected: ReferenceTensors, name: string): Rows | null {
  const found = expected.get(name);
  return found ? rowsOf(found.data, found.dims) : null;
}

function rowsOf(data: Float32Array, [count, width]: readonly number[]): Rows {
  return Array.from({ length: count }, (_, i) => data.subarray(i * width, (i + 1) * width));
}

/** Infinity where the sizes differ or a value is no number. */
function maxAbs(ours: Rows, reference: Rows): number {
  let largest = 0;
  if (ours.length !== reference.length) return Number.POSITIVE_INFINITY;
  for (const [i, row] of ours.entries()) {
    if (row.length !== reference[i].length) return Number.POSITIVE_INFINITY;
    for (let j = 0; j < row.length; j++) {
      const difference = Math.abs(row[j] - reference[i][j]);
      if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
      if (difference > largest) largest = difference;
    }
  }
  return largest;
}

function normalised(row: Float32Array): Float32Array {
  const length = Math.sqrt(dot(row, row));
  return row.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
