import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { type AnswerPrompts, answerMessages, type PromptPicture } from "./answer-prompt.ts";
import { AnswerText, type ShownText } from "./answer-text.ts";
import type { AskParts, Conversation } from "./ask-parts.ts";
import type { ChatModel } from "./chat-model.ts";
import { type CheckedSentence, checkSentence, type SentenceCheck } from "./check-sentence.ts";
import { claimNamesOf, synonymsOf } from "./claim-names.ts";
import type { Answer, AnswerFlag, AskEvent, ModelUse } from "./contract.ts";
import { ChatModelError } from "./errors.ts";
import { fitPrompt } from "./fit-prompt.ts";
import { answerFlags } from "./flags.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { LeakGuard } from "./leak-guard.ts";
import { modelUse } from "./model-use.ts";
import { SentenceSplitter } from "./sentence-splitter.ts";
import type { TokenCounts } from "./token-usage.ts";

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
  /** Retrieved pairs that a model with vision is shown as demonstrations, where its context holds them. */
  readonly shots: number;
  /** Told what the model was given as soon as that is known, and again with what its server counted. */
  readonly used: (use: ModelUse) => unknown;
}

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
  const { model, prompts, fence } = parts;
  const about = { prompts, conversation, question: text, fence };
  const vision = model.vision ? { shots: parts.shots } : null;
  const fitted = fitPrompt({ ...about, evidence: list.items, vision, limits: model.limits });
  if (!fitted) throw new ChatModelError("LLM_CONTEXT_TOO_SMALL", model.name);
  const { evidence } = fitted;
  for (const each of evidence) yield { kind: "evidence", evidence: each };
  const pictures = vision ? await parts.pictures(fitted.shownPairs) : null;
  const messages = answerMessages({ ...about, evidence, pictures });
  const use = (answer: string, counts: TokenCounts | null) =>
    parts.used(modelUse({ messages, answer, pairsLeftOut: fitted.pairsLeftOut, counts, limits: model.limits }));
  use("", null);

  const scores = evidence.filter((each) => each.kind === "score");
  const checker = new AnswerChecker({
    evidence,
    unsure,
    synonyms: synonymsOf(parts.terms),
    names: new Map(scores.map((each) => [each.id, claimNamesOf(each, parts.terms)])),
    verdict: verdictOf(written),
  });
  const shown = new GuardedText(new AnswerText(evidence), new LeakGuard(prompts.rules.fill({ fence }), fence));
  let counts: TokenCounts | null = null;
  const counted = (tokens: TokenCounts) => {
    counts = tokens;
  };
  try {
    for await (const piece of model.stream(messages, signal, counted)) {
      const room = longestAnswer - checker.length;
      for (const word of piece.slice(0, room).match(/\s*\S+|\s+/g) ?? []) yield* checker.take(shown.push(word));
      if (piece.length >= room) break;
    }
  } catch (error) {
    if (!signal.aborted) yield* checker.end(shown.end());
    throw error;
  } finally {
    use(checker.answer, counts);
  }
  yield* checker.end(shown.end());

  const { sentences, flags: sentenceFlags } = checker;
  const supported = sentences.filter((each) => each.supported);
  const reason = supported.length > 0 ? undefined : checker.foundNoAnswer ? noAnswerReason : unsupportedReason;
  const flags = [
    ...answerFlags(scan, sentences, evidence, similar),
    ...(shown.withheld ? [withheld] : []),
    ...(fitted.pairsLeftOut > 0 ? [leftOut(fitted.pairsLeftOut)] : []),
    ...(reason === unsupportedReason ? [allUnsupported] : []),
  ];
  for (const flag of flags) yield { kind: "flag", flag };
  const [first] = sentences;
  const shortAnswer = first?.flag === null ? first.lead : null; // as the evidence writer's, or it is flagged
  return {
    answer: checker.answer,
    shortAnswer,
    sentences: sentences.map(({ text, citations }) => ({ text, citations })),
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

const withheld: AnswerFlag = {
  code: "WITHHELD",
  message: "The language model repeated its instructions; that part was left out.",
};

function leftOut(pairs: number): AnswerFlag {
  const cases = pairs === 1 ? "1 similar case" : `${pairs} similar cases`;
  return { code: "EVIDENCE_LEFT_OUT", message: `${cases} did not fit into the language model's context.` };
}

/** Yes or no as the evidence writer answers it, from this scan's scores and from what the user said. */
function verdictOf({ shortAnswer }: Answer): "yes" | "no" | null {
  return shortAnswer === "yes" || shortAnswer === "no" ? shortAnswer : null;
}

/** An answer's text without what repeats the instructions. */
class GuardedText {
  readonly #shown: AnswerText;
  readonly #guard: LeakGuard;

  constructor(shown: AnswerText, guard: LeakGuard) {
    this.#shown = shown;
    this.#guard = guard;
  }

  get withheld(): boolean {
    return this.#guard.withheld > 0;
  }

  push(piece: string): ShownText {
    const shown = this.#shown.push(piece);
    return { ...shown, text: this.#guard.push(shown.text) };
  }

  end(): ShownText {
    const shown = this.#shown.end();
    return { ...shown, text: this.#guard.push(shown.text) + this.#guard.end() };
  }
}

interface WrittenSentence extends CheckedSentence {
  readonly text: string;
  readonly supported: boolean;
}

function withoutMarkers(sentence: string): string {
  return sentence
    .replace(/\s*\[\d+\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
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
    this.sentences.push({
      ...checked,
      text: withoutMarkers(text),
      supported: flag === null || flag.code === "LOW_AGREEMENT",
    });
    for (const citation of citations) yield { kind: "citation", citation, sentence };
    if (!flag) return;
    const numbered = { ...flag, sentence };
    this.flags.push(numbered);
    yield { kind: "flag", flag: numbered };
  }
}
