import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { DiskFullError, isDiskFull } from "../../core/errors.ts";
import { ReportUnwritableError } from "../errors.ts";

/** Writes an export whole or not at all; what stood there before stays until it is whole. @throws {ReportUnwritableError | DiskFullError} */
export async function writeReport(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.new`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw isDiskFull(cause) ? new DiskFullError({ cause }) : new ReportUnwritableError({ cause });
  }
}
