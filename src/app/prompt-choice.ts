import type { PromptSet } from "../zeroshot/contract.ts";
import { LabelsInvalidError } from "../zeroshot/errors.ts";
import { promptSetOfLabels, readPromptSet } from "../zeroshot/prompt-set.ts";

export interface NamesRequest {
  readonly labels?: readonly string[] | undefined;
  readonly prompts?: string | undefined;
}

/** The prompt set of names as typed, of a shipped set's id, or of a file. @throws {LabelsInvalidError | PromptSetInvalidError} */
export async function choosePromptSet(
  { labels, prompts }: NamesRequest,
  shipped: () => Promise<readonly PromptSet[]>,
): Promise<PromptSet> {
  if (labels !== undefined && prompts !== undefined) throw new LabelsInvalidError("both");
  if (labels !== undefined) return promptSetOfLabels(labels);
  if (prompts === undefined) throw new LabelsInvalidError("none");
  return (await shipped()).find(({ id }) => id === prompts) ?? readPromptSet(prompts);
}
