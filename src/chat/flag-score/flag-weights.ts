import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ChatPromptError } from "../errors.ts";
import { type FlagPartName, flagPartNames, type WrongWay, wrongWays } from "./contract.ts";

const Way = z.strictObject({ intercept: z.number(), parts: z.partialRecord(z.enum(flagPartNames), z.number()) });

/** `prompts/chat/flag-weights.json`: a multinomial logistic regression over the parts (right, or wrong in one way), and where it comes from. */
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
  ways: z.record(z.enum(wrongWays), Way),
});
export type FlagWeights = z.output<typeof FlagWeights>;

/** What a sentence must speak of, so that it can be wrong in a way: the part that is read of it then. */
export const neededPart: Readonly<Record<WrongWay, FlagPartName>> = {
  side: "sideOfWords",
  negation: "polarityOfWords",
  size: "sizeOfTerm",
  finding: "polarityOfTerm",
  device: "device",
};

/** @throws {ChatPromptError} for a damaged installation */
export async function readFlagWeights(path: string): Promise<FlagWeights> {
  try {
    return FlagWeights.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new ChatPromptError({ cause });
  }
}
