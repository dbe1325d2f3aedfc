import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PromptSet } from "./contract.ts";
import { parsePromptSet } from "./prompt-set.ts";

/** The prompt sets of `prompts/zero-shot/`, in order of id. @throws {PromptSetInvalidError} for a damaged installation */
export async function readShippedPromptSets(folder: string): Promise<readonly PromptSet[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(files.map(async (name) => parsePromptSet(await readFile(join(folder, name), "utf8"))));
}
