import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 of bytes or of the UTF-8 bytes of a string, as 64 lower-case hex digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 of a file, read as a stream. @throws the file system's own error. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** `missing`: it is not there or cannot be read; `changed`: it has another checksum. */
export type FileState = "ok" | "changed" | "missing";

/** Whether a file is the one that a record knows. @param sha256 64 lower-case hex digits */
export async function fileState(path: string, sha256: string): Promise<FileState> {
  const found = await sha256File(path).catch(() => null);
  if (found === null) return "missing";
  return found === sha256 ? "ok" : "changed";
}
