import { type AnswerPrompts, promptsInWords } from "../chat/answer-prompt.ts";
import { checkQuestion } from "../chat/ask.ts";
import type { ChatModel } from "../chat/chat-model.ts";
import type { Answer, AskEvent, ModelUse, ViewRecord } from "../chat/contract.ts";
import { ChatModelError } from "../chat/errors.ts";
import type { PromptFile } from "../chat/prompt-file.ts";
import type { QuestionTerms } from "../chat/question-terms.ts";
import { readRoute } from "../chat/route.ts";
import { readStatement } from "../chat/statement.ts";
import { sha256Hex } from "../core/sha256.ts";
import type { DualEncoder } from "../encoders/contract.ts";
import type { EncodedScan } from "../encoders/encoded-scan.ts";
import { chosenOf } from "../encoders/encoding.ts";
import { ScanNotFoundError } from "../imaging/errors.ts";
import type { Library } from "../retrieval/library.ts";
import { AnswerSoFar } from "./answer-so-far.ts";
import type { AnswerStore } from "./answer-store.ts";
import { type AskPartsSources, askPartsOf } from "./ask-parts-of.ts";
import type { AskResult } from "./ask-result.ts";
import { checkAnswer } from "./check-answer.ts";
import type { AskRequest } from "./contract.ts";
import { conversationOf } from "./conversation.ts";
import { fenceOf } from "./fence.ts";
import type { LanguageModels } from "./language-models.ts";
import { markChanges, marksOf } from "./marks.ts";
import { openModels } from "./open-models.ts";
import type { promptPictures } from "./prompt-pictures.ts";
import { promptRecord, provenanceRecord } from "./provenance-record.ts";
import type { OpenSession, SessionStore } from "./sessions.ts";
import { writeAnswer } from "./write-answer.ts";

export type { AskResult } from "./ask-result.ts";

export interface AskingParts extends AskPartsSources {
  readonly prompts: () => Promise<AnswerPrompts>;
  readonly judgePrompt: () => Promise<PromptFile>;
  readonly readScan: (request: Pick<AskRequest, "scan" | "region">) => Promise<EncodedScan>;
  /** Opens the library named, else the one in use; closed after the answer. */
  readonly openLibrary: (name: string | undefined) => Promise<Library>;
  /** Of the program. */
  readonly version: () => Promise<string>;
  readonly languageModels: LanguageModels;
  readonly sessions: SessionStore;
  readonly answers: AnswerStore;
  /** Whether the scan is still where it was: one that was deleted takes its conversations with it. */
  readonly isThere: (scan: AskRequest["scan"]) => Promise<boolean>;
  readonly clock: () => Date;
  /** Unguessable, letters, digits, `-` and `_`. */
  readonly ids: () => string;
}

export interface Asking {
  ask(request: AskRequest, signal?: AbortSignal): Promise<AskResult>;
  /**
   * `ask` while it is being written. Ending it early, or aborting the signal, closes the connection to the language model.
   * @throws {ChatModelError} after what was said until then; it names the stored partial answer
   */
  askStream(request: AskRequest, signal: AbortSignal): AsyncGenerator<AskEvent, AskResult>;
}

