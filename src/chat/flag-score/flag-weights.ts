import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ChatPromptError } from "../errors.ts";
import { flagPartNames } from "./contract.ts";

const Weight = z.number();

/** `prompts/chat/flag-weights.json`: a logistic regression over the parts, and where it comes from. */
const FlagWeights = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  source: z.string(),
  /** What it was fitted on: half of the sentences were made wrong. */
  fitted: z.strictObject({ partition: z.string(), sentences: z.int(), cases: z.int(), penalty: z.number() }),
  /** From which share on a sentence is flagged, and how often that was right on partition calibration. */
  flaggedFrom: z.strictObject({
    share: z.number(),
    partition: z.string(),
    specificity: z.number(),
    sensitivity: z.number(),
    n: z.int(),
  }),
  intercept: Weight,
  parts: z.record(z.enum(flagPartNames), Weight),
});
export type FlagWeights = z.output<typeof FlagWeights>;

/** @throws {ChatPromptError} for a damaged installation */
export async function readFlagWeights(path: string): Promise<FlagWeights> {
  try {
    return FlagWeights.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new ChatPromptError({ cause });
  }
}
