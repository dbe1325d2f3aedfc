import { z } from "zod";
import type { ChatModelErrorCode } from "../errors.ts";
import type { LanguageModelProvider } from "./settings.ts";

/** What one line of a streamed reply is. */
export type Frame =
  /** Something to be seen of the answer, or of what the model thinks before it. */
  | { readonly kind: "answer" | "thought" }
  /** Whatever else keeps a connection open: comments, names of events, roles, characters that nobody sees. */
  | { readonly kind: "more" }
  | { readonly kind: "end" }
  | { readonly kind: "failed"; readonly code: ChatModelErrorCode };

const more: Frame = { kind: "more" };
const end: Frame = { kind: "end" };
const bad: Frame = { kind: "failed", code: "LLM_BAD_REPLY" };

/** Any of its fields may be missing or something else than text: servers differ, and only words that are seen are looked for. */
const Delta = z.record(z.string(), z.unknown()).nullish().catch(null);
const Fault = z.union([
  z.string(),
  z.object({ type: z.string().nullish(), code: z.union([z.string(), z.number()]).nullish() }),
]);
const OpenAiFrame = z.object({
  error: Fault.nullish(),
  choices: z.array(z.object({ finish_reason: z.string().nullish(), delta: Delta })).nullish(),
});
const AnthropicFrame = z.object({ type: z.string(), error: Fault.nullish(), delta: Delta, content_block: Delta });
const OllamaFrame = z.object({ error: Fault.nullish(), done: z.boolean().nullish(), message: Delta });

/**
 * Reads one line of a reply: server-sent events from OpenAI-compatible servers and Anthropic, a JSON document a line from Ollama.
 * @param ollamaWire true for Ollama's own API, false for its OpenAI-compatible one
 */
export function readFrame(line: string, wire: LanguageModelProvider): Frame {
  const text = line.trim();
  if (wire === "ollama") return text === "" ? more : readOllama(text);
  if (text === "" || text.startsWith(":") || /^(event|id|retry):/.test(text)) return more;
  const data = /^data: ?(.*)$/.exec(text)?.[1];
  if (data === undefined) return bad;
  if (data === "[DONE]") return end;
  return wire === "anthropic" ? readAnthropic(data) : readOpenAi(data);
}

function readOllama(text: string): Frame {
  const frame = parse(OllamaFrame, text);
  if (!frame) return bad;
  if (frame.error != null) return { kind: "failed", code: codeOf(frame.error) };
  return frame.done === true ? end : saidIn([frame.message]);
}

function readOpenAi(data: string): Frame {
  const frame = parse(OpenAiFrame, data);
  if (!frame) return bad;
  if (frame.error != null) return { kind: "failed", code: codeOf(frame.error) };
  const choices = frame.choices ?? [];
  if (choices.some(({ finish_reason }) => finish_reason != null)) return end;
  return saidIn(choices.map(({ delta }) => delta));
}

function readAnthropic(data: string): Frame {
  const frame = parse(AnthropicFrame, data);
  if (!frame) return bad;
  if (frame.type === "error") return { kind: "failed", code: codeOf(frame.error ?? "") };
  return frame.type === "message_stop" ? end : saidIn([frame.delta, frame.content_block]);
}

const answerFields = ["content", "text"];
const thoughtFields = ["thinking", "reasoning_content", "reasoning"];

function saidIn(deltas: readonly z.output<typeof Delta>[]): Frame {
  const says = (fields: readonly string[]) =>
    deltas.some((delta) => fields.some((field) => delta && isSeen(delta[field])));
  if (says(answerFields)) return { kind: "answer" };
  return says(thoughtFields) ? { kind: "thought" } : more;
}

/** Any character but blanks, controls and those that fonts leave out: a model that has gone wrong may send nothing else. */
const seen = /[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;

function isSeen(value: unknown): boolean {
  return typeof value === "string" && seen.test(value);
}

function codeOf(fault: z.output<typeof Fault>): ChatModelErrorCode {
  const word = typeof fault === "string" ? fault : `${fault.type ?? ""} ${fault.code ?? ""}`;
  if (/rate_?limit|429/i.test(word)) return "LLM_RATE_LIMITED";
  if (/authentication|permission|api_?key|\b40[13]\b/i.test(word)) return "LLM_AUTH";
  return "LLM_FAILED";
}

function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