/** Asks about scans: the evidence writer or a language model, with the session's conversation; every answer is stored. */
export function createAsking(parts: AskingParts): Asking {
  async function* askStream(request: AskRequest, signal: AbortSignal): AsyncGenerator<AskEvent, AskResult> {
    const question = checkQuestion(request.question);
    const ending = new AbortController();
    const anyEnd = AbortSignal.any([signal, ending.signal]);
    try {
      const terms = await parts.terms();
      const scan = await parts.readScan(request);
      const scanSha256 = scan.scan.sha256;
      const before = await parts.sessions.openFor(scanSha256, request.session);
      const name = isForModel(question, terms) ? parts.languageModels.nameOf(request.llm) : null;
      const about = { scanSha256, confirmRemote: request.confirmRemote === true };
      const opened = name === null ? null : await openModels(name, about, parts.languageModels);
      const { model = null, judge = null } = opened ?? {};
      anyEnd.throwIfAborted();
      await using library = await parts.openLibrary(request.library);
      const session = await parts.sessions.mark(before, await markChanges(request, before, library));
      const asked = { request, question, scan, session, library, model, judge, terms };
      return yield* write(asked, anyEnd);
    } finally {
      ending.abort();
    }
  }

  async function* write(asked: Asked, signal: AbortSignal): AsyncGenerator<AskEvent, AskResult> {
    const { question, scan, session, library, model, terms } = asked;
    const encoding = await parts.encoding();
    const libraryVersion = await library.pairs.version();
    const marks = marksOf(session.marks, library.manifest.name);
    const conversation = conversationOf(session, terms, marks);
    const common = await askPartsOf({ scan, library, k: asked.request.k, marks }, parts);
    const prompts = model && (await parts.prompts());
    const provenance = {
      ...provenanceOf(asked, chosenOf(encoding)),
      ...(prompts && { prompt: promptsInWords(prompts) }),
      ...(marks.pinned.length + marks.banned.length > 0 && marks),
    };
    const { judge } = asked;
    const judgePrompt = judge && (await parts.judgePrompt());
    let modelUse: ModelUse | undefined;
    const sent: ViewRecord[] = [];
    const used = [...(prompts ? [prompts.rules, prompts.question] : []), ...(judgePrompt ? [judgePrompt] : [])];
    const words = [terms, terms.routes, ...used].map(promptRecord);
    const keep = async (answer: Answer, broken: Pick<AskResult, "partial" | "errorCode">): Promise<AskResult> => {
      const judging = judge &&
        judgePrompt && { model: judge, prompt: judgePrompt, fence: fenceOf(parts.ids()), signal };
      const record = await provenanceRecord({
        caselens: await parts.version(),
        encoding,
        model,
        prompts: words,
        promptSets: common.promptSets,
        library,
        libraryVersion,
        scan,
        evidence: answer.evidence,
        sent,
      });
      const result: AskResult = {
        route: "question", // a language model's answers say nothing of it
        ...answer,
        ...(await checkAnswer(answer, scan, { ...common, judging })),
        ...broken,
        id: parts.ids(),
        session: session.id,
        provenance: { ...provenance, ...(modelUse && { modelUse }), retrieved: retrievedOf(answer), record },
      };
      const at = parts.clock().toISOString();
      const { scan: ref, k } = asked.request;
      await parts.answers.add({ createdAt: at, question, scan: ref, k, result });
      try {
        await parts.sessions.add(session, { question, answer: result, askedAt: at });
      } catch (error) {
        await parts.answers.delete(result.id); // without its session nobody finds it
        throw error;
      }
      if (await parts.isThere(ref)) return result;
      await parts.sessions.deleteOf(session.scanSha256); // the scan's deletion may have come before this session was on the disk
      throw new ScanNotFoundError("store");
    };

    const writing = {
      ...common,
      library,
      model: model && prompts && { client: model, prompts, fence: fenceOf(parts.ids()) },
      shots: asked.request.shots,
      shown: (pictures: Awaited<ReturnType<typeof promptPictures>>) => sent.push(...sentViews(pictures)),
      used: (use: ModelUse) => {
        modelUse = use;
      },
    };
    const written = writeAnswer(question, scan, writing, conversation, signal);
    const soFar = new AnswerSoFar();
    try {
      for (;;) {
        signal.throwIfAborted();
        const step = await written.next();
        if (step.done) return await keep(step.value, {});
        soFar.take(step.value);
        yield step.value;
      }
    } catch (error) {
      if (!soFar.saidAnything) throw error;
      if (!(error instanceof ChatModelError) && !signal.aborted) throw error;
      const errorCode = error instanceof ChatModelError ? error.code : "INTERRUPTED";
      const { id } = await keep(soFar.answer(), { partial: true, errorCode });
      throw error instanceof ChatModelError ? error.withAnswer(id) : error;
    } finally {
      await written.return(soFar.answer()).catch(() => {}); // a reader that stopped early
    }
  }

  return {
    askStream,
    async ask(request, signal = new AbortController().signal) {
      const stream = askStream(request, signal);
      for (;;) {
        const step = await stream.next();
        if (step.done) return step.value;
      }
    },
  };
}

interface Asked {
  readonly request: AskRequest;
  readonly question: string;
  readonly scan: EncodedScan;
  readonly session: OpenSession;
  readonly library: Library;
  readonly model: ChatModel | null;
  readonly judge: ChatModel | null;
  readonly terms: QuestionTerms;
}

function provenanceOf({ question, scan, library, model, judge }: Asked, encoder: DualEncoder): AskResult["provenance"] {
  return {
    backend: model?.name ?? "evidence-writer",
    ...(model && { model: model.model }),
    ...(judge && { judge: judge.name }),
    encoder: encoder.id,
    library: library.manifest.name,
    questionSha256: sha256Hex(question),
    scanSha256: scan.scan.sha256,
    region: scan.region,
    imageKind: scan.kind,
    familiarity: scan.familiarity,
    seenInTraining: scan.seenInTraining,
    retrieved: [],
  };
}

function retrievedOf({ evidence }: Answer): AskResult["provenance"]["retrieved"] {
  return evidence.flatMap((each) => (each.kind === "pair" ? [{ pairId: each.pairId, cosine: each.cosine }] : []));
}

/** What a language model was shown, by the hashes of the files. */
function sentViews({ scan, pairs }: Awaited<ReturnType<typeof promptPictures>>): readonly ViewRecord[] {
  return [
    { of: "scan", use: "sent", sha256: sha256Hex(scan.bytes) },
    ...[...pairs].map(
      ([pairId, { bytes }]) => ({ of: "pair", pairId, use: "sent", sha256: sha256Hex(bytes) }) as const,
    ),
  ];
}

/** Only a question about the scan is one for a language model: what was said, and whatever else is asked for, needs none. */
function isForModel(question: string, terms: QuestionTerms): boolean {
  return readRoute(question, terms.routes).kind === "question" && readStatement(question, terms) === null;
}
