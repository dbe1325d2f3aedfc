import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { DiskFullError, isDiskFull } from "./errors.ts";

/** Writes a file whole or not at all: a new file, flushed to the disk, then renamed into place. Its owner alone can read it. @throws {DiskFullError} */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.new`; // its own: two processes may write the same file
  try {
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(text);
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
