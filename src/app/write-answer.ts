import type { AnswerPrompts } from "../chat/answer-prompt.ts";
import { answerWithModel } from "../chat/answer-with-model.ts";
import { writeFromEvidence } from "../chat/ask.ts";
import type { AskParts, Conversation } from "../chat/ask-parts.ts";
import type { ChatModel } from "../chat/chat-model.ts";
import type { Answer, AskEvent, ModelUse } from "../chat/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import type { Library } from "../retrieval/library.ts";
import { promptPictures } from "./prompt-pictures.ts";

/** Demonstrations where nobody says how many. */
const defaultShots = 4;

export interface WriteAnswerParts extends AskParts {
  readonly library: Library;
  /** Null: the evidence writer. */
  readonly model: { readonly client: ChatModel; readonly prompts: AnswerPrompts; readonly fence: string } | null;
  readonly shots?: number | undefined;
  /** Told what a language model is shown. */
  readonly shown?: (pictures: Awaited<ReturnType<typeof promptPictures>>) => unknown;
  /** Told what a language model was given and took. */
  readonly used?: (use: ModelUse) => unknown;
}

/** An answer by whoever is to write it, and nothing of it kept. */
export function writeAnswer(
  question: string,
  scan: EncodedScan,
  { library, model, shots = defaultShots, shown = () => {}, used = () => {}, ...parts }: WriteAnswerParts,
  conversation: Conversation,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, Answer> {
  if (!model) return writeFromEvidence(question, scan, parts, conversation);
  const { client, prompts, fence } = model;
  const pictures = async (ids: readonly string[]) => {
    const found = await promptPictures(scan, library, ids);
    shown(found);
    return found;
  };
  return answerWithModel(
    question,
    scan,
    { ...parts, model: client, prompts, fence, pictures, shots, used },
    conversation,
    signal,
  );
}
