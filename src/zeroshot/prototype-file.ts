import { sha256Hex } from "../core/sha256.ts";
import type { Prototypes } from "./prototypes.ts";

export interface PrototypeShape {
  readonly classes: number;
  readonly wordings: number;
  readonly dimensions: number;
}

const digestBytes = 32;

/** SHA-256 of what follows, then float32 little-endian: the classes' vectors, then those of each wording. */
export function packPrototypes({ classes, byWording }: Prototypes): Uint8Array {
  const rows = [classes, ...byWording].flat();
  const body = Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength)));
  return Buffer.concat([digest(body), body]);
}

/** Null for no bytes, for bytes that are not the ones written, and for another shape. */
export function unpackPrototypes(
  bytes: Uint8Array | null,
  { classes, wordings, dimensions }: PrototypeShape,
): Prototypes | null {
  const count = classes * (1 + wordings);
  if (bytes?.length !== digestBytes + 4 * count * dimensions) return null;
  const body = bytes.subarray(digestBytes);
  if (!digest(body).equals(bytes.subarray(0, digestBytes))) return null;
  const values = new Float32Array(Uint8Array.from(body).buffer);
  const row = (index: number) => values.subarray(index * dimensions, (index + 1) * dimensions);
  const block = (number: number) => Array.from({ length: classes }, (_, i) => row(number * classes + i));
  return { classes: block(0), byWording: Array.from({ length: wordings }, (_, i) => block(i + 1)) };
}

function digest(body: Uint8Array): Buffer {
  return Buffer.from(sha256Hex(body), "hex");
}
