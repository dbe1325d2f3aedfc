import { CheckpointError } from "./errors.ts";
import type { FileBytes } from "./file-bytes.ts";
import { stateDictTensors } from "./state-dict.ts";
import type { TensorPlace } from "./tensor-place.ts";
import { openTorchArchive } from "./torch-archive.ts";
import { checkTorchGlobal } from "./torch-globals.ts";
import { parseStorageId } from "./torch-storage.ts";
import { tensorPlace } from "./torch-tensor.ts";
import { unpickle } from "./unpickle.ts";

/** The greatest models have some thousands; a pickle can name one tensor a million times. */
const maxTensors = 100_000;

/** Where the tensors of the state dict in a torch file of zip format lie. @throws {CheckpointError} */
export async function torchPlaces(file: FileBytes): Promise<Map<string, TensorPlace>> {
  const archive = await openTorchArchive(file);
  const root = unpickle(archive.pickle, { checkGlobal: checkTorchGlobal, checkReference: parseStorageId });
  const calls = stateDictTensors(root);
  if (calls.size > maxTensors) throw new CheckpointError("unsupported", `has more than ${maxTensors} tensors`);
  return new Map([...calls].map(([name, call]) => [name, tensorPlace(call, archive)]));
}
