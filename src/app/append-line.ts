import { constants, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { DiskFullError, isDiskFull } from "../core/errors.ts";

const existing = constants.O_RDWR | constants.O_APPEND;

/**
 * Appends a line and flushes it to the disk. A torn line before it stays a line of its own.
 * @param to `existing`: a file that is not there is not made, and ENOENT is thrown
 * @throws {DiskFullError}
 */
export async function appendLine(path: string, line: string, to: "existing" | "any" = "any"): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, to === "existing" ? existing : "a+", 0o600);
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      await file.appendFile(`${size > 0 && last[0] !== 10 ? "\n" : ""}${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw isDiskFull(cause) ? new DiskFullError({ cause }) : cause;
  }
}
