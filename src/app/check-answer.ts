import type { AskParts } from "../chat/ask-parts.ts";
import type { Answer, AnswerFlag, CheckedAnswerSentence } from "../chat/contract.ts";
import { ChatModelError } from "../chat/errors.ts";
import { type JudgeParts, judgeSentences } from "../chat/judge-sentences.ts";
import { checkSentences } from "../chat/sentence-checks.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";

export interface CheckAnswerParts extends Pick<AskParts, "encoder" | "rules" | "terms" | "promptSets"> {
  /** Null: the words decide. */
  readonly judging: JudgeParts | null;
}

/** An answer's sentences with their three checks. Of a judge that fails the answer tells, and the words decide. */
export async function checkAnswer(
  { sentences, evidence, flags }: Answer,
  scan: EncodedScan,
  { judging, ...parts }: CheckAnswerParts,
): Promise<{ readonly sentences: readonly CheckedAnswerSentence[]; readonly flags: readonly AnswerFlag[] }> {
  const byWords = await checkSentences(sentences, evidence, scan, parts);
  if (!judging) return { sentences: byWords, flags };
  try {
    return { sentences: await judgeSentences(byWords, evidence, judging), flags };
  } catch (error) {
    if (!(error instanceof ChatModelError)) throw error;
    return { sentences: byWords, flags: [...flags, { code: "JUDGE_FAILED", message: error.message }] };
  }
}
