import { join } from "node:path";
import { z } from "zod";
import { asData } from "./as-data.ts";
import type { ChatModel } from "./chat-model.ts";
import type { CheckedAnswerSentence, Evidence } from "./contract.ts";
import { type PromptFile, readPromptFile } from "./prompt-file.ts";
import { structuredReply } from "./structured-reply.ts";

/** @param folder the package's prompts/chat @throws {ChatPromptError} */
export function readJudgePrompt(folder: string): Promise<PromptFile> {
  return readPromptFile(join(folder, "judge-sentences.md"));
}

export interface JudgeParts {
  readonly model: ChatModel;
  readonly prompt: PromptFile;
  readonly fence: string;
  readonly signal: AbortSignal;
}

/**
 * Lets a language model say whether the evidence that each sentence cites says so; its verdict takes the place of the words'. It sees the
 * sentences and the texts that they cite, and no pixel.
 * @throws {ChatModelError}
 */
export async function judgeSentences(
  sentences: readonly CheckedAnswerSentence[],
  evidence: readonly Evidence[],
  { model, prompt, fence, signal }: JudgeParts,
): Promise<readonly CheckedAnswerSentence[]> {
  const judged = sentences.filter(({ citations }) => citations.length > 0);
  if (judged.length === 0) return sentences;
  const listed = judged.map(({ text, citations }, i) => {
    const ids = new Set(citations.map(({ evidenceId }) => evidenceId));
    const cited = evidence.filter(({ id }) => ids.has(id)).map((each) => `   evidence: ${asData(each.text, fence)}`);
    return [`${i + 1}. ${asData(text, fence)}`, ...cited].join("\n");
  });
  const Verdicts = z.strictObject({ verdicts: z.array(z.enum(["yes", "no", "unclear"])).length(judged.length) });
  const text = prompt.fill({ fence, sentences: listed.join("\n") });
  const { verdicts } = await structuredReply(
    model,
    [{ role: "user", parts: [{ kind: "text", text }] }],
    Verdicts,
    signal,
  );
  return sentences.map((sentence) => {
    const at = judged.indexOf(sentence);
    if (at < 0) return sentence;
    const entailed = { ...sentence.checks.entailed, verdict: verdicts[at], by: model.name };
    return { ...sentence, checks: { ...sentence.checks, entailed } };
  });
}
