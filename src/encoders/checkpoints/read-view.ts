import { elementBytes } from "./element-types.ts";
import { CheckpointError } from "./errors.ts";
import type { FileBytes } from "./file-bytes.ts";
import { readElements } from "./read-elements.ts";
import { elementCount, type StridedView, type TensorPlace } from "./tensor-place.ts";

/** A minute of reading at the worst; views that are saved are transposed or cut, and need some thousands. */
const maxReads = 2 ** 20;
const maxReadElements = 2 ** 30;
/** Of a piece with gaps: to read them costs less than to read again. */
const gapElements = 2 ** 14;

interface Axis {
  readonly size: number;
  /** Elements from one index to the next, in the file and among the values. */
  readonly stride: number;
  readonly step: number;
}

/**
 * The values of a strided view, row-major. It is read in pieces, each of the axes that lie closest in the file, so that what lies between
 * its elements is not held: a piece spans 64 KiB, or as many elements as it has.
 * @throws {CheckpointError}
 */
export async function readView(
  file: FileBytes,
  place: TensorPlace,
  { strides }: StridedView,
): Promise<Float32Array<ArrayBuffer>> {
  const values = new Float32Array(elementCount(place.shape));
  const { inner, outer, spanElements } = split(axesOf(place.shape, strides));
  const reads = outer.reduce((product, { size }) => product * size, 1);
  if (reads > maxReads || reads * spanElements > maxReadElements)
    throw new CheckpointError("hostile", "has a tensor whose elements lie scattered, each far from the others");
  const sizeBytes = elementBytes(place.elementType);
  for (const [from, to] of positions(outer)) {
    const startByte = place.startByte + from * sizeBytes;
    const piece = await readElements(file, { ...place, startByte }, spanElements);
    scatter(piece, inner, values, to);
  }
  return values;
}

/** Those of more than one index, the closest in the file last. */
function axesOf(shape: readonly number[], strides: readonly number[]): readonly Axis[] {
  let step = 1;
  const axes: Axis[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] > 1) axes.push({ size: shape[axis], stride: strides[axis], step });
    step *= shape[axis];
  }
  return axes.sort((a, b) => b.stride - a.stride);
}

/** The axes of one piece, and those that lead from piece to piece. */
function split(axes: readonly Axis[]) {
  let first = axes.length;
  let spanElements = 1;
  let count = 1;
  while (first > 0) {
    const { size, stride } = axes[first - 1];
    const span = spanElements + (size - 1) * stride;
    if (span > Math.max(gapElements, count * size)) break;
    spanElements = span;
    count *= size;
    first--;
  }
  return { inner: axes.slice(first), outer: axes.slice(0, first), spanElements };
}

/** Every index of the axes: where it lies from the first element on, in the file and among the values. */
function* positions(axes: readonly Axis[]): Generator<readonly [from: number, to: number]> {
  const index = axes.map(() => 0);
  for (let from = 0, to = 0; ; ) {
    yield [from, to];
    let axis = axes.length - 1;
    for (; axis >= 0; axis--) {
      const { size, stride, step } = axes[axis];
      from += stride;
      to += step;
      if (++index[axis] < size) break;
      from -= stride * size;
      to -= step * size;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** Puts the elements of a piece in their places among the values, row by row along the axis that lies closest. */
function scatter(piece: Float32Array, inner: readonly Axis[], values: Float32Array, start: number): void {
  const row: Axis = inner[inner.length - 1] ?? { size: 1, stride: 0, step: 0 };
  for (const [from, to] of positions(inner.slice(0, -1)))
    for (let i = 0; i < row.size; i++) values[start + to + i * row.step] = piece[from + i * row.stride];
}
