import type { ChatMessage, ChatModelLimits } from "./chat-model.ts";
import type { ModelUse } from "./contract.ts";
import { countMessages } from "./fit-prompt.ts";
import { costOf, type TokenCounts } from "./token-usage.ts";

export interface ModelUseParts {
  readonly messages: readonly ChatMessage[];
  readonly answer: string;
  readonly pairsLeftOut: number;
  /** What the server counted; null where it has not said yet, or never does. */
  readonly counts: TokenCounts | null;
  readonly limits: ChatModelLimits;
}

/** What a model was given and what it took: by its server's count, where that is whole, else estimated. */
export function modelUse({ messages, answer, pairsLeftOut, counts, limits }: ModelUseParts): ModelUse {
  const pictures = messages.flatMap(({ parts }) => parts).filter(({ kind }) => kind === "picture").length;
  const countedByServer = counts?.prompt != null && counts.answer != null;
  const promptTokens = counts?.prompt ?? countMessages(messages, limits) + pictures * limits.tokensPerPicture;
  const answerTokens = counts?.answer ?? limits.countTokens(answer);
  const { prices } = limits;
  return {
    shots: Math.max(0, pictures - 1), // one is the scan's
    pairsLeftOut,
    promptTokens,
    answerTokens,
    countedByServer,
    cost: prices && {
      value: costOf({ prompt: promptTokens, answer: answerTokens }, prices),
      currency: prices.currency,
    },
  };
}
