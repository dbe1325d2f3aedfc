import type { FileHandle } from "node:fs/promises";
import { CheckpointError } from "./errors.ts";

/** The bytes of an open file, read by position: at no time is the whole file in memory. */
export interface FileBytes {
  readonly sizeBytes: number;
  /**
   * Fills `target` with the bytes that begin at `startByte`.
   * @throws {CheckpointError} `truncated` where the file ends earlier
   */
  fill(target: Uint8Array, startByte: number): Promise<void>;
}

/** One call to the system reads at most this much; 2 GiB is its own limit. */
const readBytes = 64 * 1024 * 1024;

export function fileBytes(handle: FileHandle, sizeBytes: number): FileBytes {
  return {
    sizeBytes,
    async fill(target, startByte) {
      // Positions of a hostile file can be greater than the system takes.
      if (startByte + target.length > sizeBytes) throw new CheckpointError("truncated", "ends inside one of its parts");
      for (let filled = 0; filled < target.length; ) {
        const length = Math.min(readBytes, target.length - filled);
        const { bytesRead } = await handle.read(target, filled, length, startByte + filled).catch((cause: unknown) => {
          throw new CheckpointError("damaged", "could not be read from the disk", { cause });
        });
        if (bytesRead === 0) throw new CheckpointError("truncated", "became shorter while it was read");
        filled += bytesRead;
      }
    },
  };
}

/** The `lengthBytes` bytes that begin at `startByte`, in a buffer of their own, so that views of any type fit. */
export async function readBytesAt(
  file: FileBytes,
  startByte: number,
  lengthBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (startByte + lengthBytes > file.sizeBytes) throw new CheckpointError("truncated", "ends inside one of its parts");
  const bytes = new Uint8Array(lengthBytes);
  await file.fill(bytes, startByte);
  return bytes;
}
