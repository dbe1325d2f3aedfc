import { expect, test } from "vitest";
import type { ElementType } from "../../../src/encoders/checkpoints/contract.ts";
import { decodeElements, elementBytes } from "../../../src/encoders/checkpoints/element-types.ts";

function decoded(elementType: ElementType, stored: ArrayBufferView<ArrayBuffer>): Float32Array {
  const values = new Float32Array(stored.byteLength / elementBytes(elementType));
  decodeElements(elementType, new Uint8Array(stored.buffer), values);
  return values;
}

const everyHalf = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

/** The definition of binary16, in doubles, which hold every value of it. */
function half(bits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

test("every 16-bit float has its exact value", () => {
  const values = decoded("float16", everyHalf);
  const wrong = [...everyHalf].filter((bits) => !Object.is(values[bits], half(bits)));
  expect(wrong).toEqual([]);
});

test("every bfloat16 is the upper half of a 32-bit float", () => {
  const values = decoded("bfloat16", everyHalf);
  const bits = new Uint32Array(values.buffer);
  expect([...everyHalf].filter((upper) => bits[upper] !== upper * 65_536)).toEqual([]);
});

test.each([
  { elementType: "float32", stored: Float32Array.of(0.1, -0, Infinity), expected: [Math.fround(0.1), -0, Infinity] },
  {
    elementType: "float64",
    stored: Float64Array.of(0.1, 1e300, 1e-320),
    expected: [Math.fround(0.1), Infinity, 0],
  },
  { elementType: "int32", stored: Int32Array.of(-2147483648, 16777217), expected: [-2147483648, 16777216] },
  { elementType: "int16", stored: Int16Array.of(-32768, 32767), expected: [-32768, 32767] },
  { elementType: "int8", stored: Int8Array.of(-128, 127), expected: [-128, 127] },
  { elementType: "uint8", stored: Uint8Array.of(0, 255), expected: [0, 255] },
  { elementType: "bool", stored: Uint8Array.of(0, 1, 7), expected: [0, 1, 1] },
  {
    elementType: "int64",
    stored: BigInt64Array.of(0n, -1n, 4294967296n, -4294967297n, 9007199254740993n),
    expected: [0, -1, 4294967296, -4294967296, 9007199254740992],
  },
] as const)("$elementType is rounded to 32-bit floats", ({ elementType, stored, expected }) => {
  expect([...decoded(elementType, stored)]).toEqual(expected);
});

test("64-bit integers are rounded once, not first to a double and then again", () => {
  // Halfway between two floats, and a little more or less than doubles of that size can tell.
  const middle = 2n ** 60n + 2n ** 36n;
  const stored = BigInt64Array.of(middle, middle + 1n, -middle, -middle - 1n, -middle + 1n);
  const [even, above] = [2 ** 60, 2 ** 60 + 2 ** 37];
  expect([...decoded("int64", stored)]).toEqual([even, above, -even, -above, -even]);
});
