import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ResultUnreadableError } from "./errors.ts";
import { ScoredRows } from "./scored-rows.ts";

/** What a comparison needs of a result file; a task's other findings are passed over. */
const SavedResult = z.object({
  task: z.string().min(1),
  data: z.string(),
  encoder: z.string().min(1),
  n: z.int().positive(),
  cases: z.int().positive(),
  partition: z.string().nullable(),
  protocol: z.string().min(1),
  seenInTraining: z.number().nullable(),
  promptSet: z.object({ id: z.string(), sha256: z.string() }).optional(),
  images: z.string().optional(),
  biology: z.string().optional(),
  site: z.string().optional(),
  k: z.int().positive().optional(),
  library: z.string().nullable().optional(),
  scored: ScoredRows,
});
export type SavedResult = z.output<typeof SavedResult>;

/** The file that `--out` wrote. @throws {ResultUnreadableError} which holds nothing of the file */
export async function readSavedResult(path: string): Promise<SavedResult> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new ResultUnreadableError("cannot be read", { cause });
  });
  return parseSavedResult(text);
}

/** @throws {ResultUnreadableError} */
export function parseSavedResult(text: string): SavedResult {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new ResultUnreadableError("is not JSON", { cause });
  }
  return savedResultOf(raw);
}

/** @throws {ResultUnreadableError} */
export function savedResultOf(raw: unknown): SavedResult {
  const parsed = SavedResult.safeParse(raw);
  if (!parsed.success) {
    const without = parsed.error.issues.some(({ path }) => path[0] === "scored" && path.length === 1);
    throw new ResultUnreadableError(without ? "has no rows" : "is not a result of an evaluation");
  }
  const { scored } = parsed.data;
  if (scored.kind === "zeroshot" && !isWhole(scored))
    throw new ResultUnreadableError("has rows that do not fit its classes");
  return parsed.data;
}

function isWhole({ classes, rows }: z.output<typeof ScoredRows> & { readonly kind: "zeroshot" }): boolean {
  return rows.every(
    ({ truth, shares, probabilities }) =>
      truth < classes.length &&
      shares.length === classes.length &&
      (probabilities === null || probabilities.length === classes.length + 1),
  );
}
