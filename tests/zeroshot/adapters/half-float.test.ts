import fc from "fast-check";
import { expect, test } from "vitest";
import { halfBits, halfValue } from "../../../src/zeroshot/adapters/half-float.ts";

test("every 16-bit float that is a number is its own nearest", () => {
  for (let half = 0; half < 0x1_00_00; half++) {
    const value = halfValue(half);
    if (!Number.isNaN(value)) expect(halfBits(value)).toBe(half);
  }
  expect(halfValue(halfBits(Number.NaN))).toBeNaN();
});

test("a number is rounded to the nearer of its neighbours", () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: Math.fround(-60_000), max: Math.fround(60_000) }), (value) => {
      const half = halfBits(value);
      const off = Math.abs(halfValue(half) - value);
      for (const other of [half - 1, half + 1].filter((each) => (each & 0x7f_ff) < 0x7c_00 && each >= 0))
        expect(off).toBeLessThanOrEqual(Math.abs(halfValue(other) - value));
    }),
  );
});

// biome-ignore format: a table
test.each([
  { value: 1 + 2 ** -11, expected: 1 }, // halfway, to even
  { value: 1 + 3 * 2 ** -11, expected: 1 + 2 ** -9 },
  { value: 2 ** -25, expected: 0 },
  { value: 3 * 2 ** -25, expected: 2 ** -23 },
  { value: 65_519, expected: 65_504 },
  { value: 65_520, expected: Number.POSITIVE_INFINITY },
  { value: -0.1, expected: -0.0999755859375 },
])("$value becomes $expected", ({ value, expected }) => {
  expect(halfValue(halfBits(value))).toBe(expected);
});
