import { DiskFullError } from "../../core/errors.ts";
import { writeWhole } from "../../core/write-whole.ts";
import { ReportUnwritableError } from "../errors.ts";

/** Writes an export where its user wants it, readable as any file of theirs. @throws {ReportUnwritableError | DiskFullError} */
export async function writeReport(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeWhole(path, bytes, 0o666);
  } catch (cause) {
    throw cause instanceof DiskFullError ? cause : new ReportUnwritableError({ cause });
  }
}
