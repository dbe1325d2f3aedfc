import type { z } from "zod";
import type { ChatMessage, ChatModel } from "./chat-model.ts";
import { ChatModelError } from "./errors.ts";

/** A model that has not stopped by then does not stop. */
const longestReply = 20_000;

/**
 * A language model's reply as a document of a schema. One that is none is sent back once, with where it does not fit; server-side schemas are
 * not used, since small local servers ignore them or fail on them, and what comes back would have to be checked all the same.
 * @throws {ChatModelError} `LLM_BAD_REPLY` where the second reply is none either
 */
export async function structuredReply<S extends z.ZodType>(
  model: ChatModel,
  messages: readonly ChatMessage[],
  schema: S,
  signal: AbortSignal,
): Promise<z.output<S>> {
  const first = await replyOf(model, messages, signal);
  const read = readReply(first, schema);
  if (read.success) return read.data;
  const repair = `That is not the document that was asked for: ${read.why}. Send it again, corrected, and nothing else.`;
  const again = await replyOf(
    model,
    [
      ...messages,
      { role: "assistant", parts: [{ kind: "text", text: first }] },
      { role: "user", parts: [{ kind: "text", text: repair }] },
    ],
    signal,
  );
  const second = readReply(again, schema);
  if (second.success) return second.data;
  throw new ChatModelError("LLM_BAD_REPLY", model.name);
}

async function replyOf(model: ChatModel, messages: readonly ChatMessage[], signal: AbortSignal): Promise<string> {
  let text = "";
  for await (const piece of model.stream(messages, signal)) {
    text += piece;
    if (text.length > longestReply) break;
  }
  return text;
}

type Read<T> = { readonly success: true; readonly data: T } | { readonly success: false; readonly why: string };

/** From the first brace to the last: models put fences, greetings and thoughts around a document. */
function readReply<S extends z.ZodType>(text: string, schema: S): Read<z.output<S>> {
  const document = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch {
    return { success: false, why: "it is not JSON" };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { success: true, data: parsed.data };
  const places = parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "document"}: ${message}`);
  return { success: false, why: places.join("; ") };
}
