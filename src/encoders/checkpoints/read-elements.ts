import { decodeElements, elementBytes } from "./element-types.ts";
import type { FileBytes } from "./file-bytes.ts";
import type { TensorPlace } from "./tensor-place.ts";

/** Elements that are decoded at a time, so that their stored bytes are never all in memory beside their values. */
const blockElements = 1024 * 1024;

/** The elements that lie one after the other from `startByte` on. @throws {CheckpointError} */
export async function readElements(
  file: FileBytes,
  { elementType, startByte }: Pick<TensorPlace, "elementType" | "startByte">,
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
