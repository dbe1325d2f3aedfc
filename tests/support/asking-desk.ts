import { join } from "node:path";
import { createAnswerStore } from "../../src/app/answer-store.ts";
import { type Asking, createAsking } from "../../src/app/ask-scan.ts";
import type { Explanation } from "../../src/app/contract.ts";
import { createControl } from "../../src/app/control-answer.ts";
import { createExplain } from "../../src/app/explain.ts";
import { createLanguageModels, type LanguageModels } from "../../src/app/language-models.ts";
import { createRemoteConsent } from "../../src/app/remote-consent.ts";
import { readEncodedScan } from "../../src/app/scan-reader.ts";
import { createSessionStore, type SessionStore } from "../../src/app/sessions.ts";
import { readAnswerPrompts } from "../../src/chat/answer-prompt.ts";
import type { ChatMessage, ChatModel, ChatModelLimits } from "../../src/chat/chat-model.ts";
import type { AskEvent } from "../../src/chat/contract.ts";
import { readJudgePrompt } from "../../src/chat/judge-sentences.ts";
import { readQuestionTerms } from "../../src/chat/question-terms.ts";
import { readRephrasings } from "../../src/chat/rephrase.ts";
import { estimateTokens } from "../../src/chat/token-usage.ts";
import type { Config } from "../../src/config/config.ts";
import { once } from "../../src/core/once.ts";
import type { DualEncoder } from "../../src/encoders/contract.ts";
import type { DecisionRules } from "../../src/encoders/decision-rules.ts";
import { ScanNotFoundError } from "../../src/imaging/errors.ts";
import { createClassifier } from "../../src/zeroshot/classify.ts";
import { promptSetOfLabels } from "../../src/zeroshot/prompt-set.ts";
import { readShippedPromptSets } from "../../src/zeroshot/shipped-prompt-sets.ts";
import { root } from "./mini.ts";
import { librariesOf } from "./stored-pairs.ts";

export interface DeskOptions {
  readonly mini: DualEncoder & { readonly rules: DecisionRules };
  readonly home: string;
  readonly library: string;
  /** Models of the configuration. */
  readonly config?: Partial<
    Pick<Config, "languageModels" | "defaultLanguageModel" | "judgeLanguageModel" | "apiKeyOf">
  >;
  /** Instead of configured models: this one, under its name. */
  readonly model?: ChatModel;
  /** Instead of a configured one: judges the model's sentences. */
  readonly judge?: ChatModel;
  readonly fetch?: typeof fetch;
}

export interface Desk extends Asking {
  readonly control: ReturnType<typeof createControl>;
  readonly sessions: SessionStore;
  readonly languageModels: LanguageModels;
  readonly explain: (id: string, options: { readonly replay: boolean }) => Promise<Explanation>;
}

let made = 0;

/** Asking as an application of this home does it: made anew, it is a restart. */
export function openDesk({ mini, home, library, config, model, judge, fetch }: DeskOptions): Desk {
  const clock = () => new Date(Date.UTC(2026, 0, 2, 3, 4, made));
  const ids = () => `a-${++made}`;
  const answers = createAnswerStore(join(home, "answers"));
  const sessions = createSessionStore({ folder: join(home, "sessions"), clock, ids, deleteAnswer: answers.delete });
  const configured = createLanguageModels({
    config: {
      languageModels: {},
      defaultLanguageModel: null,
      judgeLanguageModel: null,
      apiKeyOf: () => undefined,
      ...config,
    },
    consent: createRemoteConsent({ path: join(home, "remote-consent.jsonl"), clock }),
    ollamaUrl: "http://127.0.0.1:9",
    fetch,
  });
  const languageModels: LanguageModels = model
    ? { ...configured, judge: judge?.name ?? null, use: async (name) => (name === judge?.name ? judge : model) }
    : configured;
  const parts = {
    encoding: async () => ({ encoder: mini, rules: mini.rules }),
    terms: once(() => readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"))),
    promptSets: once(() => readShippedPromptSets(join(root, "prompts", "zero-shot"))),
    prompts: once(() => readAnswerPrompts(join(root, "prompts", "chat"))),
    judgePrompt: once(() => readJudgePrompt(join(root, "prompts", "chat"))),
    async readScan({ scan, region }: Parameters<Parameters<typeof createAsking>[0]["readScan"]>[0]) {
      if (scan.kind !== "file") throw new ScanNotFoundError();
      return await readEncodedScan(scan.path, region, { encoder: mini, rules: mini.rules });
    },
    classifier: (names: readonly string[]) =>
      createClassifier(promptSetOfLabels(names), { encoder: mini, rules: mini.rules }, { multi: false }),
    openLibrary: (name: string | undefined) => librariesOf(home).open(name ?? library, mini.id),
    languageModels,
    sessions,
    answers,
    isThere: async () => true,
    version: async () => "0.0.0-test",
    clock,
    ids,
  };
  const explain = createExplain({
    ...parts,
    findReport: async () => null,
    replayReport: () => Promise.reject(new Error("no report")),
  });
  const rephrasings = once(() => readRephrasings(join(root, "prompts", "chat", "rephrasings.json")));
  return {
    ...createAsking(parts),
    control: createControl({ ...parts, rephrasings }),
    sessions,
    languageModels,
    explain,
  };
}

export interface ScriptedModel extends ChatModel {
  readonly calls: (readonly ChatMessage[])[];
}

/** Room for every prompt of a test. */
export const roomyLimits: ChatModelLimits = {
  contextTokens: 100_000,
  answerTokens: 1_000,
  pictures: 17,
  tokensPerPicture: 768,
  countTokens: estimateTokens,
  prices: null,
};

/** A language model that says what it is told to, and keeps what it was sent. */
export function scriptedModel(
  script: string | ((prompt: string) => string),
  more: Partial<Pick<ChatModel, "vision" | "remote" | "host" | "name" | "limits">> & { readonly fails?: Error } = {},
): ScriptedModel {
  const { fails, ...facts } = more;
  const calls: (readonly ChatMessage[])[] = [];
  return {
    name: "scripted",
    model: "scripted-1",
    provider: "fake",
    host: null,
    remote: false,
    vision: false,
    limits: roomyLimits,
    ...facts,
    calls,
    async *stream(messages) {
      calls.push(messages);
      const text = typeof script === "string" ? script : script(promptText(messages));
      for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) yield piece;
      if (fails) throw fails;
    },
  };
}

/** All text of a prompt. */
export function promptText(messages: readonly ChatMessage[]): string {
  return messages.flatMap(({ parts }) => parts.map((part) => (part.kind === "text" ? part.text : ""))).join("\n");
}

/** A stream read to its end. */
export async function readAll<T>(
  stream: AsyncGenerator<AskEvent, T>,
): Promise<{ readonly events: readonly AskEvent[]; readonly result: T }> {
  const events: AskEvent[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done) return { events, result: step.value };
    events.push(step.value);
  }
}
