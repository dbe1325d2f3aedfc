import { describe, expect, test } from "vitest";
import { argmax } from "../../../src/core/vector.ts";
import { parseAdapter, writeAdapter } from "../../../src/zeroshot/adapters/adapter-file.ts";
import { adapterMethods } from "../../../src/zeroshot/adapters/contract.ts";
import { createHead } from "../../../src/zeroshot/adapters/create-head.ts";
import { type Example, fitAdapter } from "../../../src/zeroshot/adapters/fit-adapter.ts";
import { cloudExamples, cloudRequest } from "../../support/adapter-examples.ts";

const names = ["one", "two", "three"];
const easy = cloudExamples({ sizes: [20, 12, 9], perCase: 2, spread: 0.3 });
const others = cloudExamples({ sizes: [30, 30, 30], spread: 0.3, seed: 2 });

/** Part of the images that were called rightly. */
function rightOf(head: ReturnType<typeof createHead>, examples: readonly Example[]): number {
  const right = examples.filter(({ vector, label }) => argmax(head(vector).shares) === label).length;
  return right / examples.length;
}

describe.each(adapterMethods)("the contract of every method: %s", (method) => {
  const fitted = (examples: readonly Example[] = easy) => fitAdapter(examples, cloudRequest(method, names));

  test("shares are one a class, of 0 to 1, and sum to 1", async () => {
    const head = createHead((await fitted()).adapter.head);
    for (const { vector } of others) {
      const { shares, cosines } = head(vector);
      expect([shares.length, cosines.length]).toEqual([3, 3]);
      expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      for (const cosine of cosines) expect(Math.abs(cosine ?? 0)).toBeLessThanOrEqual(1 + 1e-6);
    }
  });

  test("what lies apart is told apart, and cross-validation says so", async () => {
    const { adapter } = await fitted();
    expect(rightOf(createHead(adapter.head), others)).toBeGreaterThan(0.97);
    expect(adapter.fittedOn.crossValidation).toMatchObject({ folds: 5 });
    expect(adapter.fittedOn.crossValidation?.balancedAccuracy).toBeGreaterThan(0.97);
    expect(adapter.classes).toEqual([
      { name: "one", n: 20, cases: 10 },
      { name: "two", n: 12, cases: 6 },
      { name: "three", n: 9, cases: 5 },
    ]);
  });

  test("labels that mean nothing are found out by cases held back, though every image has a twin in its case", async () => {
    const mixed = cloudExamples({ sizes: [120], dimensions: 64, spread: 3 }).map((each, i, all) => ({
      ...each,
      vector: all[i - (i % 2)].vector, // two images of a case are the same
      case: `case ${i >> 1}`,
      label: (i >> 1) % 2,
    }));
    const { adapter } = await fitAdapter(mixed, cloudRequest(method, ["a", "b"], 64));
    expect(adapter.fittedOn.crossValidation?.balancedAccuracy).toBeLessThan(0.75);
  });

  test("the same examples and seed give the same file", async () => {
    const [first, second] = [await fitted(), await fitted()];
    expect(writeAdapter(second.adapter)).toBe(writeAdapter(first.adapter));
  });

  test("what is read back is what was fitted", async () => {
    const { adapter, checksum } = await fitted();
    const read = parseAdapter(writeAdapter(adapter));
    expect(read).toEqual({ adapter, checksum });
    const [head, again] = [createHead(adapter.head), createHead(read.adapter.head)];
    for (const { vector } of others) expect(again(vector)).toEqual(head(vector));
  });

  test("one image of each class is enough to fit, and nothing is claimed of how good it is", async () => {
    const { adapter } = await fitted(cloudExamples({ sizes: [1, 1, 1], spread: 0.1 }));
    expect(adapter).toMatchObject({ fittedOn: { crossValidation: null }, likeness: null });
    expect(rightOf(createHead(adapter.head), others)).toBeGreaterThan(0.9);
  });

  test("a name without an image is no class; a class of one case is not left out", async () => {
    const { adapter } = await fitted(cloudExamples({ sizes: [8, 0, 1], spread: 0.3 }));
    expect(adapter.classes.map(({ name }) => name)).toEqual(["one", "three"]);
    const more = await fitted(cloudExamples({ sizes: [8, 8, 1], spread: 0.3 }));
    expect(more.adapter.classes).toHaveLength(3);
    // The single image, held back, had none to learn from; only a method that reads names could know it.
    expect(more.adapter.fittedOn.crossValidation?.balancedAccuracy).toBeCloseTo(method === "tip" ? 1 : 2 / 3, 12);
  });

  test("an interruption ends it", async () => {
    const stop = new AbortController();
    const request = { ...cloudRequest(method, names), signal: stop.signal, onFold: () => stop.abort() };
    await expect(fitAdapter(easy, request)).rejects.toMatchObject({ name: "AbortError" });
  });
});

test("more images than an adapter takes are refused", async () => {
  const many = Array.from({ length: 10_001 }, () => easy[0]);
  await expect(fitAdapter(many, cloudRequest("knn", names))).rejects.toMatchObject({ code: "EXAMPLES_TOO_MANY" });
});
