import { elementBytes } from "./element-types.ts";
import { CheckpointError } from "./errors.ts";
import { isTagged, type PickleObject, type PickleValue, wholeNumber } from "./pickle-values.ts";
import { elementCount, maxAxes, type TensorPlace } from "./tensor-place.ts";
import type { TorchArchive } from "./torch-archive.ts";
import { parameterMakers, tensorMakers, torchSize } from "./torch-globals.ts";
import { type TorchStorage, torchStorage } from "./torch-storage.ts";

/** A tensor may repeat its elements (stride 0) up to 64 MiB of values; beyond that four bytes could fill the memory. */
const maxRepeatedElements = 2 ** 24;
const maxWrappers = 8;

/** The call that makes a tensor, out of the calls that make a parameter of it; `undefined` for other values. */
export function tensorCall(value: PickleValue): PickleObject | undefined {
  let inner: PickleValue | undefined = value;
  for (let wrappers = 0; wrappers <= maxWrappers; wrappers++) {
    if (!isTagged(inner) || inner.kind !== "object") return undefined;
    if (tensorMakers.has(inner.of.name)) return inner;
    if (!parameterMakers.has(inner.of.name)) return undefined;
    inner = inner.args[0];
  }
  return undefined;
}

/**
 * Where the elements of a tensor lie, checked against its storage.
 * Source: `_rebuild_tensor_v2` in `torch/_utils.py`: storage, offset, shape, strides, requires_grad, hooks, metadata.
 * @throws {CheckpointError}
 */
export function tensorPlace({ args, state }: PickleObject, archive: TorchArchive): TensorPlace {
  const [reference, offsetValue, shapeValue, stridesValue, , , metadata] = args;
  // Metadata is how torch says that the values are to be negated or conjugated.
  if (state !== undefined || !isNothing(metadata)) {
    throw new CheckpointError("unsupported", "has a tensor that is more than its elements");
  }
  const storage = torchStorage(reference, archive);
  const offset = wholeNumber(offsetValue);
  const shape = wholeNumbers(shapeValue);
  const strides = wholeNumbers(stridesValue);
  if (offset === undefined || shape === undefined || strides === undefined || shape.length !== strides.length) {
    throw new CheckpointError("damaged", "has a tensor without a shape");
  }
  return placeIn(storage, offset, shape, strides);
}

function placeIn(
  { elementType, elements, startByte }: TorchStorage,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): TensorPlace {
  const count = elementCount(shape);
  if (count === 0) return { elementType, shape, startByte };
  const spanElements = shape.reduce((span, size, axis) => span + (size - 1) * strides[axis], 1);
  if (offset + spanElements > elements) throw new CheckpointError("damaged", "has a tensor that leaves its storage");
  if (count > Math.max(elements, maxRepeatedElements)) {
    throw new CheckpointError("hostile", "has a tensor that repeats a few elements many million times");
  }
  const first = startByte + offset * elementBytes(elementType);
  const place = { elementType, shape, startByte: first };
  return isRowMajor(shape, strides) ? place : { ...place, view: { strides } };
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

/** A tuple of whole numbers, or the `torch.Size` of one. */
function wholeNumbers(value: PickleValue | undefined): readonly number[] | undefined {
  if (!isTagged(value)) return undefined;
  if (value.kind === "object" && value.of.name === torchSize) {
    const [inner] = value.args;
    return isTagged(inner) && inner.kind === "tuple" ? wholeNumbers(inner) : undefined;
  }
  if (value.kind !== "tuple" || value.items.length > maxAxes) return undefined;
  const numbers = value.items.map(wholeNumber).filter((number) => number !== undefined);
  return numbers.length === value.items.length ? numbers : undefined;
}

function isNothing(metadata: PickleValue | undefined): boolean {
  if (metadata === undefined || metadata === null) return true;
  return isTagged(metadata) && metadata.kind === "dict" && metadata.entries.length === 0;
}
