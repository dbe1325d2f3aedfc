import { readFile } from "node:fs/promises";
import { type PromptFile, parsePromptFile } from "../chat/prompt-file.ts";
import { ReportPromptsError } from "./errors.ts";

const variables = ["evidence", "fence", "section", "sentences"] as const;

/** The prompt by which a language model rewrites one section. */
export interface RewritePrompt {
  readonly id: string;
  readonly version: number;
  readonly sha256: string;
  fill(values: Readonly<Record<(typeof variables)[number], string>>): string;
}

/** @throws {ReportPromptsError} also when the prompt uses another variable than those, or leaves one out */
export async function readRewritePrompt(path: string): Promise<RewritePrompt> {
  let prompt: PromptFile;
  try {
    prompt = parsePromptFile(await readFile(path, "utf8"));
  } catch (cause) {
    throw new ReportPromptsError({ cause });
  }
  if ([...prompt.variables].sort().join() !== variables.join()) throw new ReportPromptsError();
  return prompt;
}
