import { type ArchiveEntry, archiveEntries } from "./archive-entries.ts";
import { CheckpointError } from "./errors.ts";
import { type FileBytes, readBytesAt } from "./file-bytes.ts";

/** The parts of a torch file in zip format. */
export interface TorchArchive {
  readonly pickle: Uint8Array;
  /** Where the elements of a storage lie in the file. @throws {CheckpointError} when there is none of that key */
  storage(key: string): ByteRange;
}

export interface ByteRange {
  readonly startByte: number;
  readonly sizeBytes: number;
}

const maxPickleBytes = 64 * 1024 * 1024;
const maxByteOrderBytes = 16;
const pickleName = /^([^/]+)\/data\.pkl$/;

/**
 * Opens a file that `torch.save` (since torch 1.6) or `torch.jit.save` wrote.
 * Source: `torch/serialization.py` and `caffe2/serialize/inline_container.h` of PyTorch.
 * @throws {CheckpointError}
 */
export async function openTorchArchive(file: FileBytes): Promise<TorchArchive> {
  const entries = await archiveEntries(file);
  const roots = [...entries.keys()].flatMap((name) => pickleName.exec(name)?.slice(1) ?? []);
  if (roots.length !== 1) {
    throw new CheckpointError("unsupported", `is a zip archive with ${roots.length} torch pickles, not one`);
  }
  const [root] = roots;
  await checkByteOrder(file, entries.get(`${root}/byteorder`));
  return {
    pickle: await readStored(file, entries.get(`${root}/data.pkl`), maxPickleBytes),
    storage: (key) => storedRange(entries.get(`${root}/data/${key}`)),
  };
}

/** Files of before torch 2.1 do not say; they were written on little-endian machines but for rare exceptions. */
async function checkByteOrder(file: FileBytes, entry: ArchiveEntry | undefined): Promise<void> {
  if (entry === undefined) return;
  const order = Buffer.from(await readStored(file, entry, maxByteOrderBytes)).toString("latin1");
  if (order !== "little") throw new CheckpointError("unsupported", "has numbers that are not little-endian");
}

async function readStored(file: FileBytes, entry: ArchiveEntry | undefined, maxBytes: number): Promise<Uint8Array> {
  const { startByte, sizeBytes } = storedRange(entry);
  if (sizeBytes > maxBytes) throw new CheckpointError("hostile", `has a description of more than ${maxBytes} bytes`);
  return readBytesAt(file, startByte, sizeBytes);
}

function storedRange(entry: ArchiveEntry | undefined): ByteRange {
  if (entry === undefined) throw new CheckpointError("damaged", "lacks the data of one of its tensors");
  // torch stores everything as it is; a few compressed bytes could become gigabytes.
  if (entry.storage !== "stored") throw new CheckpointError("unsupported", `has ${entry.storage} data`);
  return { startByte: entry.startByte, sizeBytes: entry.sizeBytes };
}
