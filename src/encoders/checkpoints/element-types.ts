import type { ElementType } from "./contract.ts";
import { halfFloatTable } from "./half-floats.ts";

/** The stored bytes of N elements, at the start of a buffer of their own, into N places of `values`. */
type Decode = (bytes: Uint8Array<ArrayBuffer>, values: Float32Array<ArrayBuffer>) => void;

interface ElementFormat {
  readonly sizeBytes: number;
  readonly decode: Decode;
}

/** 2^52 / 2^32: between minus this and this, the upper half of a 64-bit integer makes one that a double holds exactly. */
const exactUpper = 0x10_00_00;

/**
 * How each element type is stored: little-endian, as both formats have it and as the typed arrays of every machine that
 * ONNX Runtime is built for have it. Every decoder rounds once, to nearest, ties to even.
 */
const formats: Readonly<Record<ElementType, ElementFormat>> = {
  float32: { sizeBytes: 4, decode: (bytes, values) => values.set(new Float32Array(bytes.buffer, 0, values.length)) },
  float16: { sizeBytes: 2, decode: decodeHalf },
  bfloat16: { sizeBytes: 2, decode: decodeBrainHalf },
  float64: { sizeBytes: 8, decode: (bytes, values) => values.set(new Float64Array(bytes.buffer, 0, values.length)) },
  int64: { sizeBytes: 8, decode: decodeLong },
  int32: { sizeBytes: 4, decode: (bytes, values) => values.set(new Int32Array(bytes.buffer, 0, values.length)) },
  int16: { sizeBytes: 2, decode: (bytes, values) => values.set(new Int16Array(bytes.buffer, 0, values.length)) },
  int8: { sizeBytes: 1, decode: (bytes, values) => values.set(new Int8Array(bytes.buffer, 0, values.length)) },
  uint8: { sizeBytes: 1, decode: (bytes, values) => values.set(new Uint8Array(bytes.buffer, 0, values.length)) },
  bool: { sizeBytes: 1, decode: decodeBool },
};

/** Bytes of one stored element. */
export function elementBytes(elementType: ElementType): number {
  return formats[elementType].sizeBytes;
}

/**
 * Turns stored elements into 32-bit floats.
 * @param bytes N × `elementBytes` bytes, little-endian, at the start of their own buffer
 * @param values N places that are written
 */
export function decodeElements(
  elementType: ElementType,
  bytes: Uint8Array<ArrayBuffer>,
  values: Float32Array<ArrayBuffer>,
): void {
  formats[elementType].decode(bytes, values);
}

const bitsOf = (values: Float32Array<ArrayBuffer>) => new Uint32Array(values.buffer, values.byteOffset, values.length);

function decodeHalf(bytes: Uint8Array<ArrayBuffer>, values: Float32Array<ArrayBuffer>): void {
  const table = halfFloatTable();
  const halves = new Uint16Array(bytes.buffer, 0, values.length);
  const bits = bitsOf(values);
  for (let i = 0; i < halves.length; i++) bits[i] = table[halves[i]];
}

/** A bfloat16 is the upper half of the 32-bit float that it equals. */
function decodeBrainHalf(bytes: Uint8Array<ArrayBuffer>, values: Float32Array<ArrayBuffer>): void {
  const halves = new Uint16Array(bytes.buffer, 0, values.length);
  const bits = bitsOf(values);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i] << 16;
}

function decodeLong(bytes: Uint8Array<ArrayBuffer>, values: Float32Array<ArrayBuffer>): void {
  const lower = new Uint32Array(bytes.buffer, 0, values.length * 2);
  const upper = new Int32Array(bytes.buffer, 0, values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const high = upper[2 * i + 1];
    const low = lower[2 * i];
    const exact = high >= -exactUpper && high < exactUpper;
    values[i] = high * 0x1_00_00_00_00 + (exact ? low : stickyLower(low));
  }
}

/**
 * The lower half with its last 12 bits drawn into one, so that the sum is exact as a double and rounding it to a 32-bit
 * float is the only rounding: two in a row would sometimes give the neighbour.
 */
function stickyLower(low: number): number {
  const kept = low - (low & 0xf_ff);
  return kept === low ? low : kept + 0x8_00;
}

function decodeBool(bytes: Uint8Array<ArrayBuffer>, values: Float32Array<ArrayBuffer>): void {
  for (let i = 0; i < values.length; i++) values[i] = bytes[i] === 0 ? 0 : 1;
}
