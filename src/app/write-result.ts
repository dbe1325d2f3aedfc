import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DiskFullError } from "../core/errors.ts";
import { writeWhole } from "../core/write-whole.ts";
import type { EvaluationResult } from "../evaluation/contract.ts";
import { ResultUnwritableError } from "../evaluation/errors.ts";
import type { ScoredRows } from "../evaluation/scored-rows.ts";

/**
 * Writes a result with what was found of every row, for `eval compare`. Rows that could not be read are counted: their names are the folder's.
 * @throws {ResultUnwritableError | DiskFullError}
 */
export async function writeResult(
  path: string,
  { result, scored }: { readonly result: EvaluationResult; readonly scored: ScoredRows },
): Promise<void> {
  await writeOwn(path, `${JSON.stringify({ ...result, failed: result.failed.length, scored })}\n`);
}

/** Before any work: what will be written can be. @throws {ResultUnwritableError} */
export async function checkWritable(path: string): Promise<void> {
  try {
    const there = await stat(path).catch(() => null);
    if (there && !there.isFile()) throw new Error("What stands there is no file.");
    await access(dirname(resolve(path)), constants.W_OK);
  } catch (cause) {
    throw new ResultUnwritableError({ cause });
  }
}

/** Writes a file where its user wants it, readable as any file of theirs. @throws {ResultUnwritableError | DiskFullError} */
export async function writeOwn(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text, 0o666);
  } catch (cause) {
    throw cause instanceof DiskFullError ? cause : new ResultUnwritableError({ cause });
  }
}
