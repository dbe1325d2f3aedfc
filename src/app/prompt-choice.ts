import { isMissing } from "../core/errors.ts";
import type { PromptSet } from "../zeroshot/contract.ts";
import { LabelsInvalidError, PromptSetInvalidError, PromptSetMissingError } from "../zeroshot/errors.ts";
import { promptSetOfLabels, readPromptSet } from "../zeroshot/prompt-set.ts";

export interface NamesRequest {
  readonly labels?: readonly string[] | undefined;
  readonly prompts?: string | undefined;
}

/** The prompt set of names as typed, of a shipped set's id, or of a file. @throws {LabelsInvalidError | PromptSetInvalidError | PromptSetMissingError} */
export async function choosePromptSet(
  { labels, prompts }: NamesRequest,
  shipped: () => Promise<readonly PromptSet[]>,
): Promise<PromptSet> {
  if (labels !== undefined && prompts !== undefined) throw new LabelsInvalidError("both");
  if (labels !== undefined) return promptSetOfLabels(labels);
  const sets = await shipped();
  const ids = sets.map(({ id }) => id);
  if (prompts === undefined) throw new LabelsInvalidError("none", ids);
  const named = sets.find(({ id }) => id === prompts);
  if (named) return named;
  try {
    return await readPromptSet(prompts);
  } catch (error) {
    if (error instanceof PromptSetInvalidError && isMissing(error.cause))
      throw new PromptSetMissingError(ids, { cause: error.cause });
    throw error;
  }
}
