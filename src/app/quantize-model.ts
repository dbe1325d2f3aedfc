import { dot } from "../core/vector.ts";
import type { DualEncoder, EncoderId } from "../encoders/contract.ts";
import { QuantizationRefusedError } from "../encoders/published/errors.ts";
import type { ImportedModel } from "../encoders/published/imported-model.ts";
import { quantizeModel } from "../encoders/published/quantize-model.ts";
import type { RgbImage } from "../imaging/contract.ts";

/** Least mean cosine of the 8-bit vectors with those in floats. */
const cosineAtLeast = 0.98;
/** Neighbours that are compared. */
const top = 10;

export interface QuantizeResult {
  readonly id: string;
  readonly encoder: EncoderId;
  /** Images that both models were tried on. */
  readonly n: number;
  readonly cosine: { readonly mean: number; readonly least: number };
  /** Part of an image's ten nearest among the others that both models agree on, in the mean; null for fewer than twelve images. */
  readonly topTenOverlap: number | null;
  readonly sizeBytes: number;
}

export interface QuantizeParts {
  readonly imported: ImportedModel;
  /** With an engine of its own: a folder whose graphs are open cannot be renamed everywhere. */
  readonly open: (model: ImportedModel) => DualEncoder & AsyncDisposable;
  readonly images: readonly RgbImage[];
  readonly force: boolean;
  readonly producer: string;
  readonly signal?: AbortSignal | undefined;
}

/** @throws {QuantizationRefusedError | ModelNotQuantizableError | DiskFullError} */
export async function quantizeAndCompare(parts: QuantizeParts): Promise<QuantizeResult> {
  const { imported, open, images, force, signal } = parts;
  const vectors = async (model: ImportedModel) => {
    await using encoder = open(model);
    const encoded = await encoder.image.encode(images, signal && { signal });
    return encoded.map(({ embedding }) => embedding.values);
  };
  const before = await vectors(imported);
  let cosines: readonly number[] = [];
  let after: readonly Float32Array[] = [];
  const made = await quantizeModel(parts, async (candidate, measured) => {
    after = await vectors(candidate);
    cosines = before.map((vector, i) => dot(vector, after[i]));
    measured({ n: images.length, cosine: { mean: mean(cosines), least: Math.min(...cosines) } });
    return force || mean(cosines) >= cosineAtLeast;
  });
  if (!made) throw new QuantizationRefusedError(mean(cosines), cosineAtLeast);
  return {
    id: made.model.card.id,
    encoder: made.encoderId,
    n: images.length,
    cosine: { mean: mean(cosines), least: Math.min(...cosines) },
    topTenOverlap: images.length < top + 2 ? null : overlap(before, after),
    sizeBytes: Object.values(made.model.files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

function overlap(before: readonly Float32Array[], after: readonly Float32Array[]): number {
  return mean(
    before.map((_, i) => {
      const [ours, theirs] = [before, after].map((vectors) => nearest(vectors, i));
      return ours.filter((index) => theirs.includes(index)).length / top;
    }),
  );
}

/** Indices of the ten nearest others. */
function nearest(vectors: readonly Float32Array[], query: number): readonly number[] {
  return vectors
    .map((vector, i) => ({ i, cosine: i === query ? Number.NEGATIVE_INFINITY : dot(vectors[query], vector) }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, top)
    .map(({ i }) => i);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
