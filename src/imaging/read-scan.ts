import { open, stat } from "node:fs/promises";
import { AppError } from "../core/errors.ts";
import {
  ScanEmptyError,
  ScanNotFoundError,
  ScanTooLargeError,
  ScanUnreadableError,
  ScanUnsupportedError,
} from "./errors.ts";
import { foreignContents } from "./foreign-content.ts";

/**
 * A file's bytes, read once.
 * @param maxBytes limit on the file's size, checked before reading.
 * @throws {ScanNotFoundError | ScanUnreadableError | ScanUnsupportedError | ScanEmptyError | ScanTooLargeError} none of
 *   which names the path; an abort as it is.
 */
export async function readScan(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    const found = await stat(path); // before opening: opening a pipe waits for its writer
    if (found.isDirectory()) throw unsupported("folder");
    if (!found.isFile()) throw unsupported("special");
    if (found.size === 0) throw new ScanEmptyError();
    if (found.size > maxBytes) throw new ScanTooLargeError({ kind: "bytes", max: maxBytes });
    await using file = await open(path);
    return await file.readFile({ signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof AppError ? error : withoutPath(error);
  }
}

function unsupported(what: "folder" | "special"): ScanUnsupportedError {
  const { content, remedy } = foreignContents[what];
  return new ScanUnsupportedError(content, remedy);
}

/** The file system's errors spell the path: only their code is kept. */
function withoutPath(error: unknown): AppError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
  const missing = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"]; // the last: a NUL in the path
  return missing.includes(code) ? new ScanNotFoundError() : new ScanUnreadableError(code);
}
