import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ReportLabelsError } from "../errors.ts";

const Words = z.array(z.string().min(1)).min(1);
const Replacements = z.array(z.tuple([z.string().min(1), z.string()])).min(1);

const CorruptionsFile = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  source: z.string(),
  finding: z.strictObject({
    /** Plurals by their singular. */
    countable: z.record(z.string(), z.string()),
    uncountable: Words,
  }),
  device: z.strictObject({ names: Words, inserted: Words }),
  /** Regular expressions and what stands in their place, tried in their order. */
  toAffirmed: Replacements,
  toDenied: Replacements,
});

/** `prompts/evaluation/corruptions.json`: how true sentences are made wrong. */
export type CorruptionWords = z.output<typeof CorruptionsFile>;

/** @throws {ReportLabelsError} for a damaged installation */
export async function readCorruptionWords(path: string): Promise<CorruptionWords> {
  try {
    return CorruptionsFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new ReportLabelsError({ cause });
  }
}
