import type { AskParts } from "../chat/ask-parts.ts";
import type { ChatModel } from "../chat/chat-model.ts";
import type { Answer, AnswerFlag, CheckedAnswerSentence } from "../chat/contract.ts";
import { ChatModelError } from "../chat/errors.ts";
import { judgeSentences } from "../chat/judge-sentences.ts";
import type { PromptFile } from "../chat/prompt-file.ts";
import { checkSentences } from "../chat/sentence-checks.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";

export interface CheckAnswerParts extends Pick<AskParts, "encoder" | "rules" | "terms" | "promptSets"> {
  /** Null: the words decide. */
  readonly judge: ChatModel | null;
  readonly judgePrompt: () => Promise<PromptFile>;
  readonly fence: string;
  readonly signal: AbortSignal;
}

/** An answer's sentences with their three checks. Of a judge that fails the answer tells, and the words decide. */
export async function checkAnswer(
  { sentences, evidence, flags }: Answer,
  scan: EncodedScan,
  { judge, judgePrompt, fence, signal, ...parts }: CheckAnswerParts,
): Promise<{ readonly sentences: readonly CheckedAnswerSentence[]; readonly flags: readonly AnswerFlag[] }> {
  const byWords = await checkSentences(sentences, evidence, scan, parts);
  if (!judge) return { sentences: byWords, flags };
  const prompt = await judgePrompt();
  try {
    return { sentences: await judgeSentences(byWords, evidence, { model: judge, prompt, fence, signal }), flags };
  } catch (error) {
    if (!(error instanceof ChatModelError)) throw error;
    return { sentences: byWords, flags: [...flags, { code: "JUDGE_FAILED", message: error.message }] };
  }
}
