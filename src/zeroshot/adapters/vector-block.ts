import { z } from "zod";
import { halfBits, halfValue } from "./half-float.ts";

const bytesPerValue = { float32: 4, float16: 2 } as const;

/** Vectors of one width in a JSON file: little-endian, row after row, as base64. */
export const VectorBlock = z
  .strictObject({
    dtype: z.enum(["float32", "float16"]),
    rows: z.int().min(1).max(20_000),
    columns: z.int().min(1).max(8_192),
    base64: z.string(),
  })
  .refine(({ dtype, rows, columns, base64 }) => byteLength(base64) === rows * columns * bytesPerValue[dtype], {
    path: ["base64"],
  });
export type VectorBlock = z.output<typeof VectorBlock>;

/** @param rows N >= 1 vectors of equal length; of float16 every value is rounded to the nearest */
export function encodeVectors(rows: readonly Float32Array[], dtype: VectorBlock["dtype"]): VectorBlock {
  const columns = rows[0].length;
  const size = bytesPerValue[dtype];
  const bytes = Buffer.alloc(rows.length * columns * size);
  rows.forEach((row, at) => {
    row.forEach((value, i) => {
      const offset = (at * columns + i) * size;
      if (dtype === "float32") bytes.writeFloatLE(value, offset);
      else bytes.writeUInt16LE(halfBits(value), offset);
    });
  });
  return { dtype, rows: rows.length, columns, base64: bytes.toString("base64") };
}

/** The rows of a block. */
export function decodeVectors({ dtype, rows, columns, base64 }: VectorBlock): readonly Float32Array[] {
  const bytes = Buffer.from(base64, "base64");
  const size = bytesPerValue[dtype];
  const read = (index: number) =>
    dtype === "float32" ? bytes.readFloatLE(index * size) : halfValue(bytes.readUInt16LE(index * size));
  return Array.from({ length: rows }, (_, row) =>
    Float32Array.from({ length: columns }, (_, i) => read(row * columns + i)),
  );
}

/** Bytes that a text of base64 stands for; null for any other text. No pattern: on millions of letters one would run out of stack. */
function byteLength(base64: string): number | null {
  const bytes = Buffer.from(base64, "base64");
  return bytes.toString("base64") === base64 ? bytes.length : null;
}
