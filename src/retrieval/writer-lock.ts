import { join } from "node:path";
import { lockFile } from "../core/file-lock.ts";
import { LibraryLockedError } from "./errors.ts";

/**
 * The one writer of a library, across processes: a kernel lock on `writer.lock` in its folder.
 * @throws {LibraryLockedError} at once when another writer holds it.
 */
export async function lockForWriting(folder: string): Promise<AsyncDisposable> {
  const lock = await lockFile(join(folder, "writer.lock"));
  if (!lock) throw new LibraryLockedError();
  return lock;
}
