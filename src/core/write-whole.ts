import { open, rename } from "node:fs/promises";
import { DiskFullError, isDiskFull } from "./errors.ts";

/** Writes a file whole or not at all: a new file, flushed to the disk, then renamed into place. @throws {DiskFullError} */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
  }
}
