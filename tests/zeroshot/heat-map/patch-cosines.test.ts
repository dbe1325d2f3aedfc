import { expect, test } from "vitest";
import { dot } from "../../../src/core/vector.ts";
import { patchCosines } from "../../../src/zeroshot/heat-map/patch-cosines.ts";
import { randomUnitVector } from "../../support/random.ts";

const [rows, columns, dimensions] = [2, 3, 8];
const vectors = Array.from({ length: rows * columns }, (_, i) => randomUnitVector(dimensions, i + 1));
const values = Float32Array.from(vectors.flatMap((vector) => [...vector]));
const area = { xPx: 1, yPx: 2, widthPx: 3, heightPx: 4 };
const [text, ...others] = [91, 92, 93].map((seed) => randomUnitVector(dimensions, seed));

test("a map has each patch's cosine with the text, row by row, and the patches' area", () => {
  const map = patchCosines({ rows, columns, values, area }, { text, others: [] });
  expect(map).toMatchObject({ rows, columns, area });
  for (const [i, vector] of vectors.entries()) expect(map.values[i]).toBeCloseTo(dot(vector, text), 6);
});

test("a contrast is the cosine less the mean of those with the others", () => {
  const map = patchCosines({ rows, columns, values, area }, { text, others });
  for (const [i, vector] of vectors.entries()) {
    const mean = (dot(vector, others[0]) + dot(vector, others[1])) / 2;
    expect(map.values[i]).toBeCloseTo(dot(vector, text) - mean, 6);
  }
});
