import { z } from "zod";
import type { ElementType } from "./contract.ts";
import { elementBytes } from "./element-types.ts";
import { CheckpointError } from "./errors.ts";
import { type FileBytes, readBytesAt } from "./file-bytes.ts";
import { printableName } from "./printable-name.ts";
import { elementCount, maxAxes, type TensorPlace } from "./tensor-place.ts";

const lengthFieldBytes = 8;
const maxHeaderBytes = 16 * 1024 * 1024;

const elementTypesByCode: ReadonlyMap<string, ElementType> = new Map([
  ["F64", "float64"],
  ["F32", "float32"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
  ["I64", "int64"],
  ["I32", "int32"],
  ["I16", "int16"],
  ["I8", "int8"],
  ["U8", "uint8"],
  ["BOOL", "bool"],
]);

const size = z.int().nonnegative();
const Metadata = z.record(z.string(), z.string());
const Entry = z.strictObject({
  dtype: z.string(),
  shape: z.array(size).max(maxAxes),
  data_offsets: z.tuple([size, size]),
});

interface NamedRange {
  readonly name: string;
  readonly place: TensorPlace;
  readonly endByte: number;
}

/**
 * Where the tensors of a safetensors file lie. Positions of the result are of the file; the data may begin anywhere.
 * Source: https://github.com/huggingface/safetensors, section Format, and `validate` in safetensors/src/tensor.rs.
 * @throws {CheckpointError} where anything differs from the format, the order of the data and its completeness included
 */
export async function safetensorsPlaces(file: FileBytes): Promise<Map<string, TensorPlace>> {
  const { header, dataStart } = await readHeader(file);
  const ranges = header
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => namedRange(name, value, dataStart))
    .sort((a, b) => a.place.startByte - b.place.startByte || a.endByte - b.endByte);
  const end = ranges.reduce((next, { place, endByte }) => {
    if (place.startByte !== next) throw new CheckpointError("damaged", "has tensors that overlap or leave a hole");
    return endByte;
  }, dataStart);
  if (end > file.sizeBytes) throw new CheckpointError("truncated", "ends before the data of its tensors");
  if (end < file.sizeBytes) throw new CheckpointError("damaged", "has data that belongs to no tensor");
  return new Map(ranges.map(({ name, place }) => [name, place]));
}

async function readHeader(file: FileBytes) {
  const lengthField = await readBytesAt(file, 0, lengthFieldBytes);
  const length = new DataView(lengthField.buffer).getBigUint64(0, true);
  if (length > BigInt(file.sizeBytes - lengthFieldBytes)) {
    throw new CheckpointError("truncated", "ends before its header does");
  }
  if (length > BigInt(maxHeaderBytes)) throw new CheckpointError("unsupported", "has a header of more than 16 MiB");
  const headerBytes = Number(length);
  const header = parseHeader(await readBytesAt(file, lengthFieldBytes, headerBytes));
  return { header, dataStart: lengthFieldBytes + headerBytes };
}

/** Names and unchecked values; pairs, because a name such as `__proto__` must stay a name. */
function parseHeader(bytes: Uint8Array): readonly (readonly [string, unknown])[] {
  const header = parseJson(bytes);
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    throw new CheckpointError("damaged", "has a header that is not a JSON object");
  }
  const pairs = Object.entries(header);
  const metadata = pairs.find(([name]) => name === "__metadata__");
  if (metadata !== undefined && !Metadata.safeParse(metadata[1]).success) {
    throw new CheckpointError("damaged", "has metadata that is not text");
  }
  return pairs;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // Without the cause: its message quotes the file.
    throw new CheckpointError("damaged", "has a header that is not JSON");
  }
}

function namedRange(name: string, value: unknown, dataStart: number): NamedRange {
  const entry = Entry.safeParse(value);
  if (!entry.success) throw new CheckpointError("damaged", `describes tensor ${printableName(name)} wrongly`);
  const { dtype, shape, data_offsets } = entry.data;
  const elementType = elementTypesByCode.get(dtype);
  if (elementType === undefined) {
    throw new CheckpointError(
      "unsupported",
      `has elements of type ${printableName(dtype)} in tensor ${printableName(name)}`,
      { remedy: `Save it with elements of one of the types ${[...elementTypesByCode.keys()].join(", ")}.` },
    );
  }
  const [begin, end] = data_offsets;
  if (end - begin !== elementCount(shape) * elementBytes(elementType)) {
    throw new CheckpointError("damaged", `has a tensor ${printableName(name)} whose shape is not that of its data`);
  }
  return { name, place: { elementType, shape, startByte: dataStart + begin }, endByte: dataStart + end };
}
