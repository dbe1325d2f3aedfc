import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { dot, softmax } from "../../../src/core/vector.ts";
import { fitLogistic, logisticTrials } from "../../../src/zeroshot/adapters/logistic.ts";
import { root } from "../../support/mini.ts";
import { seededRandom } from "../../support/random.ts";

const Vectors = z.array(z.array(z.number()).transform((values) => Float32Array.from(values)));
const Golden = z.array(
  z.object({
    name: z.string(),
    classes: z.int(),
    c: z.number(),
    vectors: Vectors,
    labels: z.array(z.int()),
    held: Vectors,
    lbfgs: z.array(z.array(z.number())),
    newton: z.array(z.array(z.number())),
  }),
);
const goldens = Golden.parse(JSON.parse(readFileSync(join(root, "tests", "golden", "logistic.json"), "utf8")));

/** Shares as the reference computes them, of [class][weights, intercept]. */
function sharesOf(x: Float64Array, vector: Float32Array, classes: number): number[] {
  const width = vector.length + 1;
  return softmax(
    Array.from({ length: classes }, (_, each) => {
      const row = x.subarray(each * width, (each + 1) * width);
      return dot(row.subarray(0, width - 1), vector) + row[width - 1];
    }),
  );
}

function greatestDifference(
  { classes, held }: z.output<typeof Golden>[number],
  x: Float64Array,
  shares: readonly number[][],
) {
  const differences = held.flatMap((vector, row) =>
    sharesOf(x, vector, classes).map((share, each) => Math.abs(share - shares[row][each])),
  );
  return Math.max(...differences);
}

describe.each(goldens)("$name: as scikit-learn's LogisticRegression", (golden) => {
  const { classes, c, vectors, labels, lbfgs, newton } = golden;
  test("to 5e-6 of a share where both go to the minimum, and 1e-4 where its L-BFGS stops before", () => {
    const x = fitLogistic({ vectors, labels, classes }, { c, gradientAtMost: 1e-10 });
    expect(greatestDifference(golden, x, newton)).toBeLessThan(5e-6);
    expect(greatestDifference(golden, x, lbfgs)).toBeLessThan(1e-4);
  });

  test("to 5e-4 at the tolerance that adapters are fitted with", () => {
    expect(greatestDifference(golden, fitLogistic({ vectors, labels, classes }, { c }), newton)).toBeLessThan(5e-4);
  });
});

test("the fit is a minimum: no small step from it lowers the loss that scikit-learn states", () => {
  const { classes, c, vectors, labels } = goldens[1];
  const counts = Array.from({ length: classes }, (_, each) => labels.filter((label) => label === each).length);
  const loss = (x: Float64Array) => {
    const width = vectors[0].length + 1;
    const penalty = x.reduce((sum, value, i) => (i % width === width - 1 ? sum : sum + value * value), 0) / 2;
    const losses = vectors.map(
      (vector, row) =>
        (-Math.log(sharesOf(x, vector, classes)[labels[row]]) * labels.length) / (classes * counts[labels[row]]),
    );
    return penalty + c * losses.reduce((sum, value) => sum + value, 0);
  };
  const x = fitLogistic({ vectors, labels, classes }, { c, gradientAtMost: 1e-10 });
  const random = seededRandom(5);
  const least = loss(x);
  for (let i = 0; i < 50; i++)
    expect(loss(x.map((value) => value + 1e-3 * (random() - 0.5)))).toBeGreaterThan(least - 1e-9);
});

test("a class that a fold has no example of gets a share of 0 under every strength", () => {
  const { vectors, held } = goldens[1];
  const labels = vectors.map((_, row) => (row % 2 === 0 ? 0 : 2));
  for (const rows of logisticTrials({ vectors, labels, classes: 3 }, held))
    for (const shares of rows) {
      expect(shares[1]).toBe(0);
      expect(shares[0] + shares[2]).toBeCloseTo(1, 12);
    }
});
