import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { createProgressMeter, type Progress } from "../core/progress.ts";
import { type CaseResult, checkCase } from "../encoders/parity/check-case.ts";
import { CasesMissingError } from "../encoders/parity/errors.ts";
import type { InferenceEngine } from "../inference/contract.ts";

export interface CheckCasesRequest {
  /** A case folder, or a folder of such. */
  readonly cases: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface CheckCasesResult {
  readonly cases: readonly CaseResult[];
}

export interface CheckCasesParts {
  /** A new one for each case, so that no graph outlives it. */
  readonly createEngine: () => InferenceEngine;
  readonly producer: string;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/**
 * Imports and runs every case folder, in order of name; the graphs are thrown away.
 * @throws {CasesMissingError} when there is none
 */
export async function checkCases(
  { cases, signal, onProgress }: CheckCasesRequest,
  { createEngine, producer, now }: CheckCasesParts,
): Promise<CheckCasesResult> {
  const folders = await caseFolders(resolve(cases));
  const measure = createProgressMeter("cases", folders.length, now);
  const results: CaseResult[] = [];
  for (const caseFolder of folders) {
    signal?.throwIfAborted();
    const folder = await mkdtemp(join(tmpdir(), "caselens-case-"));
    try {
      await using engine = createEngine();
      results.push(await checkCase(caseFolder, { engine, folder, producer, signal }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    onProgress?.(measure(results.length));
  }
  return { cases: results };
}

async function caseFolders(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new CasesMissingError({ cause });
  });
  if (names.includes("case.json")) return [folder];
  const found = await Promise.all(
    names.sort().map(async (name) => ((await stat(join(folder, name))).isDirectory() ? [join(folder, name)] : [])),
  );
  const folders = found.flat().filter((each) => !basename(each).startsWith("."));
  if (folders.length === 0) throw new CasesMissingError();
  return folders;
}
