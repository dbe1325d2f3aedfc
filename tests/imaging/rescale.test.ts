import { expect, test } from "vitest";
import { rescaleToBytes } from "../../src/imaging/rescale.ts";

test.each([
  {
    name: "a range",
    values: Uint16Array.of(100, 200, 300),
    expected: { bytes: [0, 127, 255], low: 100, high: 300, notFinite: 0 },
  },
  {
    name: "negative numbers",
    values: Float32Array.of(-1, 0, 1),
    expected: { bytes: [0, 127, 255], low: -1, high: 1, notFinite: 0 },
  },
  { name: "one value", values: Uint16Array.of(9, 9), expected: { bytes: [0, 0], low: 9, high: 9, notFinite: 0 } },
  {
    name: "what is no number",
    values: Float32Array.of(Number.NaN, 2, Infinity, 4),
    expected: { bytes: [0, 0, 0, 255], low: 2, high: 4, notFinite: 2 },
  },
  {
    name: "no number at all",
    values: Float32Array.of(Number.NaN),
    expected: { bytes: [0], low: 0, high: 0, notFinite: 1 },
  },
])("$name is rescaled to 8 bits", ({ values, expected }) => {
  expect(rescaleToBytes(values)).toEqual({ ...expected, bytes: Uint8Array.from(expected.bytes) });
});
