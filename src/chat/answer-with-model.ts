import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type AnswerPrompts, answerMessages, type PromptPicture } from "./answer-prompt.ts";
import { AnswerText, type ShownText } from "./answer-text.ts";
import type { AskParts, Conversation } from "./ask-parts.ts";
import type { ChatModel } from "./chat-model.ts";
import { type CheckedSentence, checkSentence, type SentenceCheck } from "./check-sentence.ts";
import { claimNamesOf, synonymsOf } from "./claim-names.ts";
import type { Answer, AnswerFlag, AskEvent } from "./contract.ts";
import { answerFlags } from "./flags.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { SentenceSplitter } from "./sentence-splitter.ts";

export interface ModelAnswerParts extends AskParts {
  readonly model: ChatModel;
  readonly prompts: AnswerPrompts;
  /** Unguessable, new for every question: letters and digits. */
  readonly fence: string;
  /** Pictures for a model that takes them; called for no other. */
  readonly pictures: (pairIds: readonly string[]) => Promise<{
    readonly scan: PromptPicture;
    readonly pairs: ReadonlyMap<string, PromptPicture>;
  }>;
}

/** Pairs that are shown to a model as demonstrations. */
const demonstrations = 4;
/** A model that has not stopped by then does not stop. */
const longestAnswer = 8_000;
/** What the prompt has a model write where it finds no answer. Anything beside it is a sentence like the others. */
const cannotSay = /^\s*the evidence does not answer this[.!]?\s*$/i;

/**
 * A language model's answer from the evidence that the evidence writer uses. Its words are passed on as they come, every sentence
 * is checked when it is complete, and what fails a check stays and is flagged. When the model breaks off, what it had said is
 * checked too before its error is thrown.
 * @throws {ChatModelError} and an abort as it is
 */
export async function* answerWithModel(
  text: string,
  scan: EncodedScan,
  parts: ModelAnswerParts,
  conversation: Conversation,
  signal: AbortSignal,
): AsyncGenerator<AskEvent, Answer> {
  const { written, list, unsure, similar } = await gatherEvidence(text, scan, parts, conversation);
  const evidence = list.items;
  for (const each of evidence) yield { kind: "evidence", evidence: each };
  const pairIds = evidence.flatMap((each) => (each.kind === "pair" ? [each.pairId] : [])).slice(0, demonstrations);
  const pictures = parts.model.vision ? await parts.pictures(pairIds) : null;
  const { prompts, fence } = parts;
  const messages = answerMessages({ prompts, evidence, conversation, question: text, fence, pictures });

  const scores = evidence.filter((each) => each.kind === "score");
  const checker = new AnswerChecker({
    evidence,
    unsure,
    synonyms: synonymsOf(parts.terms),
    names: new Map(scores.map((each) => [each.id, claimNamesOf(each, parts.terms)])),
    verdict: verdictOf(written),
  });
  const shown = new AnswerText(evidence);
  try {
    for await (const piece of parts.model.stream(messages, signal)) {
      const room = longestAnswer - checker.length;
      for (const word of piece.slice(0, room).match(/\s*\S+|\s+/g) ?? []) yield* checker.take(shown.push(word));
      if (piece.length >= room) break;
    }
  } catch (error) {
    if (!signal.aborted) yield* checker.end(shown.end());
    throw error;
  }
  yield* checker.end(shown.end());

  const { sentences, flags: sentenceFlags } = checker;
  const supported = sentences.filter((each) => each.supported);
  const reason = supported.length > 0 ? undefined : checker.foundNoAnswer ? noAnswerReason : unsupportedReason;
  const flags = [
    ...answerFlags(scan, sentences, evidence, similar),
    ...(reason === unsupportedReason ? [allUnsupported] : []),
  ];
  for (const flag of flags) yield { kind: "flag", flag };
  const [first] = sentences;
  const shortAnswer = first?.flag === null ? first.lead : null; // as the evidence writer's, or it is flagged
  return {
    answer: checker.answer,
    shortAnswer,
    citations: sentences.flatMap(({ citations }) => citations),
    evidence,
    probability: shortAnswer && written.probability,
    questionOnlyProbability: shortAnswer && written.questionOnlyProbability,
    calibrated: shortAnswer !== null && written.calibrated,
    abstained: reason !== undefined,
    ...(reason !== undefined && { reason }),
    flags: [...sentenceFlags, ...flags],
  };
}

const noAnswerReason = "The language model found no answer in the evidence.";
const unsupportedReason = "No sentence of the language model's answer is supported by the evidence.";
const allUnsupported: AnswerFlag = { code: "UNSUPPORTED", message: unsupportedReason };

/** Yes or no as the evidence writer answers it, from this scan's scores and from what the user said. */
function verdictOf({ shortAnswer }: Answer): "yes" | "no" | null {
  return shortAnswer === "yes" || shortAnswer === "no" ? shortAnswer : null;
}

interface WrittenSentence extends CheckedSentence {
  readonly supported: boolean;
}

/** Passes an answer's text on as it comes, and checks each sentence once it is complete. */
class AnswerChecker {
  readonly #check: SentenceCheck;
  readonly #splitter = new SentenceSplitter();
  readonly sentences: WrittenSentence[] = [];
  readonly flags: AnswerFlag[] = [];
  #dropped = 0;
  answer = "";
  /** The model said that the evidence does not answer the question. */
  foundNoAnswer = false;

  constructor(check: SentenceCheck) {
    this.#check = check;
  }

  get length(): number {
    return this.answer.length;
  }

  *take({ text, droppedMarkers }: ShownText): Generator<AskEvent> {
    this.#dropped += droppedMarkers;
    if (text === "") return;
    const shown = this.answer === "" ? text.trimStart() : text;
    if (shown === "") return;
    this.answer += shown;
    yield { kind: "token", text: shown };
    for (const sentence of this.#splitter.push(shown)) yield* this.#checked(sentence);
  }

  *end(last: ShownText): Generator<AskEvent> {
    yield* this.take({ ...last, text: last.text.trimEnd() });
    const rest = this.#splitter.end();
    if (rest !== null) yield* this.#checked(rest);
  }

  *#checked(text: string): Generator<AskEvent> {
    const droppedMarkers = this.#dropped;
    this.#dropped = 0;
    if (!/\p{L}/u.test(text)) return;
    if (cannotSay.test(text) && droppedMarkers === 0) {
      this.foundNoAnswer = true;
      return;
    }
    const sentence = this.sentences.length;
    const checked = checkSentence(text, droppedMarkers, this.#check);
    const { citations, flag } = checked;
    this.sentences.push({ ...checked, supported: flag === null || flag.code === "LOW_AGREEMENT" });
    for (const citation of citations) yield { kind: "citation", citation, sentence };
    if (!flag) return;
    const numbered = { ...flag, sentence };
    this.flags.push(numbered);
    yield { kind: "flag", flag: numbered };
  }
}
