import type { StoredTensor } from "./contract.ts";
import { CheckpointError } from "./errors.ts";

/** A tensor of a checkpoint and where its elements lie in the file. */
export interface TensorPlace extends StoredTensor {
  /** Of its first element. */
  readonly startByte: number;
  /** Only where the elements do not lie one after the other, row-major. */
  readonly view?: StridedView;
}

export interface StridedView {
  /** Elements from one index of each axis to the next. */
  readonly strides: readonly number[];
}

export const maxAxes = 64;

/** 4 GiB as 32-bit floats; the greatest table of a text tower has a quarter of that. */
const maxElements = 2 ** 30;

/**
 * Elements of a tensor of that shape; 1 for a scalar.
 * @throws {CheckpointError} above 2^30
 */
export function elementCount(shape: readonly number[]): number {
  if (shape.includes(0)) return 0;
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > maxElements) {
    throw new CheckpointError("unsupported", `has a tensor of more than ${maxElements} elements`);
  }
  return count;
}
