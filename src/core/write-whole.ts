import { open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DiskFullError, isDiskFull } from "./errors.ts";
import { stagingName } from "./staging.ts";

/**
 * Writes a file whole or not at all: a new file, flushed to the disk, then renamed into place; what stood there before stays until then.
 * A device, a pipe or a folder of that name is never replaced: that is an error of the system's kind, for the caller to word.
 * @param mode permission bits. @default its owner alone can read it
 * @throws {DiskFullError}
 */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there && !there.isFile()) throw new Error("What stands there is no file.");
  const temporary = join(dirname(path), stagingName()); // its own: two processes may write the same file
  try {
    const file = await open(temporary, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
  }
}
