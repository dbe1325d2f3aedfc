import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { UploadTooLargeError } from "./store-errors.ts";

export interface WrittenFile {
  /** 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Writes bytes to a new file as they come, hashes them on the way and flushes them to the disk; one piece is in memory at a time.
 * @throws {UploadTooLargeError} as soon as there are more than `maxBytes`; the file is left to the caller.
 */
export async function writeStream(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal?: AbortSignal | undefined },
): Promise<WrittenFile> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of bytes) {
      signal?.throwIfAborted();
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw new UploadTooLargeError(maxBytes);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    signal?.throwIfAborted();
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}
