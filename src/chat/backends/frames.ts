import { z } from "zod";
import type { ChatModelErrorCode } from "../errors.ts";
import type { LanguageModelProvider } from "./settings.ts";

/** What one line of a streamed reply is. */
export type Frame =
  | { readonly kind: "more" }
  | { readonly kind: "end" }
  | { readonly kind: "failed"; readonly code: ChatModelErrorCode };

const more: Frame = { kind: "more" };
const end: Frame = { kind: "end" };
const bad: Frame = { kind: "failed", code: "LLM_BAD_REPLY" };

const Fault = z.union([
  z.string(),
  z.object({ type: z.string().nullish(), code: z.union([z.string(), z.number()]).nullish() }),
]);
const OpenAiFrame = z.object({
  error: Fault.nullish(),
  choices: z.array(z.object({ finish_reason: z.string().nullish() })).nullish(),
});
const AnthropicFrame = z.object({ type: z.string(), error: Fault.nullish() });
const OllamaFrame = z.object({ error: Fault.nullish(), done: z.boolean().nullish() });

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
  return frame.done === true ? end : more;
}

function readOpenAi(data: string): Frame {
  const frame = parse(OpenAiFrame, data);
  if (!frame) return bad;
  if (frame.error != null) return { kind: "failed", code: codeOf(frame.error) };
  return frame.choices?.some(({ finish_reason }) => finish_reason != null) ? end : more;
}

function readAnthropic(data: string): Frame {
  const frame = parse(AnthropicFrame, data);
  if (!frame) return bad;
  if (frame.type === "error") return { kind: "failed", code: codeOf(frame.error ?? "") };
  return frame.type === "message_stop" ? end : more;
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
