import { normalise } from "../../src/core/vector.ts";
import { EncoderId } from "../../src/encoders/contract.ts";
import type { AdapterRequest, Example } from "../../src/zeroshot/adapters/fit-adapter.ts";
import { randomUnitVector, seededRandom } from "./random.ts";

export interface Clouds {
  readonly dimensions?: number;
  /** Images of each class. */
  readonly sizes: readonly number[];
  /** Images of one case. @default 1 */
  readonly perCase?: number;
  /** Spread around the class's direction, whose length is 1. */
  readonly spread: number;
  readonly seed?: number;
}

/** Direction of a class of `cloudExamples`. */
export const cloudCentre = (dimensions: number, label: number) => randomUnitVector(dimensions, 900 + label);

/** Labelled unit vectors in a cloud about each class's direction. */
export function cloudExamples({ dimensions = 16, sizes, perCase = 1, spread, seed = 1 }: Clouds): Example[] {
  const random = seededRandom(seed);
  return sizes.flatMap((size, label) =>
    Array.from({ length: size }, (_, i) => ({
      vector: normalise(
        cloudCentre(dimensions, label).map((value) => value + (spread * (random() - 0.5) * 4) / Math.sqrt(dimensions)),
      ),
      label,
      case: `case ${label}-${Math.floor(i / perCase)}`,
      kind: "mri",
      sha256: `${label}`.padStart(4, "0") + `${i}`.padStart(60, "0").split("").reverse().join(""),
      seenInTraining: false,
    })),
  );
}

export const fakeEncoderId = EncoderId.parse("fake@00000000");

/** A request to fit to `cloudExamples`. */
export function cloudRequest(
  method: "logistic" | "knn" | "tip",
  names: readonly string[],
  dimensions = 16,
): AdapterRequest {
  const prototypes = names.map((_, label) => cloudCentre(dimensions, label));
  return {
    method: method === "tip" ? { tip: { prototypes, logitScale: 10 }, promptsSha256: "a".repeat(64) } : method,
    names,
    encoder: fakeEncoderId,
    judge: fakeEncoderId,
    about: { data: "clouds", partition: "train", createdAt: "2026-01-02T03:04:05.000Z", caselens: "0.1.0" },
    seed: 0,
  };
}
