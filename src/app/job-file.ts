import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { EncoderId } from "../encoders/contract.ts";
import { sourceFormats } from "../retrieval/contract.ts";

const count = z.int().nonnegative();

/** A job as it is kept: what was asked for, and how far it is. */
const JobFile = z.object({
  request: z.object({
    sources: z.array(z.string()),
    library: z.string(),
    format: z.enum(sourceFormats),
    retryFailed: z.boolean(),
  }),
  job: z.object({
    id: z.string(),
    library: z.string(),
    sources: z.array(z.string()),
    state: z.enum(["queued", "running", "done", "failed", "cancelled", "interrupted"]),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    progress: z
      .object({
        done: count,
        total: count.nullable(),
        unit: z.string(),
        perSecond: z.number().nullable(),
        etaSeconds: z.number().nullable(),
      })
      .nullable(),
    stored: count.default(0),
    result: z
      .object({
        library: z.string(),
        encoder: EncoderId,
        added: count,
        duplicates: count,
        updated: count,
        failed: z.array(z.object({ source: z.string(), code: z.string(), reason: z.string() })),
        strippedCharacters: count,
        total: count,
        seconds: z.number(),
      })
      .nullable(),
    error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }).nullable(),
  }),
});
export type JobFile = z.output<typeof JobFile>;

/** The jobs of a folder; a file that is none is left out. */
export async function readJobFiles(folder: string): Promise<readonly JobFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const files = await Promise.all(
    names.map(async (name) => {
      try {
        return JobFile.parse(JSON.parse(await readFile(join(folder, name), "utf8")));
      } catch {
        return null;
      }
    }),
  );
  return files.filter((file) => file !== null);
}
