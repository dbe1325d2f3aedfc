import { type AnswerPromptParts, answerMessages } from "./answer-prompt.ts";
import type { ChatMessage, ChatModelLimits } from "./chat-model.ts";
import type { Evidence } from "./contract.ts";

/** What of the evidence goes to a language model. */
export interface FittedPrompt {
  /** Without the pairs that did not fit. */
  readonly evidence: readonly Evidence[];
  /** Ids of the pairs that are shown with their pictures, in the evidence's order. */
  readonly shownPairs: readonly string[];
  readonly pairsLeftOut: number;
}

export interface FitPromptParts extends Omit<AnswerPromptParts, "pictures"> {
  /** Null: the model takes no pictures. */
  readonly vision: { /** Retrieved pairs that are shown at most. */ readonly shots: number } | null;
  readonly limits: ChatModelLimits;
}

/** What the roles and marks around a message take, over all servers that were looked at. */
const tokensAroundPrompt = 64;

/**
 * Chooses what fits beside an answer into a model's context: the rules, the question and what is known of this scan always, then
 * the pairs from the nearest on, the first of them with their pictures.
 * @returns null where not even what must be said fits
 */
export function fitPrompt({ vision, limits, ...parts }: FitPromptParts): FittedPrompt | null {
  const own = parts.evidence.filter(({ kind }) => kind !== "pair");
  const pairs = parts.evidence.filter((each) => each.kind === "pair");
  const room = limits.contextTokens - limits.answerTokens - tokensAroundPrompt;
  const pictureRoom = vision ? Math.min(vision.shots, limits.pictures - 1) : 0;
  const scanPicture = vision ? limits.tokensPerPicture : 0;
  const tokensOf = (evidence: readonly Evidence[], shown: number) =>
    countMessages(answerMessages({ ...parts, evidence, pictures: null }), limits) +
    scanPicture +
    shown * limits.tokensPerPicture;
  if (tokensOf(own, 0) > room) return null;

  const kept = longestFitting(pairs.length, (n) => tokensOf([...own, ...pairs.slice(0, n)], 0) <= room);
  const fitting = pairs.slice(0, kept);
  const ids = new Set([...own, ...fitting].map(({ id }) => id));
  const evidence = parts.evidence.filter(({ id }) => ids.has(id));
  const shown = longestFitting(Math.min(pictureRoom, kept), (n) => tokensOf(evidence, n) <= room);
  return {
    evidence,
    shownPairs: fitting.slice(0, Math.max(0, shown)).map(({ pairId }) => pairId),
    pairsLeftOut: pairs.length - kept,
  };
}

/** Text of a prompt; pictures are counted beside it. */
export function countMessages(messages: readonly ChatMessage[], { countTokens }: ChatModelLimits): number {
  return messages
    .flatMap(({ parts }) => parts)
    .reduce((sum, part) => sum + (part.kind === "text" ? countTokens(part.text) : 0), 0);
}

/** The greatest number up to `most` that fits, where fewer always fit better. */
function longestFitting(most: number, fits: (n: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
