import { open } from "node:fs/promises";
import { join } from "node:path";
import { tryLock } from "fs-native-extensions";
import { LibraryLockedError } from "./errors.ts";

/**
 * The one writer of a library, across processes: an exclusive kernel lock on `writer.lock` in its folder. It ends with the
 * process, however that ends, so a killed ingest never leaves a stale lock.
 * @throws {LibraryLockedError} at once when another writer holds it.
 */
export async function lockForWriting(folder: string): Promise<AsyncDisposable> {
  const file = await open(join(folder, "writer.lock"), "a+");
  if (!tryLock(file.fd)) {
    await file.close();
    throw new LibraryLockedError();
  }
  return { [Symbol.asyncDispose]: () => file.close() };
}
