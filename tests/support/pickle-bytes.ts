import { type ZipEntry, zipBytes } from "./zip-bytes.ts";

/** Pieces of a pickle as a test writes them by hand, and torch files around them. */
export type PicklePart = number | string | Uint8Array;

/** Joins pieces; numbers are single bytes, text is ASCII as it is. */
export function join(...parts: readonly PicklePart[]): Buffer<ArrayBuffer> {
  return Buffer.concat(
    parts.map((part) => (typeof part === "number" ? Uint8Array.of(part) : Uint8Array.from(Buffer.from(part)))),
  );
}

/** BINUNICODE */
export function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return join("X", uint32(bytes.length), bytes);
}

/** BININT */
export function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return join("J", bytes);
}

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

export const global = (module: string, name: string): Buffer => join("c", `${module}\n${name}\n`);
export const tuple = (...items: readonly PicklePart[]): Buffer => join("(", ...items, "t");
export const call = (callee: Uint8Array, ...args: readonly PicklePart[]): Buffer => join(callee, tuple(...args), "R");
export const ints = (...values: readonly number[]): Buffer => tuple(...values.map(int));
export const dict = (entries: readonly (readonly [PicklePart, PicklePart])[]): Buffer =>
  join("}", "(", ...entries.flat(), "u");
export const named = (entries: Readonly<Record<string, PicklePart>>): Buffer =>
  dict(Object.entries(entries).map(([name, value]) => [text(name), value]));
export const orderedDict = join(global("collections", "OrderedDict"), ")R");

export interface TensorParts {
  /** @default "0" */
  readonly key?: string;
  /** Elements of the storage. @default 4 */
  readonly elements?: number;
  /** @default "FloatStorage" */
  readonly storage?: string;
  /** @default 0 */
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** What follows the hooks. @default nothing */
  readonly more?: PicklePart;
}

export const storage = ({ key = "0", elements = 4, storage: type = "FloatStorage" }: Partial<TensorParts>): Buffer =>
  join(tuple(text("storage"), global("torch", type), text(key), text("cpu"), int(elements)), "Q");

/** A call of `_rebuild_tensor_v2`, as torch writes it. */
export function tensor({ offset = 0, shape, strides, more = "", ...stored }: TensorParts): Buffer {
  const parts = [storage(stored), int(offset), ints(...shape), ints(...strides), 0x89, orderedDict, more];
  return call(global("torch._utils", "_rebuild_tensor_v2"), ...parts);
}

/** Four 32-bit floats, 1 to 4, of the storage "0" that `tensor` means unless it is told another. */
export const four = tensor({ shape: [4], strides: [1] });
export const fourBytes = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

/** A pickle of protocol 2. */
export const pickle = (...parts: readonly PicklePart[]): Buffer<ArrayBuffer> => join(0x80, 2, ...parts, ".");

/** A torch file with that pickle, the storage "0" of four floats, and more entries. */
export function torchFile(data: Uint8Array, more: readonly ZipEntry[] = []): Buffer<ArrayBuffer> {
  return zipBytes([
    { name: "archive/data.pkl", data },
    { name: "archive/data/0", data: fourBytes },
    ...more,
    { name: "archive/version", data: Buffer.from("3\n") },
  ]);
}
