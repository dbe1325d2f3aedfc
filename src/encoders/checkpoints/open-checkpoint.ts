import { type FileHandle, open, stat } from "node:fs/promises";
import { checkpointFormat } from "./checkpoint-format.ts";
import type { Checkpoint, StoredTensor } from "./contract.ts";
import { CheckpointError } from "./errors.ts";
import { type FileBytes, fileBytes } from "./file-bytes.ts";
import { printableName } from "./printable-name.ts";
import { readTensor } from "./read-tensor.ts";
import { safetensorsPlaces } from "./safetensors.ts";
import type { TensorPlace } from "./tensor-place.ts";
import { torchPlaces } from "./torch-places.ts";

const readers: Readonly<Record<Checkpoint["format"], (file: FileBytes) => Promise<Map<string, TensorPlace>>>> = {
  safetensors: safetensorsPlaces,
  torch: torchPlaces,
};

/**
 * Opens a published checkpoint, a safetensors file or a torch file in zip format, told apart by content. It holds an
 * open file until it is disposed of.
 * @throws {CheckpointError} and leaves no file open
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    const file = fileBytes(handle, size);
    const format = await checkpointFormat(file);
    return checkpoint(format, await readers[format](file), file, handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Asked first: opening a pipe would wait for its other end.
    if ((await stat(path)).isFile()) return await open(path, "r");
  } catch (cause) {
    throw new CheckpointError("missing", "cannot be opened", { cause });
  }
  throw new CheckpointError("missing", "is not a file");
}

function checkpoint(
  format: Checkpoint["format"],
  places: ReadonlyMap<string, TensorPlace>,
  file: FileBytes,
  handle: FileHandle,
): Checkpoint {
  const tensors = [...places].map(([name, { elementType, shape }]): [string, StoredTensor] => [
    name,
    { elementType, shape },
  ]);
  return {
    format,
    tensors: new Map(tensors),
    async read(name) {
      const place = places.get(name);
      if (place === undefined) throw new CheckpointError("missing", `has no tensor ${printableName(name)}`);
      return readTensor(file, place);
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
