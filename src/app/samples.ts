import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { z } from "zod";
import type { Sample } from "./contract.ts";
import { SamplesDamagedError } from "./store-errors.ts";

const Row = z.object({
  file: z.string(),
  caption: z.string(),
  modality: z.string(),
  source: z.string(),
  licence: z.string(),
});

/** Of each sample by id, in the order in which they are shown. */
const Questions = z.record(
  z.string(),
  z.strictObject({
    title: z.string().min(1).max(60),
    questions: z.array(z.string().min(1)).min(1),
    promptSet: z.string().nullable(),
  }),
);

/**
 * The samples in the order of questions.json; a sample's id is its file's name without the extension.
 * @param folder of manifest.jsonl and questions.json
 * @throws {SamplesDamagedError}
 */
export async function listSamples(folder: string): Promise<readonly Sample[]> {
  try {
    const [manifest, questions] = await Promise.all(
      ["manifest.jsonl", "questions.json"].map((name) => readFile(join(folder, name), "utf8")),
    );
    const lines = manifest.split("\n").filter((line) => line.trim() !== "");
    const rows = new Map(
      lines.map((line) => Row.parse(JSON.parse(line))).map((row) => [basename(row.file, extname(row.file)), row]),
    );
    return Object.entries(Questions.parse(JSON.parse(questions))).flatMap(([id, asked]) => {
      const row = rows.get(id);
      if (!row) return [];
      const { file, ...facts } = row;
      return [{ id, path: join(folder, file), ...facts, ...asked }];
    });
  } catch (cause) {
    throw new SamplesDamagedError({ cause });
  }
}
