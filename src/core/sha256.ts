import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** SHA-256 of bytes or of the UTF-8 bytes of a string, as 64 lower-case hex digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

export interface Sha256FileOptions {
  readonly signal?: AbortSignal | undefined;
}

/** SHA-256 of a plain file, read as a stream. @throws the file system's own error, a TypeError for what is no plain file; an abort as it is */
export async function sha256File(path: string, { signal }: Sha256FileOptions = {}): Promise<string> {
  signal?.throwIfAborted();
  // Asked first: a pipe would wait for its other end, and a device may have none.
  if (!(await stat(path)).isFile()) throw new TypeError("Only a plain file has a checksum.");
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/** `missing`: it is not there or cannot be read; `changed`: it has another checksum. */
export type FileState = "ok" | "changed" | "missing";

/** Whether a file is the one that a record knows. @param sha256 64 lower-case hex digits @throws an abort as it is */
export async function fileState(path: string, sha256: string, options: Sha256FileOptions = {}): Promise<FileState> {
  const found = await sha256File(path, options).catch((error: unknown) => {
    if (options.signal?.aborted) throw error;
    return null;
  });
  if (found === null) return "missing";
  return found === sha256 ? "ok" : "changed";
}
