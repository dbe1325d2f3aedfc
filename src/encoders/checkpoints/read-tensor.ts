import { decodeElements, elementBytes } from "./element-types.ts";
import type { FileBytes } from "./file-bytes.ts";
import { elementCount, type TensorPlace } from "./tensor-place.ts";

/** Elements that are decoded at a time, so that their stored bytes are never all in memory beside their values. */
const blockElements = 1024 * 1024;

/**
 * The values of a tensor as 32-bit floats, row-major. Memory: the values, and beside them a block of 8 MiB or, for a
 * view that is not row-major, what lies in the file between its first and last element.
 * @throws {CheckpointError}
 */
export async function readTensor(file: FileBytes, place: TensorPlace): Promise<Float32Array<ArrayBuffer>> {
  const elements = elementCount(place.shape);
  if (place.view === undefined) return readElements(file, place, elements);
  const span = await readElements(file, place, place.view.spanElements);
  return gather(span, place.shape, place.view.strides);
}

async function readElements(
  file: FileBytes,
  { elementType, startByte }: TensorPlace,
  elements: number,
): Promise<Float32Array<ArrayBuffer>> {
  const values = new Float32Array(elements);
  if (elementType === "float32") {
    await file.fill(new Uint8Array(values.buffer), startByte);
    return values;
  }
  const sizeBytes = elementBytes(elementType);
  const block = new Uint8Array(Math.min(blockElements, elements) * sizeBytes);
  for (let start = 0; start < elements; start += blockElements) {
    const part = values.subarray(start, start + blockElements);
    await file.fill(block.subarray(0, part.length * sizeBytes), startByte + start * sizeBytes);
    decodeElements(elementType, block, part);
  }
  return values;
}

/** The elements of a strided view, row by row along its last axis. */
function gather(
  span: Float32Array<ArrayBuffer>,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(elementCount(shape));
  const lastAxis = shape.length - 1;
  const index = shape.map(() => 0);
  for (let at = 0, rowStart = 0; at < values.length; ) {
    for (let i = 0, from = rowStart; i < shape[lastAxis]; i++, from += strides[lastAxis]) values[at++] = span[from];
    for (let axis = lastAxis - 1; axis >= 0; axis--) {
      rowStart += strides[axis];
      if (++index[axis] < shape[axis]) break;
      rowStart -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return values;
}
