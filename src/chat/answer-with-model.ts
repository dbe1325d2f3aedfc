import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type AnswerPrompts, answerMessages, type PromptPicture } from "./answer-prompt.ts";
import { AnswerText, type ShownText } from "./answer-text.ts";
import type { AskParts, Conversation } from "./ask-parts.ts";
import type { ChatModel } from "./chat-model.ts";
import { checkSentence, type SentenceCheck } from "./check-sentence.ts";
import type { Answer, AnswerFlag, AskEvent, Citation } from "./contract.ts";
import { answerFlags } from "./flags.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { readQuestion } from "./question.ts";
import type { QuestionTerms } from "./question-terms.ts";
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
const cannotSay = /the evidence does not answer this/i;

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
  const { list, unsure, similar } = await gatherEvidence(scan, parts, conversation);
  const evidence = list.items;
  for (const each of evidence) yield { kind: "evidence", evidence: each };
  const pairIds = evidence.flatMap((each) => (each.kind === "pair" ? [each.pairId] : [])).slice(0, demonstrations);
  const pictures = parts.model.vision ? await parts.pictures(pairIds) : null;
  const { prompts, fence } = parts;
  const messages = answerMessages({ prompts, evidence, conversation, question: text, fence, pictures });

  const checker = new AnswerChecker({ evidence, unsure, synonyms: synonymsOf(parts.terms) });
  const shown = new AnswerText(evidence);
  try {
    for await (const piece of parts.model.stream(messages, signal)) {
      for (const word of piece.match(/\s*\S+|\s+/g) ?? []) yield* checker.take(shown.push(word));
      if (checker.length > longestAnswer) break;
    }
  } catch (error) {
    if (!signal.aborted) yield* checker.end(shown.end());
    throw error;
  }
  yield* checker.end(shown.end());

  const { sentences, flags: sentenceFlags } = checker;
  const supported = sentences.filter((each) => each.supported);
  const reason = whyNoAnswer(checker.answer, supported.length);
  const flags = [
    ...answerFlags(scan, sentences, evidence, similar),
    ...(reason === unsupportedReason ? [allUnsupported] : []),
  ];
  for (const flag of flags) yield { kind: "flag", flag };
  const closed = readQuestion(text, parts.terms).form === "closed";
  return {
    answer: checker.answer,
    shortAnswer: closed && reason === undefined ? yesOrNo(sentences[0]) : null,
    citations: sentences.flatMap(({ citations }) => citations),
    evidence,
    probability: null,
    questionOnlyProbability: null,
    calibrated: false,
    abstained: reason !== undefined,
    ...(reason !== undefined && { reason }),
    flags: [...sentenceFlags, ...flags],
  };
}

const unsupportedReason = "No sentence of the language model's answer is supported by the evidence.";
const allUnsupported: AnswerFlag = { code: "UNSUPPORTED", message: unsupportedReason };

function whyNoAnswer(answer: string, supported: number): string | undefined {
  if (supported > 0) return undefined;
  return cannotSay.test(answer) ? "The language model found no answer in the evidence." : unsupportedReason;
}

interface WrittenSentence {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly supported: boolean;
}

/** The bare answer, where a sentence that passed its checks begins with it. */
function yesOrNo(first: WrittenSentence | undefined): string | null {
  return first?.supported ? (/^\s*(yes|no)\b/i.exec(first.text)?.[1].toLowerCase() ?? null) : null;
}

/** Passes an answer's text on as it comes, and checks each sentence once it is complete. */
class AnswerChecker {
  readonly #check: SentenceCheck;
  readonly #splitter = new SentenceSplitter();
  readonly sentences: WrittenSentence[] = [];
  readonly flags: AnswerFlag[] = [];
  #dropped = 0;
  answer = "";

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
    if (!/\p{L}/u.test(text) || (cannotSay.test(text) && droppedMarkers === 0 && !/\[\d+\]/.test(text))) return;
    const sentence = this.sentences.length;
    const { citations, flag } = checkSentence(text, droppedMarkers, this.#check);
    this.sentences.push({ text, citations, supported: flag === null || flag.code === "LOW_AGREEMENT" });
    for (const citation of citations) yield { kind: "citation", citation, sentence };
    if (!flag) return;
    const numbered = { ...flag, sentence };
    this.flags.push(numbered);
    yield { kind: "flag", flag: numbered };
  }
}

/** Words that mean the same, by the word lists by which questions are read. */
function synonymsOf({ kinds, organs, concepts }: QuestionTerms): readonly (readonly string[])[] {
  return [
    ...Object.entries(kinds).map(([kind, { name, terms }]) => [
      kind,
      name.replace(/^an? /, "").toLowerCase(),
      ...terms,
    ]),
    ...Object.entries(organs).map(([organ, { short, terms }]) => [organ, short, ...terms]),
    ...concepts.map(({ classes, terms }) =>
      classes.length === 1 ? [...classes.map((each) => each.toLowerCase()), ...terms] : terms,
    ),
  ];
}
