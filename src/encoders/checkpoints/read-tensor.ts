import type { FileBytes } from "./file-bytes.ts";
import { readElements } from "./read-elements.ts";
import { readView } from "./read-view.ts";
import { elementCount, type TensorPlace } from "./tensor-place.ts";

/**
 * The values of a tensor as 32-bit floats, row-major. Memory: the values, and beside them a block of 8 MiB or, for a
 * view that is not row-major, at most as much as the values again, however far apart its elements lie.
 * @throws {CheckpointError}
 */
export async function readTensor(file: FileBytes, place: TensorPlace): Promise<Float32Array<ArrayBuffer>> {
  if (place.view !== undefined) return readView(file, place, place.view);
  return readElements(file, place, elementCount(place.shape));
}
