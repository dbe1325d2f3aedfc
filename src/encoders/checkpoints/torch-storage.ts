import type { ElementType } from "./contract.ts";
import { elementBytes } from "./element-types.ts";
import { CheckpointError } from "./errors.ts";
import { isTagged, type PickleValue, wholeNumber } from "./pickle-values.ts";
import type { TorchArchive } from "./torch-archive.ts";
import { elementTypesByStorage } from "./torch-globals.ts";

/** The elements that one or several tensors are views of. */
export interface TorchStorage {
  readonly elementType: ElementType;
  readonly elements: number;
  readonly startByte: number;
}

interface StorageId {
  readonly elementType: ElementType;
  readonly key: string;
  readonly elements: number;
}

/** Parses `("storage", type, key, device, elements)`. @throws {CheckpointError} for every other reference */
export function parseStorageId(id: PickleValue): StorageId {
  if (isTagged(id) && id.kind === "tuple" && id.items.length === 5) {
    const [word, type, key, device, count] = id.items;
    const elementType = isTagged(type) && type.kind === "global" ? elementTypesByStorage.get(type.name) : undefined;
    const elements = wholeNumber(count);
    if (
      word === "storage" &&
      elementType !== undefined &&
      typeof key === "string" &&
      typeof device === "string" &&
      elements !== undefined
    ) {
      return { elementType, key, elements };
    }
  }
  throw new CheckpointError("damaged", "has a pickle with a reference that is no storage");
}

/** @throws {CheckpointError} where `reference` is no storage or the archive holds fewer elements than it says */
export function torchStorage(reference: PickleValue | undefined, archive: TorchArchive): TorchStorage {
  if (!isTagged(reference) || reference.kind !== "reference") {
    throw new CheckpointError("damaged", "has a tensor without a storage");
  }
  const { elementType, key, elements } = parseStorageId(reference.id);
  const { startByte, sizeBytes } = archive.storage(key);
  if (elements * elementBytes(elementType) > sizeBytes) {
    throw new CheckpointError("damaged", "has a storage of fewer elements than it says");
  }
  return { elementType, elements, startByte };
}
