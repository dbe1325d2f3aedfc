import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argmax, dot, mean, normalise, softmax } from "../../src/core/vector.ts";

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const vectors = fc.array(finite, { minLength: 1, maxLength: 40 });

describe("vectors", () => {
  test("dot is the inner product", () => {
    expect(dot([1, 2, 3], [4, -5, 6])).toBe(12);
    expect(dot([], [])).toBe(0);
  });

  test("normalise gives a unit vector in the same direction", () => {
    fc.assert(
      fc.property(
        vectors.filter((values) => values.some((value) => Math.abs(value) > 1e-3)),
        (values) => {
          const unit = normalise(values);
          expect(Math.sqrt(dot(unit, unit))).toBeCloseTo(1, 5);
          expect(dot(unit, values)).toBeGreaterThan(0);
        },
      ),
    );
  });

  test.each([[[0, 0]], [[]], [[Number.NaN, 1]], [[Number.POSITIVE_INFINITY, 1]]])(
    "normalise refuses %j, which has no direction",
    (values) => {
      expect(() => normalise(values)).toThrow(RangeError);
    },
  );

  test("mean is the mean of each place", () => {
    expect([
      ...mean([
        [1, 2],
        [3, 6],
      ]),
    ]).toEqual([2, 4]);
  });

  test("softmax sums to 1, keeps the order, and does not overflow", () => {
    fc.assert(
      fc.property(vectors, (logits) => {
        const values = softmax(logits);
        expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
        expect(values[argmax(logits)]).toBe(Math.max(...values));
      }),
    );
    expect(softmax([1_000, 1_000])).toEqual([0.5, 0.5]);
  });

  test("argmax takes the first of equals", () => {
    expect(argmax([1, 3, 3, 2])).toBe(1);
    expect(argmax(Float32Array.of(-2, -1))).toBe(1);
  });
});
